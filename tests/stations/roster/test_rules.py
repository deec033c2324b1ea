"""Decisions of the roster, without a database."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.organisation.models import Officer, Post, Team
from stations.roster import rules
from stations.roster.models import Role, RotationPlan
from stations.roster.planner import role_on

DAY = datetime.timedelta(days=1)
P, S, R = Role.PRIMARY, Role.SECONDARY, Role.REST
ANCHOR = datetime.date(2024, 1, 1)
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2034, 12, 31))


def plan(cycle=(S, P, R), **fields):
    values = {
        "cycle": list(cycle), "anchor": ANCHOR, "effective_from": ANCHOR, "handover": datetime.time(8),
        "primary_hours": Decimal(24), "secondary_hours": Decimal(24), "standby_from": None, "standby_to": None,
    }  # fmt: skip
    return RotationPlan(**(values | fields))


@given(day=DAYS, cycle=st.permutations([P, S, R]))
def test_du_01_every_day_has_exactly_one_group_in_each_role(day, cycle):
    assert sorted(role_on(plan(cycle), position, day) for position in range(3)) == sorted([P, S, R])


@given(day=DAYS, position=st.integers(0, 2), cycle=st.permutations([P, S, R]))
def test_du_02_a_group_passes_through_the_cycle_in_its_order(day, position, cycle):
    turning = plan(cycle)
    today = cycle.index(role_on(turning, position, day))
    assert role_on(turning, position, day + DAY) == cycle[(today + 1) % 3]
    assert role_on(turning, position, day + 3 * DAY) == cycle[today]


@given(day=DAYS, shift=st.integers(-400, 400))
def test_du_02_moving_the_anchor_by_whole_cycles_changes_nothing(day, shift):
    moved = plan(anchor=ANCHOR + shift * 3 * DAY)
    assert [role_on(moved, n, day) for n in range(3)] == [role_on(plan(), n, day) for n in range(3)]


@given(day=DAYS, extra=st.integers(1, 3))
def test_more_groups_rest_more_but_one_is_primary_and_one_secondary(day, extra):
    cycle = [S, P] + [R] * (extra + 1)
    roles = [role_on(plan(cycle), position, day) for position in range(len(cycle))]
    assert roles.count(P) == roles.count(S) == 1


@pytest.mark.parametrize(("primary", "secondary", "weekly"), [(24, 24, "112.0"), (24, 12, "84.0"), (24, 8, "74.7")])
def test_du_21_weekly_hours_are_shown_as_they_are(primary, secondary, weekly):
    hours = rules.weekly_hours(plan(primary_hours=Decimal(primary), secondary_hours=Decimal(secondary)))
    assert hours.total == Decimal(weekly)


def test_du_12_standby_is_counted_apart():
    hours = rules.weekly_hours(plan(standby_from=datetime.time(22), standby_to=datetime.time(8)))
    assert hours.standby == Decimal("23.3")
    assert hours.duty == Decimal("88.7")


def test_du_09_the_rest_day_after_primary_keeps_the_rest_rule():
    assert not rules.breaks_rest_rule(plan((S, P, R)))


def test_du_09_secondary_right_after_primary_breaks_the_rest_rule():
    assert rules.breaks_rest_rule(plan((P, S, R)))


@pytest.mark.parametrize(
    ("cycle", "code"),
    [((P, S), "plan.length"), ((P, P, R), "plan.roles"), ((S, R, R), "plan.roles"), ((P, S, "fixed"), "plan.roles")],
)
def test_a_cycle_that_breaks_du_01_is_refused_with_its_reason(cycle, code):
    answer = rules.check_cycle(cycle, 3)
    assert (answer.ok, answer.code) == (False, code)
    assert str(answer.reason)


def test_a_later_plan_never_begins_in_the_past():
    today = datetime.date(2026, 11, 22)
    assert not rules.check_effective(today, today, [plan()])
    assert not rules.check_effective(today + DAY, today, [plan()])
    assert rules.check_effective(today + 2 * DAY, today, [plan()])
    assert rules.check_effective(datetime.date(2024, 1, 1), today, [])


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2026-02-02", "2026-02-01", "generate.span"),
        ("2024-01-01", "2027-12-31", "generate.long"),
        ("2023-12-31", "2024-01-02", "generate.before_plan"),
    ],
)
def test_a_span_that_cannot_be_generated_is_refused(first, last, code):
    span = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    assert rules.check_generation(*span, ANCHOR).code == code


def at(day: int, hour: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, hour, tzinfo=datetime.UTC)


def row(role=R, day=22, hours=24, planned=P, **fields):
    start = at(day, 0)
    values = {"role": role, "planned_role": planned, "absence_id": None, "cover_id": None}
    values |= {"standby_from": None, "standby_to": None}
    times = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=hours)}
    return SimpleNamespace(**(values | times | fields))


def case(**fields) -> rules.CoverCase:
    values = {
        "absent_officer": Officer(pk=1, post=Post.OFFICER, kind=Officer.Kind.POLICE),
        "substitute_officer": Officer(pk=2, post=Post.OFFICER, kind=Officer.Kind.POLICE),
        "absent": row(absence_id=1), "substitute": row(), "team": Team(kind=Team.Kind.CASE), "commands": False,
        "substitute_is_a": False, "starts_at": at(22, 0), "ends_at": at(23, 0), "neighbours": (),
    }  # fmt: skip
    return rules.CoverCase(**(values | fields))


def test_a_resting_colleague_may_stand_in():
    assert rules.may_cover(case())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"substitute_officer": Officer(pk=1, kind=Officer.Kind.POLICE)}, "cover.self"),
        ({"substitute": None}, "cover.no_team"),
        ({"substitute": row(absence_id=7)}, "cover.away"),
        ({"substitute": row(role=S)}, "cover.on_duty"),
        ({"commands": True}, "cover.command"),
        ({"substitute_officer": Officer(pk=2, kind=Officer.Kind.AUXILIARY)}, "cover.qualification"),
        ({"substitute_is_a": True}, "cover.full_time"),
        ({"neighbours": (row(role=P, day=21, hours=25),)}, "cover.overlap"),
    ],
)
def test_a_substitute_is_refused_with_the_reason(fields, code):
    answer = rules.may_cover(case(**fields))
    assert (answer.ok, answer.code) == (False, code)


def test_du_05_the_chief_may_command_in_place_of_a_deputy():
    assert rules.may_cover(case(commands=True, substitute_officer=Officer(pk=2, post=Post.CHIEF, kind="police")))


def test_du_09_standing_in_right_after_a_long_primary_is_marked():
    assert rules.cover_breaks_rest(case(neighbours=(row(role=P, day=21),)), primary=True)


def test_du_09_standing_in_before_the_next_duty_is_marked_for_a_primary():
    after = (row(role=S, day=23),)
    assert rules.cover_breaks_rest(case(neighbours=after), primary=True)
    assert not rules.cover_breaks_rest(case(neighbours=after), primary=False)
