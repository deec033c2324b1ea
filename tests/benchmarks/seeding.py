"""A year of incidents for many stations, by COPY with triggers off; every station gets the same mix.

Each incident has a reporter, a crew that was sent and who handled it; every tenth a day-book. The newest are open,
some with a crew on the way and a running timer. Every station has crews out now and a tree of 120 categories.
"""

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.catalogue.models import Category
from stations.crews.models import Crew, Layer
from stations.dispatch.models import Assignment, Timer
from stations.incidents.models import Handler, Incident, Party
from stations.incidents.words import Source
from stations.kit.crypto import blind_index
from stations.timeline.models import Entry
from tests.factories import make_community, make_crew, make_officer, make_station, make_team

TABLES = (Crew, Incident, Party, Entry, Assignment, Handler, Timer)
CREWS, TOP, BELOW = 12, 12, 9
PAST = CREWS * 364
OPEN_SHARE, LEAST_OPEN = 2000, 24  # one in so many of the newest is still open
DAY, MINUTE = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
FOLDS = ("dispute", "help", "order", "criminal", "traffic", "other")
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
    crews: list[tuple[int, int]] = field(default_factory=list)  # crew and its leader
    past: int = 0  # the first crew of earlier days


@scopes_disabled()
def make_home(code: str) -> Home:
    """A station with three communities, 120 categories and a dozen crews that are out."""
    station = make_station(code)
    team = make_team(station)
    desk = make_officer(station, post="desk", team=team)
    communities = [make_community(station, team=team) for _n in range(3)]
    home = Home(station, desk.user_id, _categories(station), [row.pk for row in communities])
    _crews(home, team)
    return home


def _categories(station) -> list[int]:
    """The tree; the ids of its leaves."""
    made = []
    for number in range(TOP):
        fields = {"station": station, "fold": FOLDS[number % len(FOLDS)]}
        top = Category(code=f"{number:02d}", name=f"大类{number}", level=1, **fields)
        made.append(top)
        made += [
            Category(code=f"{number:02d}{n:02d}", name=f"大类{number}小类{n}", level=2, parent=top, **fields)
            for n in range(BELOW)
        ]
    for row in made:
        row.fill_keys()
    for level in (1, 2):
        Category.objects.bulk_create([row for row in made if row.level == level])
    return [row.pk for row in made if row.level == 2]


def _crews(home: Home, team) -> None:
    """The crews that are out, each with a leader."""
    for number in range(CREWS):
        leader = make_officer(home.station, team=team)
        layer = Layer.FIRST if number < 2 else Layer.SECOND
        crew = make_crew(home.station, leader, layer=layer, community_id=home.communities[number % 3], size=1)
        home.crews.append((crew.pk, leader.pk))


def seed(homes: list[Home], each: int, first_id: int = 1) -> None:
    """Write ``each`` incidents of the last year for every home, with what hangs on them."""
    now = timezone.now()
    with connection.cursor() as cursor, bare(cursor):
        for home in homes:
            home.past = 10_000_000 + home.station.pk * PAST
        for model, rows in (
            (Crew, _past_crews), (Incident, _incidents), (Party, _parties), (Entry, _entries),
            (Assignment, _assignments), (Handler, _handlers), (Timer, _timers),
        ):  # fmt: skip
            _copy(cursor, model, list(rows(each, now)), homes, each, first_id)
    with connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        for model in (*TABLES, Category):
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")


@contextmanager
def bare(cursor, models=TABLES) -> Iterator[None]:
    """Triggers off, and indexes that hold no constraint away until the rows are in."""
    names = [model._meta.db_table for model in models]
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique AND NOT indisexclusion",
        [names],
    )
    indexes = cursor.fetchall()
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute("SET synchronous_commit = off")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for setting in ("session_replication_role", "maintenance_work_mem", "synchronous_commit"):
        cursor.execute(f"RESET {setting}")


def _copy(cursor, model, rows: list[dict], homes: list[Home], each: int, first_id: int) -> None:
    """COPY the same rows for every home; what a row leaves out gets the model's default.

    Values that are functions differ from station to station: they get the home and the number of its first incident.
    """
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    base = {field.column: _default(field) for field in fields}
    own = sorted({key for row in rows[:1] for key, value in row.items() if callable(value)})
    order = [*own, *(field.column for field in fields if field.column not in own)]
    tails = [
        "\t".join(_text((base | row)[column]) for column in order[len(own) :]) + "\n" for row in rows
    ]  # fmt: skip
    columns = ", ".join(f'"{column}"' for column in order)
    with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
        for number, home in enumerate(homes):
            before = first_id + number * each
            lines = (
                "".join(f"{row[name](home, before)}\t" for name in own) + tail
                for row, tail in zip(rows, tails, strict=True)
            )  # fmt: skip
            copy.write("".join(lines))


def _default(model_field):
    """What a column holds when nothing is said."""
    if model_field.get_internal_type() in {"ArrayField", "JSONField"}:
        return "{}"
    value = model_field.get_default()
    return model_field.get_db_prep_save(value, connection) if value is not None else None


