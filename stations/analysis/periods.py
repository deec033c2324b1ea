"""Which days are looked at, and with which they are compared (DOMAIN 4.3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from stations.indicators.periods import Period
from stations.kit.spans import midnight

DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
# Days with a year before and after them to compare with.
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)
CHOICES = [
    ("month", _("this month")),
    ("last_month", _("last month")),
    ("week", _("last 7 days")),
    ("days30", _("last 30 days")),
    ("year", _("this year")),
    ("own", _("from … to …")),
]


@dataclass(frozen=True, slots=True)
class Look:
    """A period with the ones it is compared with; all three of equal length.

    Attributes:
        now: as it is shown.
        previous, last_year: 环比 and 同比, each as (own part, other).
        leap_day: 29 February was left out of the comparison of two Februaries.
    """

    now: Period
    previous: tuple[Period, Period]
    last_year: tuple[Period, Period]
    leap_day: bool = False


def chosen(name: str, today: date, first: date | None = None, last: date | None = None) -> Period:
    """The period of a choice.

    Args:
        name: of :data:`CHOICES`; anything else is the month to date.
        today: the running day, included.
        first, last: both included; for ``own``.
    """
    if name == "own" and first and last and EARLIEST <= first <= last <= LATEST and last - first < LONGEST:
        return Period(first, last + DAY)
    if name == "last_month":
        return Period.month(today.replace(day=1) - DAY)
    if name == "week":
        return Period(today - 6 * DAY, today + DAY)
    if name == "days30":
        return Period(today - 29 * DAY, today + DAY)
    if name == "year":
        return Period(today.replace(month=1, day=1), today + DAY)
    return Period.month_to_date(today)


def look_at(period: Period) -> Look:
    """A period and its comparisons: a month or a part of it by calendar months, anything else by equal length."""
    if Period.month(period.first).end >= period.end and period.first.day == 1:
        before, year = period.previous(), period.last_year()
        return Look(period, (before.now, before.before), (year.now, year.before), before.leap_day or year.leap_day)
    length = period.end - period.first
    back = _year_back(period.first)
    return Look(period, (period, Period(period.first - length, period.first)), (period, Period(back, back + length)))


def _year_back(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def moments(period: Period) -> tuple[datetime, datetime]:
    """The half-open span of time of a period of days: by 报警时间, from midnight to midnight in Beijing."""
    return midnight(period.first), midnight(period.end)
