"""History triggers stand in the database, and every table without them is named here with its reason."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection

from stations.kit.scoping import in_station
from stations.organisation.models import Officer, Team

UNTRACKED = {
    "Entry": "append-only itself",
    "Job": "progress of long work; its outcome is in the timeline",
    "PeriodicRun": "bookkeeping of periodic work",
    "IdempotencyKey": "answers kept for a week",
    "StoredFile": "never changed; a new file is a new row",
    "CalendarFeed": "holds only a token's digest",
    "Counter": "the last number of a series; the numbered rows are tracked",
    "Notice": "what one person was told; only its reading changes",
    "Delivery": "bookkeeping of notices on their way",
    "HandoverLine": "append-only itself",
    "LedgerEntry": "append-only itself",
    "PointAccount": "what the entries add up to, written by their trigger",
    "RewardEntry": "append-only itself",
    "CheckInConflict": "kept as it came, never changed",
    "ErrandPass": "append-only itself",
    "FindingFile": "never changed; another file is another row",
}


def own_models():
    events = {model for model in apps.get_models() if issubclass(model, pghistory.models.Event)}
    own = [model for app in ("stations", "patrols") for model in apps.get_app_config(app).get_models()]
    return [model for model in own if model not in events]


def tracked_names() -> set[str]:
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return {event.pgh_tracked_model.__name__ for event in events if event.pgh_tracked_model}


def test_every_table_is_tracked_or_named_with_its_reason():
    names = {model.__name__ for model in own_models()}
    assert names - tracked_names() == set(UNTRACKED)


@pytest.mark.django_db
def test_every_tracked_table_has_its_triggers_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        with_triggers = {row[0] for row in cursor.fetchall()}
    tables = {model._meta.db_table for model in own_models() if model.__name__ in tracked_names()}
    assert tables <= with_triggers
    assert "stations_entry" in with_triggers


def events_of(obj):
    return list(apps.get_model("stations", f"{type(obj).__name__}Event").objects.filter(pgh_obj_id=obj.pk))


@pytest.mark.django_db
def test_history_sees_bulk_updates_and_raw_sql(cast):
    with in_station(cast.station):
        before = len(events_of(cast.officer))
        Officer.objects.filter(pk=cast.officer.pk).update(birth_year=1990)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE stations_officer SET birth_year = 1991 WHERE id = %s", [cast.officer.pk])
        years = [event.birth_year for event in events_of(cast.officer)[before:]]
    assert years[-1] == 1991


@pytest.mark.django_db
def test_history_never_holds_a_password(cast):
    fields = {field.name for field in apps.get_model("stations", "UserEvent")._meta.get_fields()}
    assert not fields & {"password", "last_login"}


@pytest.mark.django_db
def test_history_knows_who_wrote_through_which_request(cast, client_of):
    response = client_of(cast.chief).post(
        f"/team/teams/{cast.community_team.pk}/edit/",
        {"name": "改名警务队", "kind": "community", "order": 3, "active": "on"},
    )
    with in_station(cast.station):
        assert Team.objects.get(pk=cast.community_team.pk).name == "改名警务队"
        context = events_of(cast.community_team)[-1].pgh_context.metadata
    assert context["user"] == cast.chief.user.pk
    assert context["request"] == response["X-Request-ID"]


@pytest.mark.django_db
def test_columns_without_history_do_not_wake_its_trigger():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
            "WHERE tgrelid = 'patrols_dutytarget'::regclass AND tgname LIKE 'pgtrigger_update%%'"
        )
        ((definition,),) = cursor.fetchall()
    columns = definition.partition("UPDATE OF ")[2].partition(" ON ")[0].split(", ")
    assert {"duty_id", "checkpoint_id", "not_before"} <= set(columns)
    assert not {"visits", "first_at"} & set(columns)
