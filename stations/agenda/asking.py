"""Reads what the sources of tasks ask for: each table once, whoever and however many want to know."""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.query import ModelIterable

from stations.agenda.words import Ask, Due, Tally


def answered(asked: Sequence[Due | Ask | Tally]) -> list[list[Due]]:
    """The tasks behind each thing that was asked, in the same order.

    One query for all counts, one for all rows of a table that are joined in the same way.
    """
    found: list[list[Due]] = [[thing] if isinstance(thing, Due) else [] for thing in asked]
    counts = {place: thing for place, thing in enumerate(asked) if isinstance(thing, Tally)}
    for place, number in _counted({place: thing.rows for place, thing in counts.items()}):
        if number and (due := counts[place].told(number)):
            found[place] = [due]
    tables: dict[tuple, dict[int, QuerySet]] = defaultdict(dict)
    for place, thing in enumerate(asked):
        if isinstance(thing, Ask):
            tables[_shape(thing.rows)][place] = thing.rows
    for parts in tables.values():
        for place, rows in _read(parts).items():
            found[place] = [due for row in rows if (due := asked[place].told(row))]
    return found


def _counted(wanted: dict[int, QuerySet]) -> list[tuple[int, int]]:
    parts, values = [], []
    for place, rows in wanted.items():
        try:
            words, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s, COUNT(*) FROM ({words}) AS counted")
        values += [place, *given]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return cursor.fetchall()


def _shape(rows: QuerySet) -> tuple:
    """Questions of one shape have the same columns and can be asked together."""
    if not issubclass(rows._iterable_class, ModelIterable):
        return (id(rows),)
    query = rows.query
    joined = (repr(query.select_related), query.deferred_loading, tuple(map(str, rows._prefetch_related_lookups)))
    return (rows.model, tuple(query.annotation_select), *joined)


def _read(parts: dict[int, QuerySet]) -> dict[int, list]:
    if len(parts) == 1:
        ((place, rows),) = parts.items()
        return {place: list(rows)}
    found = defaultdict(list)
    first, *others = (rows.annotate(_asked=Value(place)) for place, rows in parts.items())
    for row in first.union(*others, all=True):
        found[row._asked].append(row)
    return found
