"""Fill the national calendar and keep what an administrator corrected."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from stations.calendar.models import DayMark
from stations.calendar.rules import days, is_published, mark_of

FIRST_YEAR = 2024
LOCK = 7101


@transaction.atomic
def seed(first_year: int = FIRST_YEAR, last_year: int | None = None) -> int:
    """Give every day of the years a mark; safe to run twice and by two workers at once.

    A row that is not provisional stays as it is (it was published, or an administrator corrected it); a provisional
    row is replaced once its year is published.

    Args:
        first_year: first year to fill.
        last_year: last year to fill, included; next year unless given.

    Returns:
        The number of rows inserted or replaced.
    """
    last_year = last_year or timezone.localdate().year + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    there = {mark.date: mark for mark in DayMark.objects.filter(date__range=(first, last))}
    missing = [mark_of(day) for day in days(first, last) if day not in there]
    DayMark.objects.bulk_create(missing)
    settled = [mark_of(day) for day, mark in there.items() if mark.provisional and is_published(day.year)]
    DayMark.objects.bulk_update(settled, ["kind", "name", "provisional"])
    return len(missing) + len(settled)
