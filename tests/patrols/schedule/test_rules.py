"""The step table of duties and what becomes of them."""

import datetime
from types import SimpleNamespace

import pytest

from patrols.schedule import rules
from patrols.schedule.rules import Point
from patrols.schedule.words import OPEN_STATES, Mode, State

AT = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
END = AT + datetime.timedelta(hours=2)


def minutes(number: int) -> datetime.datetime:
    """So long after the start."""
    return AT + datetime.timedelta(minutes=number)


def points(*visits, **fields) -> list[Point]:
    """Points of a duty, each visited so many minutes after its start, or never (None)."""
    return [
        Point(number, number, visits=() if at is None else (minutes(at),), **fields)
        for number, at in enumerate(visits, 1)
    ]


@pytest.mark.parametrize(
    "visits,expected",
    [
        ((None, None, None), State.MISSED),
        ((10, None, None), State.PARTIAL),
        ((10, 30, 119), State.DONE),
        ((10, 30, 120), State.LATE),
        ((10, 30, 140), State.LATE),
    ],
)
def test_a_slot_wants_every_point(visits, expected):
    assert rules.verdict(Mode.SLOTS, points(*visits), 3, END) == expected


@pytest.mark.parametrize(
    "visits,expected",
    [
        ((10, None, 80), State.DONE),
        ((10, None, 30), State.PARTIAL),
        ((10, 70, None), State.PARTIAL),
        ((None, 10, 80), State.PARTIAL),
        ((10, None, 130), State.LATE),
        ((None, None, None), State.MISSED),
    ],
)
def test_a_window_wants_both_ends_and_an_hour_between(visits, expected):
    assert rules.verdict(Mode.WINDOW, points(*visits), 2, END, stay_minutes=60) == expected


@pytest.mark.parametrize(
    "visits,expected",
    [
        ((10, None, 20, None), State.DONE),
        ((10, None, 121, None), State.LATE),
        ((10, None, 121, 30), State.DONE),
        ((10, None, None, None), State.PARTIAL),
    ],
)
def test_a_random_duty_wants_its_quota_among_the_drawn_points(visits, expected):
    assert rules.verdict(Mode.RANDOM, points(*visits), 2, END) == expected


def test_a_point_before_its_time_is_visited_but_not_in_time():
    (early,) = points(10, not_before=minutes(30))
    assert not rules.in_time(early, AT, END)
    assert rules.in_time(Point(1, 1, minutes(30), 0, (minutes(10), minutes(40))), AT, END)


def test_every_open_or_closed_state_can_be_judged_and_a_cancelled_one_never():
    for state in (*OPEN_STATES, *rules.CLOSED):
        for target, (verb, _label) in rules.VERDICTS.items():
            step = rules.STEPS.step(state, verb)
            assert (step is None) == (state == target)
            assert step is None or (step.target == target and step.who is None)
    assert not [step for step in rules.STEPS.steps if step.source == State.CANCELLED]


def test_only_the_house_begins_and_judges_and_people_only_cancel():
    assert {step.verb for step in rules.STEPS.steps if step.who} == {"cancel"}


def test_what_is_over_is_not_cancelled():
    duty = SimpleNamespace(state=State.PLANNED, ends_at=END, squad_id=1)
    assert rules.STEPS.check(duty, "cancel", None, minutes(100))
    assert rules.STEPS.check(duty, "cancel", None, END).code == "patrol_duty.over"


@pytest.mark.parametrize(
    "slots,code",
    [
        ((), "plan.no_slot"),
        (((datetime.time(7), 120), (datetime.time(8, 30), 60)), "plan.slots_overlap"),
        (((datetime.time(22), 600), (datetime.time(7), 60)), "plan.slots_overlap"),
        (((datetime.time(22), 540), (datetime.time(7), 60)), ""),
    ],
)
def test_slots_never_overlap_not_even_past_midnight(slots, code):
    assert rules.check_slots(slots).code == code