def _text(value) -> str:
    """A value in COPY's text form; the seeded words hold nothing to escape."""
    return "\\N" if value is None else str(value)


def _moments(each: int, now: datetime.datetime) -> Iterator[tuple[int, datetime.datetime, bool]]:
    """Number, time of the report and whether it is open; evenly over the year."""
    step, open_ = 365 * DAY / each, max(each // OPEN_SHARE, LEAST_OPEN)
    for number in range(each):
        yield number, now - 365 * DAY + step * (number + 1), number >= each - open_


def _sent(number: int, open_: bool) -> bool:
    """Every second open one has a crew on the way; a closed one had one."""
    return not open_ or number % 2 == 0


def _station(home: Home, before: int) -> int:
    return home.station.pk


def _pick(name: str, number: int):
    return lambda home, before: getattr(home, name)[number % len(getattr(home, name))]


def _id(number: int):
    return lambda home, before: before + number


def _past_crews(each: int, now: datetime.datetime) -> Iterator[dict]:
    for number in range(PAST):
        start = now - DAY * (number // CREWS + 2)
        yield {
            "id": lambda home, before, n=number: home.past + n, "station_id": _station, "layer": "second",
            "date": start.date(), "name": f"车组{number % CREWS}", "starts_at": start, "ends_at": start + DAY / 2,
        }  # fmt: skip


def _incidents(each: int, now: datetime.datetime) -> Iterator[dict]:
    rng = random.Random(20261122)
    for number, at, open_ in _moments(each, now):
        closed = {} if open_ else {
            "arrived_at": at + 8 * MINUTE, "fed_back_at": at + 40 * MINUTE, "closed_at": at + 50 * MINUTE,
            "first_contact_at": at + 8 * MINUTE, "result": "mediated",
        }  # fmt: skip
        category = _pick("categories", rng.randrange(TOP * BELOW))
        state = "closed" if not open_ else "en_route" if _sent(number, open_) else "received"
        yield {
            "id": _id(number), "station_id": _station, "year": 2026, "serial": number + 1, "kind": "call",
            "source": Source.EMERGENCY.value, "state": state, "grade": rng.randint(1, 4), "category_id": category,
            "call_category_id": category, "summary": "".join(rng.choices(WORDS, k=5)),
            "place": f"{rng.choice(STREETS)}{rng.randint(1, 99)}号", "reported_at": at, "received_at": at,
            "changed_at": at, "community_id": _pick("communities", rng.randrange(3)),
            "lat": 39.89 + rng.random() / 100, "lng": 116.39 + rng.random() / 100, "injuries": "no",
            "weapons": "no", "recorded_by_id": lambda home, before: home.user_id,
        } | closed  # fmt: skip


def _parties(each: int, now: datetime.datetime) -> Iterator[dict]:
    indexes = [blind_index(f"138{number:08d}") for number in range(2000)]
    for number, at, _open in _moments(each, now):
        yield {
            "id": _id(number), "station_id": _station, "incident_id": _id(number), "name": f"赵{number % 3000}",
            "phone_index": indexes[number % 2000], "reported_at": at, "part": "reporter",
        }  # fmt: skip


def _entries(each: int, now: datetime.datetime) -> Iterator[dict]:
    written = 0
    for number, at, _open in _moments(each, now):
        for verb in ("incident.record", "incident.feedback", "incident.close") if number % 10 == 0 else ():
            written += 1
            yield {
                "id": _id(written), "station_id": _station, "at": at, "verb": verb, "subject_type": "incident",
                "actor_id": lambda home, before: home.user_id, "subject_id": _id(number), "number": written,
                "digest": "0" * 64,
            }  # fmt: skip


def _assignments(each: int, now: datetime.datetime) -> Iterator[dict]:
    for number, at, open_ in _moments(each, now):
        if _sent(number, open_):
            crew = lambda home, before, n=number: home.crews[n % CREWS][0]  # noqa: E731
            if number < each - 60:  # the crews of earlier days
                crew = lambda home, before, n=number: home.past + n % PAST  # noqa: E731
            yield {
                "id": _id(number), "station_id": _station, "incident_id": _id(number), "crew_id": crew,
                "sent_at": at, "accepted_at": at, "state": "en_route" if open_ else "done",
            }  # fmt: skip


def _handlers(each: int, now: datetime.datetime) -> Iterator[dict]:
    for number, at, open_ in _moments(each, now):
        if _sent(number, open_):
            yield {
                "id": _id(number), "station_id": _station, "incident_id": _id(number), "since": at,
                "officer_id": lambda home, before, n=number: home.crews[n % CREWS][1],
                "until": None if open_ else at + 50 * MINUTE,
            }  # fmt: skip


def _timers(each: int, now: datetime.datetime) -> Iterator[dict]:
    for number, at, open_ in _moments(each, now):
        yield {
            "id": _id(number), "station_id": _station, "incident_id": _id(number), "kind": "contact",
            "due_at": at + 30 * MINUTE, "state": "waiting" if open_ else "met",
        }  # fmt: skip
