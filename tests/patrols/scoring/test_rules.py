"""Scores, purely: outcomes before counts, no tasks is not 0, and every version whole."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrols.scoring import rules
from patrols.scoring.models import Measure, ScoreItem
from patrols.scoring.rules import Value


def items(**weights) -> list[ScoreItem]:
    return [ScoreItem(measure=m, weight=w, full_at=Decimal(full)) for m, (w, full) in weights.items()]


SHEET = items(attendance=(60, 100), hazards=(40, 5))


@pytest.mark.parametrize("focus", rules.STARTER)
def test_pa_16_the_starter_weights_add_up_to_100(focus):
    assert rules.weights_whole([weight for weight, _full in rules.STARTER[focus].values()])
    assert set(rules.STARTER[focus]) == set(Measure.values)


@pytest.mark.parametrize("weights", [[99], [100, 1], [], [50, 51], [40, 59]])
def test_pa_16_99_or_101_is_refused(weights):
    assert not rules.weights_whole(weights)


def test_pa_17_no_tasks_is_no_score():
    score, lines = rules.score(SHEET, {"attendance": Value(0, 0), "hazards": Value(9)})
    assert score is None
    assert lines[1]["points"] == 40


def test_pa_17_more_than_planned_is_capped():
    assert rules.score(SHEET, {"attendance": Value(120, 100), "hazards": Value(5)})[0] == 100


def test_pa_19_more_closed_than_needed_earns_no_more():
    values = {"attendance": Value(50, 100)}
    enough, plenty = (rules.score(SHEET, values | {"hazards": Value(n)})[0] for n in (5, 500))
    assert enough == plenty == 70


def test_what_cannot_be_judged_is_left_out_and_its_weight_shared():
    sheet = items(attendance=(50, 100), quality=(50, 100))
    assert rules.score(sheet, {"attendance": Value(80, 100), "quality": Value(0, 0)})[0] == 80


@given(
    visited=st.integers(0, 500), planned=st.integers(0, 500), closed=st.integers(0, 50),
    weight=st.integers(1, 99), full=st.integers(1, 50),
)  # fmt: skip
def test_a_score_lies_between_0_and_100_and_never_falls_when_more_is_done(visited, planned, closed, weight, full):
    sheet = items(attendance=(weight, 100), hazards=(100 - weight, full))
    score, lines = rules.score(sheet, {"attendance": Value(visited, planned), "hazards": Value(closed)})
    if planned == 0:
        assert score is None
        return
    assert 0 <= score <= 100
    assert sum(line["points"] for line in lines) <= 100.0001
    better = rules.score(sheet, {"attendance": Value(visited + 1, planned), "hazards": Value(closed + 1)})[0]
    assert better >= score


@pytest.mark.parametrize(
    ("month", "after"),
    [(datetime.date(2026, 12, 1), datetime.date(2027, 1, 1)), (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1))],
)
def test_a_month_is_due_three_days_after_its_end(month, after):
    assert rules.next_month(month) == after
    assert not rules.is_due(month, after + datetime.timedelta(days=2))
    assert rules.is_due(month, after + datetime.timedelta(days=3))


def test_a_past_month_keeps_its_version():
    day = datetime.date(2026, 11, 1)
    assert not rules.may_begin(day, day, None)
    assert not rules.may_begin(day, None, day)
    assert rules.may_begin(day, day - datetime.timedelta(days=1), day - datetime.timedelta(days=1))
