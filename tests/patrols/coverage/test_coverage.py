"""Live coverage: points one by one, late ones first, a fixed number of queries, no person on the wall."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from patrols.coverage import readings
from patrols.schedule.models import PatrolDuty
from patrols.schedule.words import Mode, State
from stations.kit.scoping import in_station
from tests.factories import client_of, make_officer, make_station
from tests.factories.patrols import make_guard, make_patrol_duty, make_patrols, make_route, make_squad

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def patrols(db):
    """The cast of the patrols; the test itself runs in their station's scope."""
    made = make_patrols(make_station("QM"))
    with in_station(made.squad.station):
        yield made


@pytest.fixture
def station(patrols):
    """Their station."""
    return patrols.squad.station


def visit(duty: PatrolDuty, seq: int, at: datetime.datetime) -> None:
    """A counted check-in, as the function of the check-ins leaves it."""
    duty.targets.filter(seq=seq).update(visits=1, first_at=at)
    PatrolDuty.objects.filter(pk=duty.pk).update(state=State.RUNNING)


def test_points_are_told_one_by_one(station, patrols):
    now = timezone.now()
    visit(patrols.duty, 1, now - 5 * MINUTE)
    patrols.duty.targets.filter(seq=3).update(not_before=now + 30 * MINUTE)
    (line,) = readings.load(station, now).lines
    assert [stand.state for stand in line.stands] == ["visited", "due", "later"]
    assert (line.visited, line.last_at, line.late) == (1, now - 5 * MINUTE, False)


def test_in_the_grace_what_is_not_visited_is_missed(station, patrols):
    end = patrols.duty.ends_at
    (line,) = readings.load(station, end + MINUTE).lines
    assert {stand.state for stand in line.stands} == {"missed"} and line.over
    assert readings.load(station, end + 31 * MINUTE).lines == []


def test_a_duty_that_ought_to_have_begun_comes_first(station, patrols):
    now = timezone.now()
    visit(patrols.duty, 1, now)
    late = make_patrol_duty(make_squad(station), patrols.route, [], now - 20 * MINUTE)
    shown = readings.load(station, now)
    assert [line.duty.pk for line in shown.late] == [late.pk] == [shown.lines[0].duty.pk]


def test_between_the_ends_of_a_window_nothing_is_missed(station, patrols):
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(mode=Mode.WINDOW, planned=2)
    (line,) = readings.load(station, patrols.duty.ends_at + MINUTE).lines
    assert [stand.state for stand in line.stands] == ["missed", "passing", "missed"]


def test_when_nobody_is_out_the_next_ones_are_named(station, patrols):
    shown = readings.load(station, patrols.duty.starts_at - MINUTE)
    assert shown.lines == [] and [duty.pk for duty in shown.coming] == [patrols.duty.pk]


def test_it_takes_the_same_queries_for_any_number_of_squads(station, patrols):
    counts = []
    for _round in range(2):
        for _number in range(3):
            squad = make_squad(station)
            visit(make_patrol_duty(squad, make_route(patrols.route.area), [make_guard(squad)]), 1, timezone.now())
        with CaptureQueriesContext(connection) as queries:
            readings.load(station, timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_police_and_office_see_it_and_guards_do_not(station, patrols):
    for user in (make_officer(station).user, patrols.office):
        assert patrols.squad.name in client_of(user).get(reverse("patrols")).content.decode()
    assert client_of(patrols.guard.user).get(reverse("patrols")).status_code == 403


def test_the_part_that_moves_is_only_the_part(station, patrols):
    client = client_of(make_officer(station).user)
    text = client.get(reverse("patrols-part"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-swap-oob="innerHTML"' in text and "<html" not in text
    assert "<html" in client.get(reverse("patrols-part")).content.decode()


def test_the_wall_names_squads_and_points_and_no_person(station, patrols):
    text = client_of(make_officer(station).user).get(reverse("wall-patrols")).content.decode()
    assert patrols.squad.name in text
    assert patrols.leader.user.name not in text and patrols.guard.user.name not in text


def test_another_stations_patrols_are_not_on_it(station, patrols):
    make_patrols(make_station("CW"))
    assert len(readings.load(station, timezone.now()).lines) == 1
