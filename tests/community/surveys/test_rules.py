"""Rules of surveys: when to look again, no person anywhere, and the step table walked whole."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.surveys import rules
from community.surveys.models import Survey, SurveyLevel, SurveyReview
from community.surveys.readings import chart
from community.surveys.words import State
from stations.kit.answer import NotAllowed, RuleBroken, no
from stations.kit.workflow import Workflow

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


class TestWhenToLookAgain:
    @given(day=DAYS, days=st.integers(1, 366))
    def test_a_level_says_how_many_days(self, day, days):
        assert (rules.review_by(day, SurveyLevel(review_days=days)) - day).days == days

    @given(day=DAYS, days=st.integers(1, 366), lasts=st.integers(0, 200))
    def test_an_event_is_looked_at_no_later_than_the_day_after(self, day, days, lasts):
        ends = day + timedelta(days=lasts)
        found = rules.review_by(day, SurveyLevel(review_days=days), ends)
        assert day < found <= ends + timedelta(days=1) and (found - day).days <= days

    @given(day=DAYS, days=st.integers(1, 366), ago=st.integers(1, 400))
    def test_an_event_that_is_over_follows_its_level(self, day, days, ago):
        assert rules.review_by(day, SurveyLevel(review_days=days), day - timedelta(days=ago)) > day

    def test_the_day_itself_is_not_late(self):
        row = Survey(state="active", review_on=date(2026, 5, 4))
        assert [rules.is_overdue(row, date(2026, 5, day)) for day in (4, 5)] == [False, True]
        row.state = "ended"
        assert not rules.is_overdue(row, date(2026, 5, 5))


class TestNobody:
    @pytest.mark.parametrize(
        "text",
        [
            "住户110101199003077512", "身份证 110101 19900307 751X", "电话13812345678", "138 1234 5678 老板",
            "１３８１２３４５６７８", "138-1234-5678", "老证110101900307751", "座机010-65123456", "值班 0351-1234567",
        ],
    )  # fmt: skip
    def test_numbers_of_persons_are_found_however_they_are_written(self, text):
        answer = rules.names_nobody("门前", text)
        assert not answer and answer.code == "person"

    @pytest.mark.parametrize(
        "text",
        ["12号楼3单元", "每周3次，8:00-20:00", "2026-11-23 至 2026-12-01", "预计1500人", "", "B1层A101"],
    )
    def test_places_times_and_crowds_are_left_alone(self, text):
        assert rules.names_nobody(text)

    @given(number=st.integers(13_000_000_000, 19_999_999_999), cuts=st.sets(st.integers(1, 10), max_size=4))
    def test_every_mobile_number_in_groups_is_found(self, number, cuts):
        written = "".join((" " if place in cuts else "") + sign for place, sign in enumerate(str(number)))
        assert not rules.names_nobody(f"联系{written}。")

    def test_there_is_no_column_for_a_person(self):
        names = {field.name for field in Survey._meta.get_fields()} | {
            field.name for field in SurveyReview._meta.get_fields()
        }
        assert not names & {"person", "phone", "id_number", "resident", "contact", "owner", "gender", "birth"}


STEPS = {("active", "same"): "active", ("active", "level"): "active", ("active", "end"): "ended",
         ("ended", "resume"): "active"}  # fmt: skip


def test_every_state_and_verb_leads_where_the_table_says_and_nowhere_else():
    for state in State.values:
        for verb in {step.verb for step in rules.STEPS.steps}:
            thing = SimpleNamespace(state=state)
            if (state, verb) in STEPS:
                rules.STEPS.advance(thing, verb, None)
                assert thing.state == STEPS[(state, verb)]
            else:
                with pytest.raises(RuleBroken):
                    rules.STEPS.advance(thing, verb, None)


def test_who_is_refused_changes_nothing():
    closed = Workflow("closed", [
        type(step)(step.source, step.verb, step.target, step.label, lambda user, obj: no("nobody"))
        for step in rules.STEPS.steps
    ])  # fmt: skip
    for step in closed.steps:
        thing = SimpleNamespace(state=step.source)
        with pytest.raises(NotAllowed):
            closed.advance(thing, step.verb, SimpleNamespace())
        assert thing.state == step.source


@pytest.mark.parametrize(
    ("kind", "span", "fits"),
    [("event", True, True), ("event", False, False), ("spot", False, True), ("premises", True, False)],
)
def test_only_an_event_has_a_span(kind, span, fits):
    begins = datetime(2026, 5, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai")) if span else None
    ends = begins + timedelta(hours=3) if span else None
    assert bool(rules.fits_kind(kind, begins, ends, None)) is fits


class TestTheChart:
    LEVELS = [SurveyLevel(pk=rank, rank=rank, name=name) for rank, name in ((1, "一级"), (2, "二级"), (3, "三级"))]

    def review(self, day, rank):
        at = datetime(2026, 5, day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
        return SurveyReview(pk=day, at=at, level=self.LEVELS[rank - 1])

    def test_a_level_that_never_changed_has_none(self):
        assert chart([self.review(1, 2), self.review(9, 2)], self.LEVELS, date(2026, 5, 20)) is None

    def test_a_higher_level_stands_higher_and_days_run_from_left_to_right(self):
        made = chart([self.review(9, 1), self.review(1, 2), self.review(20, 3)], self.LEVELS, date(2026, 5, 30))
        xs, ys = [dot[0] for dot in made.dots], [dot[1] for dot in made.dots]
        assert xs == sorted(xs) and ys[1] < ys[0] < ys[2]
        assert [name for _y, name in made.lines] == ["一级", "二级", "三级"] and made.last == date(2026, 5, 30)
