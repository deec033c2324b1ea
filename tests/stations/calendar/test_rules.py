"""What kind of day a day is, and when a limit ends (DU-16, DU-17, DOMAIN 2.8)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.calendar.models import DayMark
from stations.calendar.rules import calendar_deadline, days, is_working, mark_of, working_day_after

MARKS = {day: mark_of(day) for day in days(date(2024, 1, 1), date(2027, 12, 31))}
Kind = DayMark.Kind


def iso(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-02-10", 7, "2026-02-26"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2026-04-29", 7, "2026-05-12"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-02-13", 3, "2026-02-25"),
    ],
)
def test_a_limit_of_working_days_ends_as_in_the_vectors(start, n, end):
    found = working_day_after(iso(start), n, MARKS)
    assert (found.day, found.provisional, found.note) == (iso(end), False, "")


@pytest.mark.parametrize(("start", "end"), [("2026-01-17", "2026-02-24"), ("2026-09-01", "2026-10-08")])
def test_thirty_calendar_days_roll_forward_over_a_holiday(start, end):
    assert calendar_deadline(iso(start), 30, MARKS).day == iso(end)


@pytest.mark.parametrize(("year", "count"), [(2025, 248), (2026, 248)])
def test_a_published_year_has_its_number_of_working_days(year, count):
    assert sum(mark.is_working for day, mark in MARKS.items() if day.year == year) == count


@pytest.mark.parametrize(("year", "count"), [(2024, 11), (2025, 13), (2026, 13)])
def test_statutory_days_are_eleven_until_2024_and_thirteen_since(year, count):
    kinds = Counter(mark.kind for day, mark in MARKS.items() if day.year == year)
    assert kinds[Kind.STATUTORY] == count


def test_2026_is_marked_as_the_state_council_published_it():
    def marked(kind):
        return " ".join(f"{day:%m%d}" for day, mark in MARKS.items() if day.year == 2026 and mark.kind == kind)

    assert marked(Kind.STATUTORY) == "0101 0216 0217 0218 0219 0405 0501 0502 0619 0925 1001 1002 1003"
    assert marked(Kind.SHIFTED_WORK) == "0104 0214 0228 0509 0920 1010"
    # Off on a working weekday without being statutory; 04-06 stands for 04-05, a Sunday.
    assert marked(Kind.DAY_OFF) == "0102 0220 0223 0406 0504 0505 1005 1006 1007"


def test_a_weekend_inside_a_run_stays_weekend_and_carries_the_name_of_the_holiday():
    mark = MARKS[iso("2026-02-15")]
    assert (mark.kind, mark.name) == (Kind.WEEKEND, "春节")


def test_an_unpublished_year_counts_monday_to_friday_and_says_so():
    found = working_day_after(iso("2027-10-01"), 1, MARKS)
    assert found.day == iso("2027-10-04")
    assert found.provisional
    assert found.note


def test_a_limit_that_only_touches_the_unpublished_year_is_provisional():
    assert calendar_deadline(iso("2026-12-20"), 30, MARKS).provisional
    assert not calendar_deadline(iso("2026-12-01"), 29, MARKS).provisional


def test_a_day_outside_the_loaded_span_falls_back_to_monday_to_friday():
    assert is_working(iso("2026-10-01"), {})
    assert not is_working(iso("2026-10-03"), {})
    assert calendar_deadline(iso("2026-10-01"), 1, {}).provisional


@pytest.mark.parametrize(("reckon", "n"), [(working_day_after, 0), (calendar_deadline, -1)])
def test_a_limit_that_is_none_is_refused(reckon, n):
    with pytest.raises(ValueError):
        reckon(iso("2026-01-01"), n, MARKS)


starts = st.dates(iso("2024-01-01"), iso("2026-10-01"))
lengths = st.integers(1, 60)


@given(starts, lengths)
def test_exactly_n_working_days_lie_behind_the_start(start, n):
    end = working_day_after(start, n, MARKS).day
    assert is_working(end, MARKS)
    assert sum(is_working(day, MARKS) for day in days(start + timedelta(days=1), end)) == n


@given(starts, lengths)
def test_one_more_working_day_never_ends_earlier(start, n):
    assert working_day_after(start, n + 1, MARKS).day > working_day_after(start, n, MARKS).day


@given(starts, st.integers(0, 90))
def test_a_calendar_limit_ends_on_the_first_working_day_from_its_last_day(start, n):
    end, last = calendar_deadline(start, n, MARKS).day, start + timedelta(days=n)
    assert is_working(end, MARKS)
    assert not any(is_working(day, MARKS) for day in days(last, end - timedelta(days=1)))
