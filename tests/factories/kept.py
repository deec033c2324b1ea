"""Worlds made once: what a factory wrote into an empty database is written again by one statement.

A station with forty people takes two hundred statements and as many triggers; thousands of tests begin with one. ::

    @kept
    def make_rotation(code="QM", per_section=2): ...

The next call with the same arguments in the same hour writes the rows of the first, under the same numbers, and
gives its result as new objects. The numbers are free: a sequence never goes back. Where something stands in the
database already, the factory does its work as if this were not here.
"""

import pickle
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tests.cleaning import which_hold_rows


def kept(make: Callable) -> Callable:
    """The factory, whose first result is kept; of functions that change nothing but the database."""
    known: dict[str, tuple[str, bytes]] = {}

    @wraps(make)
    def made(*args: Any, **kwargs: Any) -> Any:
        if not _is_empty():
            return make(*args, **kwargs)
        hour = timezone.localtime().strftime("%Y-%m-%d %H")
        name = f"{connection.settings_dict['NAME']} {hour} {args} {kwargs}"
        if name not in known:
            with transaction.atomic():
                result = make(*args, **kwargs)
                known[name] = _writing(), pickle.dumps(result)
            return result
        words, result = known[name]
        with connection.cursor() as cursor:
            cursor.execute(words)
        return pickle.loads(result)

    return made


def _is_empty() -> bool:
    """Whether nothing stands in the database; everything there belongs to a station or a person."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone()[0] != "on":
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM stations_station) OR EXISTS (SELECT FROM stations_user)")
        return not cursor.fetchone()[0]


def _writing() -> str:
    """One statement that writes all rows that stand in the database, without triggers: their rows are among them."""
    with connection.cursor() as cursor:
        cursor.execute(which_hold_rows(connection.alias))
        parts = [_rows(cursor, table) for (table,) in cursor.fetchall()]
    return f"SET session_replication_role = replica;{';'.join(parts)};RESET session_replication_role"


def _rows(cursor, table: str) -> str:
    cursor.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'"{table}"'],
    )
    columns = [name for (name,) in cursor.fetchall()]
    values = " || ',' || ".join(f"quote_nullable({name}::text)" for name in columns)
    cursor.execute(f"SELECT string_agg('(' || {values} || ')', ',') FROM \"{table}\"")
    return f'INSERT INTO "{table}" ({",".join(columns)}) OVERRIDING SYSTEM VALUE VALUES {cursor.fetchone()[0]}'
