"""What giving leaves in the database: the person in one row of one table, and nowhere else (SE-31, 0027)."""

import logging
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from community.clues import actions
from community.clues.models import Clue
from stations.timeline.models import Entry
from tests.factories import client_of

pytestmark = pytest.mark.django_db

# What a login writes whatever it does.
OF_THE_LOGIN = {"django_session", "access_user", "stations_user"}


def rows_about(user) -> dict[str, int]:
    """Table → rows that refer to the person or hold the name or the phone in plain text."""
    found = {}
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in tables or table in OF_THE_LOGIN:
                continue
            columns = [
                field.column for field in model._meta.concrete_fields
                if field.related_model and field.related_model._meta.label == user._meta.label
            ]  # fmt: skip
            said = [f"to_jsonb(t)::text LIKE '%{word}%'" for word in (user.name, user.phone)]
            asked = " OR ".join([f't."{column}" = {user.pk}' for column in columns] + said)
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {asked}')
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


def new_rows(user, before: dict[str, int]) -> dict[str, int]:
    now = rows_about(user)
    return {table: number - before.get(table, 0) for table, number in now.items() if number != before.get(table, 0)}


# A protected giver is told (their own notices, read by nobody else).
LEFT = {"protected": {"community_giver": 1, "stations_notice": 1}, "anonymous": {}}


@pytest.mark.parametrize(("protection", "left"), LEFT.items())
def test_giving_to_the_end_leaves_the_person_in_one_row_at_most(street, protection, left, caplog):
    caplog.set_level(logging.DEBUG)
    before = rows_about(street.giver)
    client = client_of(street.giver)
    form = {"words": "可疑", "client_id": str(uuid.uuid4()), "protection": protection} | street.here
    assert client.post(reverse("my-clue-new", args=[street.scene.pk]), form).status_code in (200, 302)
    clue = Clue.objects.get()
    client_of(street.officer).get(clue.get_absolute_url())
    client_of(street.officer).post(reverse("clue-take", args=[clue.pk]))
    actions.record_outcome(clue=clue, actor=street.cast.deputy.user, persons_caught=1)
    actions.verify(clue=clue, actor=street.cast.chief.user)
    assert new_rows(street.giver, before) == left
    told = " ".join(str(record.__dict__) for record in caplog.records if not record.name.startswith("django.db"))
    assert street.giver.name not in told and street.giver.phone not in told


# What differs between any two clues, whoever gave them.
OF_ITS_OWN = ("id", "number", "_key", "client_id", "mark", "digest", "incident", "_at", "serial")


def row_of(row) -> dict:
    """What is written in a row, but for what differs between any two."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: value for name, value in columns.items()
        if not any(part in name for part in OF_ITS_OWN)
    }  # fmt: skip


def written_of(clue: Clue) -> list:
    """Everything that lists, the incident's page and the day-book know of a clue."""
    parties = [row_of(row) for row in clue.incident.parties.order_by("id")]
    entries = Entry.objects.filter(subject_id__in=(clue.pk, clue.incident_id)).order_by("id")
    return [
        row_of(clue),
        row_of(clue.incident),
        parties,
        [(row.verb, row.subject_type, row.actor_id) for row in entries],
    ]


def test_an_anonymous_clue_of_a_member_reads_like_one_of_a_resident(street):
    form = {"words": "可疑", "place": "雅宝路8号"} | street.here
    public = reverse("public-clue-new", args=[street.cast.station.code, street.scene.code])
    member = reverse("my-clue-new", args=[street.scene.pk])
    sent = form | {"client_id": str(uuid.uuid4()), "protection": "anonymous"}
    assert client_of(street.giver).post(member, sent).status_code == 200
    assert Client().post(public, form | {"client_id": str(uuid.uuid4())}).status_code == 200
    one, other = map(written_of, Clue.objects.order_by("id"))
    assert one == other
    assert one[1]["source"] == "online"
