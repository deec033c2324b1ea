"""What kind of day a day is (DU-16, DU-17) and when a limit of days ends (DOMAIN 2.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays
from django.utils.translation import gettext_lazy as _

from stations.calendar.models import DayMark

Marks = Mapping[date, DayMark]

# The national calendar is kept in Chinese, like every other name in the database.
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}

# Month and day of the statutory holidays proper (全体公民放假的节日). 2024 still had eleven of them, since 2025
# there are thirteen. The published runs hold more days off; those are 调休.
STATUTORY: dict[int, str] = {
    2024: "0101 0210 0211 0212 0404 0501 0610 0917 1001 1002 1003",
    2025: "0101 0128 0129 0130 0131 0404 0501 0502 0531 1001 1002 1003 1006",
    2026: "0101 0216 0217 0218 0219 0405 0501 0502 0619 0925 1001 1002 1003",
}
# What the solar calendar fixes, for a year whose lunar holidays are not in the table yet.
STATUTORY_SOLAR = "0101 0501 0502 1001 1002 1003"

PUBLISHED_YEARS = frozenset(day.year for day in workdays) | frozenset(day.year for day in holidays)

# The longest published run has nine days; room for one before and one behind a limit.
ROOM = 40


def is_published(year: int) -> bool:
    """Whether the State Council's arrangement of a year is known."""
    return year in PUBLISHED_YEARS


def mark_of(day: date) -> DayMark:
    """The mark of a day as published, not saved; Monday to Friday and provisional while the year is not published."""
    weekend = day.weekday() >= 5
    if not is_published(day.year):
        kind = DayMark.Kind.WEEKEND if weekend else DayMark.Kind.WORKDAY
        return DayMark(date=day, kind=kind, provisional=True)
    if day in workdays:
        kind = DayMark.Kind.SHIFTED_WORK if weekend else DayMark.Kind.WORKDAY
        return DayMark(date=day, kind=kind, name=_holiday_name(workdays[day]) if weekend else "")
    if day in holidays:
        return DayMark(date=day, kind=_kind_off(day, weekend), name=_holiday_name(holidays[day]))
    return DayMark(date=day, kind=DayMark.Kind.WEEKEND if weekend else DayMark.Kind.WORKDAY)


def _holiday_name(english: str) -> str:
    return HOLIDAY_NAMES.get(english, english)[:30]


def _kind_off(day: date, weekend: bool) -> str:
    """A day of a published run: statutory, else the weekend it is anyway, else a day off in lieu."""
    if f"{day:%m%d}" in STATUTORY.get(day.year, STATUTORY_SOLAR).split():
        return DayMark.Kind.STATUTORY
    return DayMark.Kind.WEEKEND if weekend else DayMark.Kind.DAY_OFF


def marks_between(first: date, last: date) -> dict[date, DayMark]:
    """The marks of the days ``first`` … ``last``, both included, in one query.

    A day without a row (nobody has seeded that year) gets its published or provisional mark, not saved.
    """
    marks = {mark.date: mark for mark in DayMark.objects.filter(date__range=(first, last))}
    return {day: marks.get(day) or mark_of(day) for day in days(first, last)}


def marks_for_limit(start: date, n: int) -> dict[date, DayMark]:
    """The marks that a limit of ``n`` days, calendar or working, can need."""
    return marks_between(start, start + timedelta(days=2 * n + ROOM))


def days(first: date, last: date) -> list[date]:
    """Every day from ``first`` to ``last``, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit. ``provisional``: it leans on a year whose holidays are not published yet."""

    day: date
    provisional: bool = False

    @property
    def note(self):
        """The sentence to show beside a provisional deadline, else an empty string."""
        if not self.provisional:
            return ""
        return _("The holiday arrangement is not published yet; reckoned by Monday to Friday for now.")


def is_working(day: date, marks: Marks) -> bool:
    """Whether a day is a 工作日; a day that is not in ``marks`` counts by Monday to Friday."""
    mark = marks.get(day)
    return mark.is_working if mark else day.weekday() < 5


def is_provisional(day: date, marks: Marks) -> bool:
    """Whether nobody has published yet what kind of day it is."""
    mark = marks.get(day)
    return mark.provisional if mark else True


def working_day_after(start: date, n: int, marks: Marks) -> Deadline:
    """The ``n``-th working day after ``start``; the start day itself is not counted (程序规定 第35条).

    Args:
        start: the day on which the limit begins to run.
        n: working days, at least 1.
        marks: from :func:`marks_for_limit`.

    Raises:
        ValueError: ``n`` is less than 1.
    """
    if n < 1:
        raise ValueError("a limit has at least one working day")
    day, left, provisional = start, n, False
    while left:
        day += timedelta(days=1)
        left -= is_working(day, marks)
        provisional = provisional or is_provisional(day, marks)
    return Deadline(day, provisional)


def calendar_deadline(start: date, n: int, marks: Marks) -> Deadline:
    """``n`` calendar days after ``start``; an end on a day off moves to the next working day (民诉法 第85条).

    Args:
        start: the day on which the limit begins to run, not counted.
        n: calendar days, 0 or more.
        marks: from :func:`marks_for_limit`.

    Raises:
        ValueError: ``n`` is negative.
    """
    if n < 0:
        raise ValueError("a limit cannot end before it starts")
    day = start + timedelta(days=n)
    provisional = is_provisional(day, marks)
    while not is_working(day, marks):
        day += timedelta(days=1)
        provisional = provisional or is_provisional(day, marks)
    return Deadline(day, provisional)
