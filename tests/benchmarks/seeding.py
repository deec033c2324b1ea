"""A year of incidents for many stations, by COPY with triggers off; every station gets the same mix."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from stations.incidents.models import Incident, Party
from stations.incidents.words import Source, State
from stations.kit.crypto import blind_index
from stations.timeline.models import Entry
from tests.factories import make_category, make_community, make_officer, make_station, make_team

# Rebuilt after the rows are in: the trigram indexes would otherwise take most of the time.
SLOW_INDEXES = ("incident_summary_trigram", "incident_place_trigram")
OPEN_SHARE = 2000  # one in so many of the newest is still open
WORDS = (
    "邻里", "噪音", "停车", "纠纷", "争吵", "财物", "丢失", "求助", "老人", "走失",
    "商铺", "退费", "电动车", "被盗", "醉酒", "推搡", "占道", "揽客", "油烟", "漏水",
)  # fmt: skip
STREETS = (
    "前门大街", "鲜鱼口街", "长巷头条", "草厂三条", "西打磨厂", "南芦草园", "大江胡同", "北官园", "薛家湾", "三里河",
)  # fmt: skip


@dataclass
class Home:
    """One seeded station: what its rows refer to."""

    station: object
    user_id: int
    categories: list[int]
    communities: list[int]


@scopes_disabled()
def make_home(code: str) -> Home:
    """A station with three communities and a dozen categories."""
    station = make_station(code)
    team = make_team(station)
    officer = make_officer(station, post="desk", team=team)
    top = [make_category(station, name=f"大类{n}") for n in range(4)]
    below = [make_category(station, name=f"小类{n}", parent=top[n % 4]) for n in range(8)]
    communities = [make_community(station, team=team) for _n in range(3)]
    return Home(station, officer.user_id, [row.pk for row in below], [row.pk for row in communities])


def seed(homes: list[Home], each: int, first_id: int = 1) -> None:
    """Write ``each`` incidents of the last year for every home, with a reporter and, for every tenth, a day-book."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        definitions = []
        for name in SLOW_INDEXES:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            definitions.append(cursor.fetchone()[0])
            cursor.execute(f"DROP INDEX {name}")
        _copy(cursor, Incident, _incidents(homes, each, first_id))
        _copy(cursor, Party, _parties(homes, each, first_id))
        _copy(cursor, Entry, _entries(homes, each, first_id))
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        for model in (Incident, Party, Entry):
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
            cursor.execute(f"ANALYZE {table}")


def _copy(cursor, model, rows: Iterator[dict]) -> None:
    """COPY rows given as column → value; what is left out gets the model's default."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    base = {}
    for field in fields:
        value = field.get_default()
        base[field.column] = field.get_db_prep_save(value, connection) if value is not None else None
        if field.get_internal_type() == "ArrayField":
            base[field.column] = "{}"
        if field.get_internal_type() == "JSONField":
            base[field.column] = "{}"
    columns = ", ".join(f'"{field.column}"' for field in fields)
    order = [field.column for field in fields]
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            merged = base | row
            copy.write_row([merged[column] for column in order])


def _moments(each: int, now: datetime.datetime) -> Iterator[tuple[int, datetime.datetime]]:
    step = datetime.timedelta(days=365) / each
    for number in range(each):
        yield number, now - datetime.timedelta(days=365) + step * (number + 1)


def _incidents(homes: list[Home], each: int, first_id: int) -> Iterator[dict]:
    rng, now = random.Random(20261122), timezone.now()
    minute = datetime.timedelta(minutes=1)
    pk = first_id
    for home in homes:
        for number, at in _moments(each, now):
            open_ = number >= each - max(each // OPEN_SHARE, 12)
            category = rng.choice(home.categories)
            yield {
                "id": pk, "station_id": home.station.pk, "year": 2026, "serial": number + 1, "kind": Kind.CALL,
                "source": Source.EMERGENCY, "state": State.RECEIVED if open_ else State.CLOSED,
                "grade": rng.randint(1, 4), "category_id": category, "call_category_id": category,
                "summary": "".join(rng.choices(WORDS, k=5)), "place": f"{rng.choice(STREETS)}{rng.randint(1, 99)}号",
                "reported_at": at, "received_at": at, "changed_at": at,
                "arrived_at": None if open_ else at + 8 * minute,
                "fed_back_at": None if open_ else at + 40 * minute,
                "closed_at": None if open_ else at + 50 * minute,
                "first_contact_at": None if open_ else at + 8 * minute,
                "result": "" if open_ else "mediated", "community_id": rng.choice(home.communities),
                "lat": 39.89 + rng.random() / 100, "lng": 116.39 + rng.random() / 100,
                "injuries": "no", "weapons": "no", "recorded_by_id": home.user_id,
            }  # fmt: skip
            pk += 1


def _parties(homes: list[Home], each: int, first_id: int) -> Iterator[dict]:
    indexes = [blind_index(f"138{number:08d}") for number in range(2000)]
    now, pk = timezone.now(), first_id
    for home in homes:
        for number, at in _moments(each, now):
            yield {
                "id": pk, "station_id": home.station.pk, "incident_id": pk, "name": f"赵{number % 3000}",
                "phone_index": indexes[number % 2000], "reported_at": at, "part": "reporter",
            }  # fmt: skip
            pk += 1


def _entries(homes: list[Home], each: int, first_id: int) -> Iterator[dict]:
    now, incident, pk = timezone.now(), first_id, first_id
    for home in homes:
        written = 0
        for number, at in _moments(each, now):
            for verb in ("incident.record", "incident.feedback", "incident.close") if number % 10 == 0 else ():
                written += 1
                yield {
                    "id": pk, "station_id": home.station.pk, "at": at, "actor_id": home.user_id, "verb": verb,
                    "subject_type": "incident", "subject_id": incident, "number": written, "digest": "0" * 64,
                }  # fmt: skip
                pk += 1
            incident += 1


@scopes_disabled()
def counted(home: Home) -> int:
    """Incidents of one station (to be sure that the seed is there)."""
    return Incident.objects.filter(station=home.station).count() if Category.objects.exists() else 0
