"""Which days are compared with which (DOMAIN 4.3)."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from stations.analysis.periods import chosen, look_at, moments
from stations.indicators.periods import Period

D = datetime.date
TODAY = D(2026, 11, 22)


def test_the_choices():
    assert chosen("month", TODAY) == Period(D(2026, 11, 1), D(2026, 11, 23))
    assert chosen("last_month", TODAY) == Period(D(2026, 10, 1), D(2026, 11, 1))
    assert chosen("week", TODAY) == Period(D(2026, 11, 16), D(2026, 11, 23))
    assert chosen("own", TODAY, D(2026, 2, 1), D(2026, 2, 3)) == Period(D(2026, 2, 1), D(2026, 2, 4))
    assert chosen("own", TODAY, D(2026, 2, 3), D(2026, 2, 1)) == chosen("month", TODAY)
    assert chosen("nonsense", TODAY) == chosen("month", TODAY)


def test_a_month_to_date_is_compared_with_the_same_days():
    look = look_at(chosen("month", TODAY))
    assert look.previous[1] == Period(D(2026, 10, 1), D(2026, 10, 23))
    assert look.last_year[1] == Period(D(2025, 11, 1), D(2025, 11, 23))


def test_seven_days_are_compared_with_the_seven_before():
    look = look_at(chosen("week", TODAY))
    assert look.previous[1] == Period(D(2026, 11, 9), D(2026, 11, 16))
    assert look.last_year[1] == Period(D(2025, 11, 16), D(2025, 11, 23))


def test_a_leap_day_is_left_out_and_told():
    look = look_at(chosen("own", TODAY, D(2024, 2, 1), D(2024, 2, 29)))
    assert look.leap_day and look.last_year[0].days == look.last_year[1].days == 28
    assert not look_at(chosen("own", TODAY, D(2024, 2, 27), D(2024, 3, 2))).leap_day


@given(st.dates(D(2021, 1, 1), D(2030, 12, 31)), st.integers(0, 300))
def test_compared_periods_are_of_equal_length(first, days):
    look = look_at(Period(first, first + datetime.timedelta(days=days + 1)))
    whole = look.now.is_whole_month
    for own, other in (look.previous, look.last_year):
        assert whole or own.days == other.days
        assert other.end <= own.end


def test_the_last_day_of_a_period_is_inside():
    """A filter that ends at "2025-10-31" must not drop the 31st."""
    first, end = moments(Period(D(2025, 10, 1), D(2025, 11, 1)))
    late = datetime.datetime(2025, 10, 31, 15, 59, 59, tzinfo=datetime.UTC)  # 23:59:59 in Beijing
    assert first <= late < end and first.isoformat() == "2025-10-01T00:00:00+08:00"
