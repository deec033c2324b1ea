"""The roster is asked when a session is proposed or a police mediator suggested: leave, days off, manned posts."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mediation.cases import matching_readings
from mediation.cases.words import State, Track
from mediation.network.words import Group
from mediation.sessions import readings
from stations.roster.models import Absence, Duty, Role, Task
from stations.roster.readings import taken
from tests.factories.mediation import make_case, make_mediator
from tests.mediation.sessions.conftest import moment

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def duty(cast, in_one):
    """``duty(day, role, task)``: the officer's row of the roster, 08:00 to 08:00."""

    def make(day: str, role=Role.PRIMARY, task=Task.COMMUNITY) -> Duty:
        start = moment(f"{day} 08:00")
        return Duty.objects.create(
            station=in_one, date=start.date(), officer=cast.officer, team=cast.community_team, role=role,
            planned_role=role, task=task, starts_at=start, ends_at=start + DAY,
        )  # fmt: skip

    return make


@pytest.fixture
def leave(cast, in_one):
    """``leave(first, last)``: an absence of the officer."""

    def make(first: date, last: date, **fields) -> Absence:
        return Absence.objects.create(
            station=in_one, officer=cast.officer, kind="leave", first_day=first, last_day=last, reason="年假",
            entered_by=cast.chief.user, **fields,
        )  # fmt: skip

    return make


def starts(case, at, officer) -> list:
    return [slot.start for slot, _room in readings.proposals(case, at, officer=officer)]


def test_nothing_is_proposed_on_leave_days_off_and_posts_of_the_officer(make_za, cast, room, leave, duty):
    at = moment("2026-03-02 08:00")  # Monday
    case = make_za(at=at)
    assert starts(case, at, cast.officer)[0].date() == date(2026, 3, 2)
    leave(date(2026, 3, 2), date(2026, 3, 3))
    duty("2026-03-04", Role.REST)
    duty("2026-03-05", Role.PRIMARY, Task.STREET)
    # The post of the 5th ends on the 6th at 08:00.
    assert starts(case, at, cast.officer)[0] == moment("2026-03-06 09:00")
    assert starts(case, at, None)[0].date() == date(2026, 3, 2)


def test_a_duty_in_the_community_leaves_room_and_a_cancelled_leave_takes_none(make_za, cast, room, leave, duty):
    at = moment("2026-03-02 08:00")
    duty("2026-03-02", Role.PRIMARY, Task.COMMUNITY)
    leave(date(2026, 3, 2), date(2026, 3, 2), state=Absence.State.CANCELLED)
    assert starts(make_za(at=at), at, cast.officer)[0].date() == date(2026, 3, 2)


def test_a_time_chosen_by_hand_is_taken_with_a_warning(make_za, cast, fix, leave):
    leave(date(2026, 3, 4), date(2026, 3, 4))
    free = fix(make_za(at=moment("2026-03-02 08:00")), moment("2026-03-03 10:00"))
    assert "lead_away" not in free.warnings
    away = fix(make_za(at=moment("2026-03-02 08:00")), moment("2026-03-04 10:00"))
    assert "lead_away" in away.warnings


def test_what_is_taken_names_why_in_two_queries(cast, leave, duty, in_one, django_assert_num_queries):
    leave(date(2026, 3, 2), date(2026, 3, 2))
    duty("2026-03-03", Role.REST)
    duty("2026-03-04", Role.FIXED, Task.COUNTER)
    with django_assert_num_queries(2):
        found = taken([cast.officer.pk], moment("2026-03-01 00:00"), moment("2026-03-08 00:00"))
    assert [row.why for row in found] == ["absent", "rest", "post"]
    assert found[0].start == moment("2026-03-02 00:00") and found[0].end == moment("2026-03-03 00:00")


def test_a_police_mediator_on_leave_is_not_suggested_and_one_off_duty_stands_behind(cast, in_one, leave, duty):
    mediator = make_mediator(in_one, Group.POLICE, user=cast.officer.user)
    case = make_case(in_one, State.ACCEPTED, Track.ZA, officer=cast.officer)
    day = date(2026, 3, 4)
    found = {row.candidate.pk: row for row in matching_readings.ranked(case, day)[0]}
    before = found[mediator.pk].points
    duty("2026-03-04", Role.REST)
    row = {row.candidate.pk: row for row in matching_readings.ranked(case, day)[0]}[mediator.pk]
    assert row.points == before - 10 and "rest" in {reason.code for reason in row.reasons}
    leave(day, day + DAY)
    fit, out = matching_readings.ranked(case, day)
    assert mediator.pk not in {row.candidate.pk for row in fit}
    why = next(row.out for row in out if row.candidate.pk == mediator.pk)
    assert (why.code, why.data["until"]) == ("absent", "2026-03-06")
    assert timezone.localdate() and str(why.words)
