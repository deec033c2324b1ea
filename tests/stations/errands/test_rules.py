"""When somebody is wanted there; the step table walked whole."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from stations.errands import rules
from stations.errands.words import State

MONDAY = date(2026, 11, 23)


def errand(**fields):
    fields = {"first": MONDAY, "end": MONDAY + timedelta(days=14), "weekdays": [], "starts": time(21),
              "ends": time(0), "state": State.ASKED, "passes": 0, "reason": "", "carrier": ""} | fields  # fmt: skip
    return SimpleNamespace(**fields)


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(2026, 11, day, hour, minute))


def test_a_band_that_passes_midnight_belongs_to_the_day_it_begins_on():
    late = errand(starts=time(22), ends=time(2), weekdays=[5])
    friday = date(2026, 11, 27)
    assert rules.window(late, friday) == (at(27, 22), at(28, 2))
    assert rules.window(late, friday + timedelta(days=1)) is None
    assert rules.meets(late, at(28, 1), at(28, 4)) == (at(28, 1), at(28, 2))


def test_outside_its_days_nobody_is_wanted():
    assert rules.window(errand(), MONDAY - timedelta(days=1)) is None
    assert rules.window(errand(), MONDAY + timedelta(days=14)) is None


def test_a_duty_meets_it_only_in_the_band():
    assert rules.meets(errand(), at(23, 18), at(23, 20)) is None
    assert rules.meets(errand(), at(23, 20), at(23, 22)) == (at(23, 21), at(23, 22))
    assert rules.meets(errand(), at(23, 19), at(23, 21)) is None


def test_a_pass_shortly_before_the_band_counts():
    slack = timedelta(minutes=30)
    assert rules.counts(errand(), at(23, 20, 30), slack)
    assert not rules.counts(errand(), at(23, 20, 29), slack)
    assert rules.counts(errand(), at(24, 0, 29), slack)


@given(st.integers(0, 23), st.integers(1, 23), st.integers(0, 40), st.integers(1, 600))
def test_what_meets_lies_in_both_spans(hour, length, offset, minutes):
    wanted = errand(starts=time(hour), ends=time((hour + length) % 24))
    start = at(23, 0) + timedelta(hours=offset)
    end = start + timedelta(minutes=minutes)
    common = rules.meets(wanted, start, end)
    if common:
        assert start <= common[0] < common[1] <= end
        day = timezone.localdate(common[0])
        windows = [rules.window(wanted, day - timedelta(days=1)), rules.window(wanted, day)]
        assert any(one and one[0] <= common[0] and common[1] <= one[1] for one in windows)


STEPS = {(step.source, step.verb): step.target for step in rules.STEPS.steps}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["plan", "finish", "release", "decline", "lapse", "withdraw", "ask_again"])
def test_every_step_of_the_table(state, verb):
    days = 1 if verb == "lapse" else 9
    passed = errand(state=state, passes=int(verb == "finish"), end=MONDAY + timedelta(days=days))
    answer = rules.STEPS.check(passed, verb, None, at(28, 8))
    assert bool(answer) == ((state, verb) in STEPS)


def test_it_is_done_only_by_somebody_passing():
    answer = rules.STEPS.check(errand(state=State.PLANNED), "finish", None)
    assert answer.code == "not_passed"


def test_what_is_over_goes_on_no_route():
    assert rules.STEPS.check(errand(end=MONDAY + timedelta(days=1)), "plan", None, at(24, 0)).code == "over"
    assert rules.STEPS.check(errand(end=MONDAY + timedelta(days=2)), "plan", None, at(24, 23))


def test_it_does_not_lapse_before_its_days_are_over_nor_after_a_pass():
    assert rules.STEPS.check(errand(), "lapse", None, at(24, 8)).code == "not_over"
    walked = errand(state=State.PLANNED, passes=1, end=MONDAY + timedelta(days=1))
    assert rules.STEPS.check(walked, "lapse", None, at(28, 8)).code == "passed"
