"""Take the next number of a series."""

from django.db import connection

from stations.numbers.models import Counter

# The row stays locked until the transaction ends: numbers are given out one after the other and without gaps. Take
# the number before anything is recorded in the day-book, whose own lock comes last.
NEXT = """
INSERT INTO stations_counter (station_id, series, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (station_id, series, year) DO UPDATE SET last = stations_counter.last + 1 RETURNING last
"""
NEXT_BLOCK = """
INSERT INTO stations_counter (station_id, series, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (station_id, series, year) DO UPDATE SET last = stations_counter.last + %s RETURNING last
"""


def take(*, station_id: int, series: str, year: int) -> int:
    """The next number; call it inside the transaction that uses it.

    Args:
        station_id: whose series.
        series: stable word, e.g. ``"incident"``.
        year: numbers begin at 1 each year.

    Raises:
        RuntimeError: called outside a transaction, where a failure would leave a gap.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are taken inside the transaction that uses them")
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [station_id, series, year])
        return cursor.fetchone()[0]


def last(*, station_id: int, series: str, year: int) -> int:
    """The last number given out; 0 before the first."""
    row = Counter.objects.filter(station_id=station_id, series=series, year=year).values_list("last", flat=True)
    return row.first() or 0


def take_block(*, station_id: int, series: str, year: int, count: int) -> range:
    """The next numbers in one go, for an import; see :func:`take`.

    Args:
        count: how many, at least 1.

    Raises:
        RuntimeError: called outside a transaction.
        ValueError: ``count`` is less than 1.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers are taken inside the transaction that uses them")
    if count < 1:
        raise ValueError("a block has at least one number")
    with connection.cursor() as cursor:
        cursor.execute(NEXT_BLOCK, [station_id, series, year, count, count])
        end = cursor.fetchone()[0]
    return range(end - count + 1, end + 1)
