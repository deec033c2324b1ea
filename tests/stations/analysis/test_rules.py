"""Analysis: what repeats, which spans are compared, and every step of every table."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.analysis import rules
from stations.analysis.models import AnalysisTask, Briefing, Operation
from stations.incidents.models import InboxSettings
from tests.stations.analysis.people import person

D = datetime.date
NOW = datetime.datetime(2026, 11, 22, 10, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
USUAL = InboxSettings()


def test_three_reports_in_thirty_days_are_repeated():
    """IN-12."""
    assert rules.is_repeated([NOW, NOW - DAY, NOW - 30 * DAY], NOW, USUAL)
    assert not rules.is_repeated([NOW, NOW - DAY, NOW - 30 * DAY - datetime.timedelta(seconds=1)], NOW, USUAL)
    assert not rules.is_repeated([NOW, NOW - DAY], NOW, USUAL)


@given(st.lists(st.integers(0, 90), max_size=12))
def test_what_repeats_is_what_a_plain_count_says(days):
    reported = [NOW - day * DAY for day in days]
    assert rules.is_repeated(reported, NOW, USUAL) == (sum(day <= 30 for day in days) >= 3)


def test_a_place_is_the_known_place_or_the_same_words():
    assert rules.place_key(1, 7, "前门大街1号") == "spot:7"
    assert rules.place_key(1, None, "前门大街 1号") == rules.place_key(1, None, "前门大街1号")
    assert rules.place_key(1, None, "前门大街1号") != rules.place_key(2, None, "前门大街1号")
    assert "前门" not in rules.place_key(1, None, "前门大街1号")
    assert rules.place_key(1, None, "  ") == ""


def test_before_and_after_are_of_equal_length():
    start, end = D(2026, 10, 1), D(2026, 10, 15)
    before, after = rules.before_and_after(start, end, D(2026, 11, 22))
    assert before == (D(2026, 9, 17), start) and after == (end, D(2026, 10, 29))


def test_while_it_runs_only_the_days_gone_are_compared():
    before, after = rules.before_and_after(D(2026, 11, 20), D(2026, 12, 20), D(2026, 11, 22))
    assert before == (D(2026, 11, 17), D(2026, 11, 20)) and after == (D(2026, 11, 20), D(2026, 11, 23))


@given(st.dates(D(2020, 1, 1), D(2030, 1, 1)), st.integers(1, 300), st.integers(-50, 500))
def test_the_two_spans_always_match(start, length, shift):
    end = start + length * DAY
    before, after = rules.before_and_after(start, end, start + shift * DAY)
    assert before[1] == start and before[1] - before[0] == after[1] - after[0] >= DAY


@pytest.mark.parametrize(("start", "end", "ok"), [
    (D(2026, 1, 1), D(2026, 1, 2), True),
    (D(2026, 1, 1), D(2026, 1, 1), False),
    (D(2026, 1, 1), D(2027, 1, 3), False),
])  # fmt: skip
def test_the_span_of_an_operation(start, end, ok):
    assert bool(rules.check_operation(start, end)) is ok


def test_a_day_away_lies_in_the_last_month():
    assert rules.check_pulled_off(D(2026, 11, 22), D(2026, 11, 22))
    assert rules.check_pulled_off(D(2026, 11, 23), D(2026, 11, 22)).code == "pulled_off.future"
    assert rules.check_pulled_off(D(2026, 10, 21), D(2026, 11, 22)).code == "pulled_off.old"


# -- the step tables, walked whole -----------------------------------------------------------------------------

TASK_ALLOWED = {
    ("open", "assign"): {"chief", "desk"}, ("open", "drop"): {"chief", "desk"},
    ("assigned", "assign"): {"chief", "desk"}, ("assigned", "drop"): {"chief", "desk"},
    ("assigned", "finish"): {"chief", "owner"},
    ("done", "close"): {"chief", "desk"}, ("done", "send_back"): {"chief", "desk"},
}  # fmt: skip


@pytest.mark.parametrize("state", AnalysisTask.State.values)
@pytest.mark.parametrize("verb", ["assign", "finish", "send_back", "close", "drop"])
@pytest.mark.parametrize("role", ["chief", "desk", "owner", "officer", "guard"])
def test_every_verb_of_a_task_in_every_state_for_every_role(state, verb, role):
    task = AnalysisTask(state=state, owner_id=1, result="已走访", done_by_id=999)
    allowed = role in TASK_ALLOWED.get((state, verb), set())
    assert bool(rules.TASK_STEPS.check(task, verb, person(role), NOW)) is allowed


def test_who_did_a_task_does_not_accept_it():
    task = AnalysisTask(state="done", result="已走访", done_by_id=person("chief").pk)
    assert not rules.TASK_STEPS.check(task, "close", person("chief"), NOW)


OPERATION_ALLOWED = {
    ("planned", "start"): {"chief", "desk", "owner"}, ("running", "end"): {"chief", "desk", "owner"},
    ("ended", "review"): {"chief", "desk"}, ("planned", "cancel"): {"chief", "desk"},
    ("running", "cancel"): {"chief", "desk"},
}  # fmt: skip


@pytest.mark.parametrize("state", Operation.State.values)
@pytest.mark.parametrize("verb", ["start", "end", "review", "cancel"])
@pytest.mark.parametrize("role", ["chief", "desk", "owner", "officer", "guard"])
def test_every_verb_of_an_operation_in_every_state_for_every_role(state, verb, role):
    operation = Operation(state=state, lead_id=1, review="效果明显")
    allowed = role in OPERATION_ALLOWED.get((state, verb), set())
    assert bool(rules.OPERATION_STEPS.check(operation, verb, person(role), NOW)) is allowed


@pytest.mark.parametrize(("state", "verb", "role", "allowed"), [
    ("planned", "hold", "desk", True), ("planned", "hold", "officer", False), ("planned", "close", "desk", False),
    ("held", "hold", "desk", False), ("closed", "hold", "chief", False),
])  # fmt: skip
def test_the_steps_of_a_meeting(state, verb, role, allowed):
    briefing = Briefing(state=state, findings="夜间扰民上升")
    assert bool(rules.BRIEFING_STEPS.check(briefing, verb, person(role), NOW)) is allowed


def test_nothing_is_finished_without_words():
    assert (
        rules.TASK_STEPS.check(AnalysisTask(state="assigned", owner_id=1), "finish", person("owner")).code
        == "no_result"
    )
    assert rules.BRIEFING_STEPS.check(Briefing(state="planned"), "hold", person("desk")).code == "no_findings"
    assert rules.OPERATION_STEPS.check(Operation(state="ended"), "review", person("desk")).code == "no_review"
