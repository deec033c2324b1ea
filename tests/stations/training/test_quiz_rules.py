"""The draw of the quiz, the order of the options, when it may be taken: rules without a database."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.training import quiz_rules, rules
from stations.training.models import Attempt, Attendance, Certificate, Course, Sitting, TrainingSettings

MONTH = datetime.date(2026, 11, 1)
NOON = datetime.datetime(2026, 11, 23, 4, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
months = st.dates(datetime.date(2025, 1, 1), datetime.date(2027, 6, 1)).map(lambda day: day.replace(day=1))
banks = st.dictionaries(st.integers(1, 500), months, max_size=40).map(lambda found: sorted(found.items()))


class TestTheDraw:
    @given(bank=banks, seed=st.text(max_size=20), seen=st.sets(st.integers(1, 500), max_size=20))
    def test_is_five_different_ones_or_none(self, bank, seed, seen):
        drawn = quiz_rules.draw(bank, month=MONTH, count=5, seed=seed, seen=seen)
        usable = [number for number, month in bank if month <= MONTH]
        assert len(drawn) == (5 if len(usable) >= 5 else 0)
        assert len(set(drawn)) == len(drawn)
        assert set(drawn) <= set(usable)

    @given(bank=banks, seed=st.text(max_size=20))
    def test_is_the_same_each_time_in_whatever_order_the_bank_is_read(self, bank, seed):
        first = quiz_rules.draw(bank, month=MONTH, count=5, seed=seed)
        assert quiz_rules.draw(list(reversed(bank)), month=MONTH, count=5, seed=seed) == first

    @given(bank=banks, seed=st.text(max_size=20))
    def test_leaves_no_question_out_for_one_of_an_earlier_month(self, bank, seed):
        drawn, month_of = quiz_rules.draw(bank, month=MONTH, count=5, seed=seed), dict(bank)
        left = [month for number, month in bank if month <= MONTH and number not in drawn]
        if drawn and left:
            assert min(month_of[number] for number in drawn) >= max(left)

    def test_asks_what_was_not_seen_first(self):
        bank = [(number, MONTH) for number in range(1, 11)]
        seen = {1, 2, 3, 4, 5}
        assert set(quiz_rules.draw(bank, month=MONTH, count=5, seed="x", seen=seen)) == {6, 7, 8, 9, 10}

    def test_asks_again_what_was_seen_where_the_bank_has_no_more(self):
        bank = [(number, MONTH) for number in range(1, 6)]
        assert len(quiz_rules.draw(bank, month=MONTH, count=5, seed="x", seen={1, 2, 3, 4, 5})) == 5

    def test_too_few_are_told_with_their_number(self):
        assert quiz_rules.enough(5, 5)
        refusal = quiz_rules.enough(3, 5)
        assert (refusal.code, "3" in str(refusal.reason)) == ("bank_short", True)


class TestTheOptions:
    @given(count=st.integers(2, 4), attendance=st.integers(1, 10**9), question=st.integers(1, 10**6))
    def test_the_right_one_survives_the_shuffling(self, count, attendance, question):
        order = quiz_rules.option_order(count, f"{attendance}:1:{question}")
        assert sorted(order) == list(range(count))
        assert order == quiz_rules.option_order(count, f"{attendance}:1:{question}")

    def test_people_see_them_in_different_orders(self):
        orders = {tuple(quiz_rules.option_order(4, f"{person}:1:7")) for person in range(60)}
        assert len(orders) > 8


def someone(**values) -> Attendance:
    """Somebody who came to a class an hour ago."""
    sitting = Sitting(course=Course(quiz=True), starts_at=NOON - 60 * MINUTE, ends_at=NOON - MINUTE, state="open")
    return Attendance(**{"sitting": sitting, "attended_at": NOON - 50 * MINUTE} | values)


def tried(*, passed: bool, ago: int) -> Attempt:
    return Attempt(number=1, passed=passed, finished_at=NOON - ago * MINUTE)


class TestTaking:
    settings = TrainingSettings()

    def test_whoever_came_may(self):
        assert quiz_rules.may_take(someone(), None, self.settings, NOON)

    def test_who_did_not_come_may_not(self):
        assert quiz_rules.may_take(someone(attended_at=None), None, self.settings, NOON).code == "not_there"

    @pytest.mark.parametrize(("ago", "code"), [(29, "pause"), (30, ""), (31, "")])
    def test_another_try_after_the_pause(self, ago, code):
        assert quiz_rules.may_take(someone(), tried(passed=False, ago=ago), self.settings, NOON).code == code

    def test_not_again_after_passing(self):
        assert quiz_rules.may_take(someone(), tried(passed=True, ago=90), self.settings, NOON).code == "passed"

    @pytest.mark.parametrize(("days", "code"), [(6, ""), (8, "quiz_closed")])
    def test_while_the_quiz_is_open(self, days, code):
        later = NOON + datetime.timedelta(days=days)
        assert quiz_rules.may_take(someone(), None, self.settings, later).code == code

    @given(right=st.integers(0, 5))
    def test_four_of_five_pass(self, right):
        assert quiz_rules.passes(right, 4) == (right >= 4)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("拨打13812345678联系", True), ("身份证110101199001011234", True), ("车牌京A12345逃逸", True),
        ("卡号6222020200112233445", True), ("拨打96110核实，2026年11月发案3起", False), ("转走存款163000元", False),
    ],
)  # fmt: skip
def test_a_case_is_told_without_anybodys_data(text, private):
    assert bool(quiz_rules.nameless("题目", text)) is not private


@pytest.mark.parametrize(
    ("options", "right", "code"),
    [(["甲"], 0, "options"), (["甲", "甲"], 0, "options_alike"), (["甲", "乙"], 2, "right"), (["甲", "乙"], 1, "")],
)
def test_a_question_has_two_to_four_options_and_one_right(options, right, code):
    assert quiz_rules.says_whole(options=options, right=right).code == code


class TestCertificates:
    @given(
        day=st.dates(datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)), months=st.integers(1, 60),
        later=st.integers(0, 2500),
    )  # fmt: skip
    def test_one_holds_from_its_day_until_the_day_before_its_end(self, day, months, later):
        until = rules.valid_until(Course(valid_months=months), day)
        row = Certificate(issued_on=day, valid_until=until)
        asked = day + datetime.timedelta(days=later)
        assert until > day
        assert rules.holds_on(row, asked) == (asked < until)
        assert not rules.holds_on(row, day - datetime.timedelta(days=1))

    def test_without_months_it_does_not_run_out(self):
        assert rules.valid_until(Course(valid_months=0), MONTH) is None

    def test_a_revoked_one_holds_no_more(self):
        assert not rules.holds_on(Certificate(issued_on=MONTH, revoked_at=NOON), MONTH)

    @pytest.mark.parametrize(("days", "soon"), [(31, False), (30, True), (1, True), (0, False)])
    def test_it_is_told_in_time(self, days, soon):
        row = Certificate(issued_on=MONTH, valid_until=MONTH + datetime.timedelta(days=400 + days))
        assert rules.runs_out(row, MONTH + datetime.timedelta(days=400), 30) == soon

    def test_nobody_revokes_without_a_reason_or_the_own_one(self):
        row, teacher = Certificate(user_id=7), SimpleNamespace(pk=8)
        assert rules.may_revoke(teacher, row, " ").code == "no_reason"
        assert rules.may_revoke(SimpleNamespace(pk=7), row, "x").code == "own_certificate"
        assert rules.may_revoke(teacher, row, "代考")


class TestSeats:
    @given(seats=st.one_of(st.none(), st.integers(1, 30)), taken=st.integers(0, 40))
    def test_a_seat_while_there_is_one_else_the_waiting_list(self, seats, taken):
        free = seats is None or taken < seats
        assert rules.standing_for(seats, taken) == ("seat" if free else "waiting")

    def test_a_seat_whose_owner_has_not_come_is_given_away_after_ten_minutes(self):
        sitting = Sitting(starts_at=NOON, ends_at=NOON + 60 * MINUTE, seats=2)
        assert not rules.may_walk_in(sitting, reserved=2, came=1, at=NOON + 9 * MINUTE)
        assert rules.may_walk_in(sitting, reserved=2, came=1, at=NOON + 10 * MINUTE)
        assert not rules.may_walk_in(sitting, reserved=3, came=2, at=NOON + 10 * MINUTE)
