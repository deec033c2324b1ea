"""Decisions about enterprises without a database: days, waves, keys of places, answers, the whole step tables."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.enterprises import rules
from community.enterprises.forms import read_line, write_line
from community.enterprises.models import EnterpriseSettings
from community.enterprises.visiting import Given
from community.enterprises.words import OVER, FindingState, FirstState, State
from stations.calendar.rules import days, is_working, mark_of

MARKS = {day: mark_of(day) for day in days(date(2025, 1, 1), date(2027, 12, 31))}


class TestTheFirstVisit:
    @given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(1, 60))
    def test_calendar_days_are_days(self, start, count):
        due = rules.first_due(start, EnterpriseSettings(first_visit_days=count), MARKS)
        assert due == start + timedelta(count)

    @given(st.dates(date(2025, 1, 1), date(2026, 9, 1)), st.integers(1, 60))
    def test_working_days_end_on_a_working_day_with_as_many_between(self, start, count):
        due = rules.first_due(start, EnterpriseSettings(first_visit_days=count, working_days=True), MARKS)
        assert is_working(due, MARKS)
        assert sum(is_working(day, MARKS) for day in days(start + timedelta(1), due)) == count
        assert due >= rules.first_due(start, EnterpriseSettings(first_visit_days=count), MARKS)

    def test_seven_days_by_default(self):
        assert rules.first_due(date(2026, 11, 2), EnterpriseSettings(), MARKS) == date(2026, 11, 9)

    def test_the_second_first_visit_is_refused(self):
        assert rules.may_be_first("first", FirstState.OPEN)
        assert rules.may_be_first("first", FirstState.DONE).code == "first_done"
        assert rules.may_be_first("visit", FirstState.DONE)


class TestWaves:
    @given(
        st.lists(st.sampled_from([None, 1, 2, 3]), max_size=150), st.integers(1, 12),
        st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    )  # fmt: skip
    def test_nobody_gets_more_a_day_than_set_and_only_on_working_days(self, keepers, per_day, first):
        found = rules.waves(keepers, Counter(), first, per_day, MARKS)
        counted = Counter(zip(keepers, found, strict=True))
        assert len(found) == len(keepers)
        assert all(number <= per_day for number in counted.values())
        assert all(day >= first and is_working(day, MARKS) for day in found)
        # No day is left half empty while later ones are used.
        for keeper in set(keepers):
            mine = sorted(day for who, day in counted if who == keeper)
            assert all(counted[(keeper, day)] == per_day for day in mine[:-1])

    def test_what_is_due_already_takes_its_place(self):
        monday = date(2026, 11, 9)
        assert rules.waves([1, 1], Counter({(1, monday): 2}), monday, 3, MARKS) == [monday, monday + timedelta(1)]


class TestKeysOfPlaces:
    def test_spaces_and_capitals_do_not_make_another_shop(self):
        assert rules.key_of("Abc 贸易", "雅宝商城", "2", "A01", "") == rules.key_of(
            "abc贸易", "雅宝商城", "2", "a01", "x"
        )

    @pytest.mark.parametrize("other", [("乙", "雅宝商城", "2", "1", ""), ("甲", "雅宝商城", "3", "1", ""),
                                       ("甲", None, "", "", "雅宝路1号")])  # fmt: skip
    def test_another_name_or_place_is_another_shop(self, other):
        assert rules.key_of("甲", "雅宝商城", "2", "1", "") != rules.key_of(*other)


class TestAnswers:
    items = (
        SimpleNamespace(pk=1, answer="yes_no", required=True, grade=2),
        SimpleNamespace(pk=2, answer="number", required=False, grade=None),
        SimpleNamespace(pk=3, answer="text", required=True, grade=None),
    )

    def test_all_that_must_be_answered(self):
        assert rules.answers_hold(self.items, {1: Given("yes"), 3: Given(text="好")})
        assert rules.answers_hold(self.items, {1: Given("yes")}).code == "missing_answer"
        assert rules.answers_hold(self.items, {1: Given(""), 3: Given(text="好")}).code == "missing_answer"

    def test_answers_of_another_list(self):
        assert rules.answers_hold(self.items, {9: Given("yes")}).code == "other_list"

    def test_only_a_no_with_a_grade_opens_a_finding(self):
        item, noted = self.items[0], SimpleNamespace(grade=None)
        assert rules.opens_finding(item, "no")
        assert not rules.opens_finding(item, "na") and not rules.opens_finding(noted, "no")


class TestLines:
    @pytest.mark.parametrize("text", [
        "灭火器在位 [一般]", "疏散通道畅通 [较大]", "报警装置正常 [重大]", "从业人数 [数字 人 选填]",
        "其他 [文字 选填]", "监控正常", "燃气连接管完好｜瓶装气同样检查 [重大]",
    ])  # fmt: skip
    def test_a_line_is_written_as_it_is_read(self, text):
        assert write_line(read_line(text)) == text


class TestTheStepTables:
    def test_every_state_of_a_finding_leads_to_an_end(self):
        ends = set(OVER)
        changed = True
        while changed:
            more = {step.source for step in rules.FINDING.steps if step.target in ends} - ends
            changed, ends = bool(more), ends | more
        assert ends == set(FindingState)

    def test_nothing_leaves_an_end(self):
        assert not [step for step in rules.FINDING.steps if step.source in OVER]

    def test_closing_always_passes_a_recheck(self):
        into = {step.source for step in rules.FINDING.steps if step.target == FindingState.CLOSED}
        assert into == {FindingState.RECHECKED}
        assert {step.verb for step in rules.FINDING.steps if step.target == FindingState.RECHECKED} == {"recheck"}

    def test_moving_out_is_the_end_of_an_enterprise(self):
        assert not [step for step in rules.ENTERPRISE.steps if step.source == State.MOVED_OUT]
        assert {step.source for step in rules.ENTERPRISE.steps if step.verb == "move_out"} == {
            State.OPEN,
            State.CLOSED,
        }
