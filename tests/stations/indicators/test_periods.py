"""Months, and which days are compared with which (DOMAIN 4.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.indicators.periods import Period, months_between


def month(year, number):
    return Period.month(date(year, number, 15))


def test_a_month_ends_before_the_first_of_the_next():
    assert month(2026, 12) == Period(date(2026, 12, 1), date(2027, 1, 1))
    assert month(2026, 2).last == date(2026, 2, 28)


def test_whole_months_are_compared_whole():
    pair = month(2026, 10).previous()
    assert (pair.now, pair.before) == (month(2026, 10), month(2026, 9))
    assert month(2026, 1).previous().before == month(2025, 12)
    assert month(2026, 10).last_year().before == month(2025, 10)


def test_a_part_of_a_month_is_compared_with_its_same_days():
    part = Period.month_to_date(date(2026, 11, 22))
    assert part.previous().before == Period(date(2026, 10, 1), date(2026, 10, 23))
    assert part.last_year().before == Period(date(2025, 11, 1), date(2025, 11, 23))


def test_a_part_longer_than_the_other_month_is_cut_to_it():
    pair = Period.month_to_date(date(2026, 3, 30)).previous()
    assert (pair.now.days, pair.before.days) == (28, 28)
    assert not pair.leap_day


@pytest.mark.parametrize(("year", "days"), [(2024, 28), (2025, 28)])
def test_february_beside_a_leap_year_is_compared_day_by_day_with_a_note(year, days):
    pair = month(year, 2).last_year()
    assert (pair.now.days, pair.before.days, pair.leap_day) == (days, days, True)


def test_february_of_two_common_years_needs_no_note():
    assert not month(2026, 2).last_year().leap_day


def test_an_empty_period_is_refused():
    with pytest.raises(ValueError):
        Period(date(2026, 1, 1), date(2026, 1, 1))


def test_months_between_two_days():
    assert months_between(date(2025, 11, 20), date(2026, 1, 3)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)
    ]  # fmt: skip


@given(st.dates(date(2024, 1, 1), date(2035, 12, 31)))
def test_compared_spans_of_a_running_month_are_equally_long(day):
    period = Period.month_to_date(day)
    for pair in (period.previous(), period.last_year()):
        assert pair.now.days == pair.before.days or period.is_whole_month
