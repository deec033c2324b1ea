"""Every list: paged, in one shape, with a fixed number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from config.api import RESOURCES as ALL
from stations.api import RESOURCES
from stations.casework.models import SceneMediation
from stations.handovers import actions as handovers
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.recognition.deeds import appeal
from stations.recognition.models import Commendation, LedgerEntry
from stations.roster import absences
from stations.roster.actions import generate, running_day
from stations.roster.models import Absence
from stations.training.models import Course, Sitting
from tests.factories import (
    make_community,
    make_community_post,
    make_crew,
    make_grid,
    make_incident,
    make_officer,
    make_police_room,
    make_spot,
    make_team,
)
from tests.factories.casework import make_case, make_referral
from tests.factories.dispatch import make_assignment
from tests.factories.notices import make_notice
from tests.factories.recognition import give_points, keep_points, make_budget, make_reservation, make_reward
from tests.factories.wishes import make_errand

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
    _grow_command(rotation, number, community, officer)
    _grow_team(station, number, officer, rotation.chief.user)
    _grow_points(station, number, officer.user, rotation.chief.user)
    Job.objects.create(station=station, kind="roster.generate", key=str(number))
    away = rotation.officers["case", number % 3][0]
    substitute = rotation.officers["case", (number + 1) % 3][1]
    away.team_id = rotation.teams["case"].pk
    with in_station(station):
        absences.enter(
            station=station, officer=away, kind=Absence.Kind.SICK, first_day=today + (1 + 9 * number) * DAY,
            last_day=today + (6 + 9 * number) * DAY, reason="test", actor=rotation.chief.user, substitute=substitute,
        )  # fmt: skip


def _grow_command(rotation, number, community, officer):
    """One more crew on its way, case, referral, settled dispute, handover with a note, notice, and errand."""
    station, chief = rotation.station, rotation.chief.user
    crew = make_crew(station, officer, make_officer(station), community=community)
    make_assignment(make_incident(station, state="dispatched", community=community), crew)
    make_case(make_incident(station, state="fed_back", result="case"), "working", team=community.team, owner=officer)
    make_referral(station, sent_by=chief)
    SceneMediation.objects.create(
        station=station, incident=make_incident(station, state="fed_back", result="mediated"), violation=False,
        note="握手言和", law="CX-2018", by=chief, at=timezone.now(),
    )  # fmt: skip
    with in_station(station):
        handovers.prepare(station=station, at=timezone.now() + number * DAY)
        handovers.write_note(station=station, kind="note", text="三层打印机报修", actor=chief)
    make_notice(chief)
    make_errand(station, source=f"test:{number}")


def _grow_team(station, number, officer, chief):
    """One more course with its sitting, commendation, and booking of points."""
    course, now = Course.objects.create(station=station, title=f"课程{number}", audience="officers"), timezone.now()
    Sitting.objects.create(station=station, course=course, starts_at=now, ends_at=now + DAY / 24)
    Commendation.objects.create(
        station=station, user=officer.user, title="拾金不昧", words="归还手机", given_on=now.date(), given_by=chief
    )
    LedgerEntry.objects.create(
        station=station, user=officer.user, points=1, act="finding", source=f"test:{number}", checker=chief, at=now
    )


def _grow_points(station, number, user, chief):
    """One more reward, reservation of the chief's, and appeal."""
    if number == 0:
        make_budget(station, chief)
    make_reservation(chief, make_reward(station, chief))
    with in_station(station):
        appeal(actor=user, of=give_points(user, 5, checker=chief), words="应为十分")


@pytest.mark.parametrize("name", NAMES)
def test_a_list_has_the_four_members(rotation, program_of, name):
    keep_points(rotation.station)
    answer = program_of(rotation.chief).get(f"/api/v1/{name}/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"count", "next", "previous", "results"}


def test_every_list_takes_as_many_queries_for_three_rows_as_for_one(rotation, client_of, settings):
    """One station for all lists: planning its month takes longer than asking."""
    settings.DEMO = True
    today = running_day_of(rotation)
    with in_station(rotation.station):
        generate(station=rotation.station, first=today, last=today + 30 * DAY)
    keep_points(rotation.station)
    client = client_of(rotation.chief)
    paths = {name: f"/api/v1/{name}/?page_size=500" for name in GROWING}
    grow(rotation, 0)
    for path in paths.values():
        client.get(path)
    before = {name: queries(client, path) for name, path in paths.items()}
    grow(rotation, 1)
    grow(rotation, 2)
    after = {name: queries(client, path) for name, path in paths.items()}
    grown = {name for name in GROWING if after[name][1]["count"] > before[name][1]["count"]}
    assert grown == set(GROWING) - {"duties"}
    assert {name: found[0] for name, found in after.items()} == {name: found[0] for name, found in before.items()}


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
    assert list(program_of(rotation.chief).get("/api/v1/").json()) == [name for name, _view, _base in ALL]
