"""Every list: paged, in one shape, with a fixed number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from stations.api import RESOURCES
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.roster import absences
from stations.roster.actions import generate, running_day
from stations.roster.models import Absence
from tests.factories import (
    make_community,
    make_community_post,
    make_grid,
    make_incident,
    make_officer,
    make_police_room,
    make_spot,
    make_team,
)

NAMES = [name for name, _view, _base in RESOURCES]
# The own station is the only one there is.
GROWING = [
    name for name in NAMES if name not in {"stations", "shift-groups", "rotation-plans", "reports", "indicators"}
]
DAY = datetime.timedelta(days=1)


def queries(client, path):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return len(seen), answer.json()


@scopes_disabled()
def grow(rotation, number):
    """One more row of everything."""
    station, today = rotation.station, running_day()
    team = make_team(station, name=f"新队{number}")
    officer = make_officer(station, team=team)
    community = make_community(station, team=team)
    make_community_post(community, officer, "A")
    make_grid(community, officer)
    make_police_room(station, community=community)
    make_spot(station, community=community)
    make_incident(station, community=community, handlers=(officer,))
    Job.objects.create(station=station, kind="roster.generate", key=str(number))
    away = rotation.officers["case", number % 3][0]
    substitute = rotation.officers["case", (number + 1) % 3][1]
    away.team_id = rotation.teams["case"].pk
    with in_station(station):
        absences.enter(
            station=station, officer=away, kind=Absence.Kind.SICK, first_day=today + (1 + 9 * number) * DAY,
            last_day=today + (6 + 9 * number) * DAY, reason="test", actor=rotation.chief.user, substitute=substitute,
        )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_list_has_the_four_members(rotation, program_of, name):
    answer = program_of(rotation.chief).get(f"/api/v1/{name}/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"count", "next", "previous", "results"}


@pytest.mark.parametrize("name", GROWING)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(rotation, client_of, settings, name):
    settings.DEMO = True
    today = running_day_of(rotation)
    with in_station(rotation.station):
        generate(station=rotation.station, first=today, last=today + 30 * DAY)
    grow(rotation, 0)
    client, query = client_of(rotation.chief), "?page_size=500"
    client.get(f"/api/v1/{name}/{query}")
    few, one = queries(client, f"/api/v1/{name}/{query}")
    grow(rotation, 1)
    grow(rotation, 2)
    many, three = queries(client, f"/api/v1/{name}/{query}")
    assert three["count"] > one["count"] or name == "duties"
    assert many == few


def running_day_of(rotation):
    with in_station(rotation.station):
        return running_day()


def test_the_next_page_is_an_address_that_works(rotation, program_of):
    program = program_of(rotation.chief)
    first = program.get("/api/v1/officers/?page_size=5").json()
    second = program.get(first["next"]).json()
    assert len(first["results"]) == len(second["results"]) == 5
    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}


def test_a_page_beyond_the_last_is_404(rotation, program_of):
    answer = program_of(rotation.chief).get("/api/v1/officers/?page=99")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_root_lists_every_resource(rotation, program_of):
    assert list(program_of(rotation.chief).get("/api/v1/").json()) == NAMES
