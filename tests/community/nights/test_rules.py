"""The step table walked whole; who may do what; what a plan and a report have to hold."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from community.nights import rules
from community.nights.models import NightPatrol, NightSettings
from community.nights.words import AHEAD, OPEN, State
from stations.kit.answer import YES, no
from stations.organisation.models import Officer

BEGINS = timezone.make_aware(datetime.datetime(2026, 11, 20, 20))
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
LEADER, OTHER = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
WAYS = {
    (State.PLANNED, "call"): State.CALLED, (State.PLANNED, "cancel"): State.CANCELLED,
    (State.PLANNED, "lapse"): State.NOT_HELD, (State.CALLED, "fill"): State.STANDING,
    (State.CALLED, "begin"): State.WALKING, (State.CALLED, "cancel"): State.CANCELLED,
    (State.CALLED, "lapse"): State.NOT_HELD, (State.STANDING, "fall_short"): State.CALLED,
    (State.STANDING, "begin"): State.WALKING, (State.STANDING, "cancel"): State.CANCELLED,
    (State.STANDING, "lapse"): State.NOT_HELD, (State.WALKING, "finish"): State.FINISHED,
    (State.FINISHED, "send_back"): State.WALKING, (State.FINISHED, "confirm"): State.CONFIRMED,
}  # fmt: skip
VERBS = {verb for _state, verb in WAYS}


def patrol(state=State.PLANNED, **fields) -> NightPatrol:
    made = NightPatrol(state=state, starts_at=BEGINS, ends_at=BEGINS + 2 * HOUR, leader_id=1, **fields)
    made.present, made.wanted_total = 5, 3
    return made


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_in_every_state_leads_where_the_table_says_and_nowhere_else(state, verb):
    row = patrol(state)
    at = BEGINS - HOUR if verb == "call" else BEGINS + 5 * HOUR if verb == "lapse" else BEGINS
    answer = rules.STEPS.check(row, verb, None, at)
    if (State(state), verb) not in WAYS:
        assert answer.code == "wrong_state"
        return
    assert answer, answer.reason
    rules.STEPS.advance(row, verb, None, at)
    assert row.state == WAYS[State(state), verb]


def test_the_ends_have_no_way_out():
    sources = {step.source for step in rules.STEPS.steps}
    assert set(State) - sources == {State.CONFIRMED, State.CANCELLED, State.NOT_HELD}
    assert set(AHEAD) < set(OPEN) < set(State)


@pytest.mark.parametrize("verb", ["fill", "fall_short", "lapse"])
def test_only_the_house_fills_falls_short_and_lapses(verb):
    step = next(step for step in rules.STEPS.steps if step.verb == verb)
    assert step.who is None


def test_a_patrol_begins_in_its_time_with_a_leader_and_enough_people():
    row = patrol(State.STANDING)
    assert rules.STEPS.check(row, "begin", None, BEGINS - 30 * MINUTE)
    assert rules.STEPS.check(row, "begin", None, BEGINS - 31 * MINUTE).code == "not_now"
    assert rules.STEPS.check(row, "begin", None, BEGINS + 2 * HOUR).code == "not_now"
    row.present = 2
    assert rules.STEPS.check(row, "begin", None, BEGINS).code == "too_few"
    row.numbers = NightSettings(least_present=2)
    assert rules.STEPS.check(row, "begin", None, BEGINS)
    row.leader_id = None
    assert rules.STEPS.check(row, "begin", None, BEGINS).code == "no_leader"


def test_nobody_is_called_to_a_patrol_that_wants_nobody_or_has_begun():
    row = patrol()
    assert rules.STEPS.check(row, "call", None, BEGINS).code == "too_late"
    row.wanted_total = 0
    assert rules.STEPS.check(row, "call", None, BEGINS - HOUR).code == "nobody_wanted"


def test_a_patrol_is_not_held_only_long_after_its_end():
    assert rules.STEPS.check(patrol(), "lapse", None, BEGINS + 3 * HOUR).code == "not_over"
    assert rules.STEPS.check(patrol(), "lapse", None, BEGINS + 4 * HOUR)


def test_who_led_does_not_confirm(monkeypatch):
    monkeypatch.setattr(rules, "may_keep", lambda user, row: YES)
    assert rules.may_confirm(LEADER, patrol()).code == "own"
    assert rules.may_confirm(OTHER, patrol())
    monkeypatch.setattr(rules, "may_keep", lambda user, row: no("", "other_community"))
    assert rules.may_confirm(OTHER, patrol()).code == "other_community"


def test_a_plan_lasts_a_while_and_not_all_night():
    first, second = Officer(pk=1, standing="on_post"), Officer(pk=2, standing="on_post")
    numbers = NightSettings()

    def plan(hours, officers=(first, second)):
        return rules.may_be_planned(numbers, BEGINS, BEGINS + hours * HOUR, officers)

    assert plan(4)
    assert plan(0).code == "span"
    assert plan(5).code == "too_long"
    assert plan(2, (first, first)).code == "same_officer"
    assert plan(2, (first, Officer(pk=3, standing="left"))).code == "not_serving"
    assert plan(2, (first, None))


@pytest.mark.parametrize(
    ("hours", "findings", "unexplained", "code"),
    [("2.0", 0, 0, ""), ("0.0", 0, 0, "hours"), ("6.0", 0, 0, "hours"), ("2.0", 100, 0, "findings"),
     ("2.0", 3, 1, "missed_reason")],
)  # fmt: skip
def test_a_report_says_hours_and_why_a_place_was_not_touched(hours, findings, unexplained, code):
    assert rules.may_report(Decimal(hours), findings, 4, unexplained).code == code


def test_a_leader_is_a_member_a_guard_or_an_officer_of_the_station():
    row, person = patrol(station_id=1), SimpleNamespace(home_station_id=1)
    assert rules.may_be_leader(row, person, {"guard"})
    assert rules.may_be_leader(row, person, set()).code == "no_leader"
    assert rules.may_be_leader(row, SimpleNamespace(home_station_id=2), {"guard"}).code == "other_station"
