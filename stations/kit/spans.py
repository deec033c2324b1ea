"""Half-open spans of time and of days, in Python and in the database."""

from datetime import date, datetime, time

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.models import Func, Q
from django.utils import timezone

# Days beyond these are beyond any calendar: one before or after them exists, too.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


class TimeSpan(Func):
    """``tstzrange(start, end)``: includes the start, excludes the end (DESIGN §4)."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DaySpan(Func):
    """``daterange(start, end)``: from the first day up to, not including, the end; no end is open-ended."""

    function = "DATERANGE"
    output_field = DateRangeField()


def midnight(day: date) -> datetime:
    """The moment with which a day begins on the station's clock; a day beyond any calendar is its first or last."""
    return timezone.make_aware(datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.min))


def in_days(column: str, first: date, end: date) -> dict[str, datetime]:
    """Filters of rows whose moment lies in some days, the last not included; an index on the moment is used.

    Args:
        column: of the moment.
        first: first day.
        end: the day after the last.
    """
    return {f"{column}__gte": midnight(first), f"{column}__lt": midnight(end)}


def in_force(day, prefix: str = "") -> Q:
    """Rows with ``start``/``end`` columns that hold on a day.

    Args:
        day: the date asked about.
        prefix: lookup prefix such as ``"memberships__"``.
    """
    open_end = Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": day})
    return Q(**{f"{prefix}start__lte": day}) & open_end


def holds(row, day) -> bool:
    """Whether one loaded row with ``start`` and ``end`` holds on a day."""
    return row.start <= day and (row.end is None or day < row.end)
