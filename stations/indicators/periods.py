"""What a figure is asked about: a period of duty days, and the whole station or a part of it."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """The whole station, or one team or one community of it.

    A community carries ``team_id`` as well when its team answers for it alone, so that figures which know teams only
    can speak for it.
    """

    team_id: int | None = None
    community_id: int | None = None

    @property
    def whole(self) -> bool:
        """Whether the station as a whole is meant."""
        return self.team_id is None and self.community_id is None


STATION = Scope()


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Duty days from ``first`` up to, not including, ``end``; ``last`` is the last day inside."""

    first: date
    end: date

    def __post_init__(self):
        if self.end <= self.first:
            raise ValueError(f"an empty period: {self.first} – {self.end}")

    @classmethod
    def month(cls, day: date) -> "Period":
        """The calendar month of a day."""
        first = day.replace(day=1)
        return cls(first, _month_after(first))

    @classmethod
    def month_to_date(cls, day: date) -> "Period":
        """The month of a day up to and including that day."""
        return cls(day.replace(day=1), day + DAY)

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - DAY

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.end - self.first).days

    @property
    def is_whole_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        return self.first.day == 1 and self.end == _month_after(self.first)

    def previous(self) -> "Comparison":
        """环比: against the month before (its same days, when the month is not over)."""
        return self._against(_month_before(self.first))

    def last_year(self) -> "Comparison":
        """同比: against the same month of the year before (its same days, when the month is not over)."""
        return self._against(self.first.replace(year=self.first.year - 1))

    def _against(self, first: date) -> "Comparison":
        """Pair this month with the one that begins on ``first``.

        Whole months are compared as they are, except that one February against the other is compared day by day
        when only one of them has a 29th. A part of a month is compared with as many days (DOMAIN 4.3).
        """
        other = Period.month(first)
        leap = self.first.month == other.first.month and self.days != other.days
        if self.is_whole_month and not leap:
            return Comparison(self, other)
        days = min(self.days, other.days)
        return Comparison(_cut(self, days), _cut(other, days), leap_day=self.is_whole_month and leap)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods to compare. ``leap_day``: 29 February was left out so that both are of equal length."""

    now: Period
    before: Period
    leap_day: bool = False


def _cut(period: Period, days: int) -> Period:
    return Period(period.first, period.first + days * DAY)


def _month_after(first: date) -> date:
    return (first.replace(day=28) + 4 * DAY).replace(day=1)


def _month_before(first: date) -> date:
    return (first.replace(day=1) - DAY).replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from that of ``first`` to that of ``last``, both included."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = _month_after(month)
    return months
