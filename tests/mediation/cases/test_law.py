"""Deadlines of the law (DOMAIN 2.8): the vectors exactly, and random days against a second way of reckoning.

The second way asks ``chinese_calendar`` day by day and counts backwards or by lists; it shares no line with
``stations.calendar``, which walks forward over the marks of the database.
"""

from bisect import bisect_right
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.cases.law import (
    LAWS,
    confirmation_by,
    first_session_by,
    law_of,
    law_on,
    mediation_by,
    second_session_by,
)
from stations.calendar.rules import days, mark_of, marks_for_limit

FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
MARKS = {day: mark_of(day) for day in days(FIRST, date(2027, 12, 31))}
LAW = law_on(date(2026, 3, 1))
# Every working day of the three published years, in order.
WORKING = [
    FIRST + timedelta(days=n)
    for n in range((LAST - FIRST).days + 1)
    if chinese_calendar.is_workday(FIRST + timedelta(days=n))
]
# Late enough that 90 days and a run of holidays behind them are still published.
starts = st.dates(FIRST, date(2026, 9, 1))


def iso(text: str) -> date:
    return date.fromisoformat(text)


def nth_working_day(start: date, n: int) -> date:
    """The n-th entry of the list behind the start; the start itself is not counted."""
    return WORKING[bisect_right(WORKING, start) + n - 1]


def rolled(start: date, n: int) -> date:
    """The first entry of the list that is not before start + n."""
    return WORKING[bisect_right(WORKING, start + timedelta(days=n - 1))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-02-10", "2026-02-26"),
        ("2026-02-13", "2026-03-02"),
        ("2026-04-29", "2026-05-12"),
        ("2026-09-24", "2026-10-12"),
    ],
)
def test_the_second_session_of_the_police_is_within_seven_working_days_za_11(first, second):
    found = second_session_by(LAW, iso(first), MARKS)
    assert (found.day, found.provisional) == (iso(second), False)


def test_the_first_session_of_the_police_is_within_three_working_days_za_12():
    assert first_session_by(LAW, iso("2026-02-13"), MARKS).day == iso("2026-02-25")


@pytest.mark.parametrize(("effective", "last"), [("2026-01-17", "2026-02-24"), ("2026-09-01", "2026-10-08")])
def test_judicial_confirmation_is_asked_for_within_thirty_days_sf_01(effective, last):
    assert confirmation_by(LAW, iso(effective), MARKS).day == iso(last)


def test_the_vectors_hold_with_marks_read_from_the_database(db):
    start = iso("2026-02-10")
    assert second_session_by(LAW, start, marks_for_limit(start, 7)).day == iso("2026-02-26")
    effective = iso("2026-01-17")
    assert confirmation_by(LAW, effective, marks_for_limit(effective, 30)).day == iso("2026-02-24")


@pytest.mark.parametrize("year", [2025, 2026])
def test_both_ways_know_248_working_days(year):
    assert sum(day.year == year for day in WORKING) == 248
    assert sum(mark.is_working for day, mark in MARKS.items() if day.year == year) == 248


def test_both_ways_agree_on_every_single_day_of_three_years():
    assert [day for day in days(FIRST, LAST) if MARKS[day].is_working] == WORKING


@given(starts)
def test_limits_of_working_days_are_what_a_second_reckoning_says(start):
    assert second_session_by(LAW, start, MARKS).day == nth_working_day(start, 7)
    assert first_session_by(LAW, start, MARKS).day == nth_working_day(start, 3)


@given(starts, st.integers(1, 90))
def test_limits_of_calendar_days_are_what_a_second_reckoning_says_rt_16(start, n):
    assert confirmation_by(LAW, start, MARKS).day == rolled(start, 30)
    assert mediation_by(n, start, MARKS).day == rolled(start, n)


@given(starts)
def test_the_day_after_a_limit_is_always_too_late_and_the_limit_itself_never(start):
    last = second_session_by(LAW, start, MARKS).day
    assert sum(start < day <= last for day in WORKING) == 7
    assert last in WORKING


@given(st.dates(date(2026, 12, 25), date(2027, 10, 1)))
def test_a_limit_that_reaches_into_2027_is_provisional_and_says_so(start):
    found = second_session_by(LAW, start, MARKS)
    assert found.provisional
    assert "Monday to Friday" in str(found.note) or "周一至周五" in str(found.note)
    weekdays = [day for day in days(start + timedelta(days=1), found.day) if day.year == 2027]
    assert all(MARKS[day].is_working == (day.weekday() < 5) for day in weekdays)


def test_a_limit_inside_the_published_years_says_nothing():
    found = confirmation_by(LAW, iso("2026-09-01"), MARKS)
    assert (found.provisional, found.note) == (False, "")


def test_a_case_keeps_the_version_it_began_under():
    assert [law.version for law in LAWS] == ["TJ-2019", "TJ-2026"]
    assert law_on(iso("2025-12-31")).version == "TJ-2019"
    assert law_on(iso("2026-01-01")).version == "TJ-2026"
    assert law_on(iso("1999-01-01")).version == "TJ-2019"
    assert law_of("TJ-2019").most_settled == 500 and law_of("TJ-2026").most_settled == 1000
    assert not law_of("TJ-2019").one_officer_alone and law_of("TJ-2026").one_officer_alone
    with pytest.raises(KeyError):
        law_of("TJ-1986")


def test_the_rows_of_the_law_name_their_articles_and_never_change():
    for law in LAWS:
        assert {"ZA-10", "ZA-11", "ZA-12", "ZA-16", "SF-01"} <= set(law.sources)
        assert (law.za_sessions, law.za_second_days, law.za_first_days, law.sf_days) == (2, 7, 3, 30)
        with pytest.raises(AttributeError):
            law.sf_days = 31
