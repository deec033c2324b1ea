"""Half-open spans of time and of days, in Python and in the database."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.models import Func, Q


class TimeSpan(Func):
    """``tstzrange(start, end)``: includes the start, excludes the end (DESIGN §4)."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class DaySpan(Func):
    """``daterange(start, end)``: from the first day up to, not including, the end; no end is open-ended."""

    function = "DATERANGE"
    output_field = DateRangeField()


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
