"""Questions whose words never change: put together by the ORM once a process, then asked with other values.

The ORM takes longer to write the statement of a menu or a board, and the database to plan it, than the answer takes.
So it is prepared once a connection as well: who somebody is costs 0.6 ms on every page instead of 4. For plain values
only (``values_list``), and only inside a station's scope, which is part of every question.
"""

import itertools
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet
from django_scopes import get_scope, scope
from django_scopes.exceptions import ScopeError
from psycopg import Connection, sql

# Two stand-ins for every place, such as no row holds: what is reckoned from one of them differs between the two.
_FIRST = {int: 7_000_000_000_000_000_000, date: date(9001, 1, 1), datetime: datetime(9001, 1, 1, tzinfo=UTC)}
_STEP = {int: 1, date: timedelta(days=1), datetime: timedelta(days=1)}
_TYPES = {int: "bigint", date: "date", datetime: "timestamptz"}
_numbers = itertools.count(1)
# What each connection has been told; it forgets with the connection, not with a transaction.
_prepared: WeakKeyDictionary[Connection, set[str]] = WeakKeyDictionary()


class Compiled:
    """A question to the database.

    Args:
        build: gives the queryset from one value per place; called twice, with stand-ins, at the first use.
        places: name → ``int``, ``date`` or ``datetime``. Values reckoned from a place are refused: they would be
            reckoned once and for all.
    """

    def __init__(self, build: Callable[..., QuerySet], **places: type):
        self.build, self.places, self.name = build, {"station": int} | places, f"asked_{next(_numbers)}"
        self._known: tuple[str, list[tuple[bool, Any]]] | None = None

    def ask(self, **values: Any) -> list[tuple]:
        """The rows.

        Args:
            values: one for each place; the station is that of the scope.

        Raises:
            ScopeError: no station is in scope.
        """
        given = self._with_station(values)
        with connection.cursor() as cursor:
            self._prepare(connection.connection)
            places = ", ".join(["%s"] * len(self.places))
            cursor.execute(f"EXECUTE {self.name}({places})", [given[name] for name in self.places])
            return cursor.fetchall()

    def ask_each(self, several: Sequence[dict[str, Any]]) -> list[list[tuple]]:
        """The rows for each of several sets of values, in no order; one query, none for no sets.

        Args:
            several: for each of them one value for each place.

        Raises:
            ScopeError: no station is in scope.
        """
        found: list[list[tuple]] = [[] for _values in several]
        words, wanted = [], []
        for number, values in enumerate(several):
            sql, given = self._asked(values)
            words.append(f"SELECT {number}, one.* FROM ({sql}) AS one")
            wanted += given
        if words:
            with connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join(words), wanted)
                for number, *row in cursor.fetchall():
                    found[number].append(tuple(row))
        return found

    def _prepare(self, connected: Connection) -> None:
        told = _prepared.setdefault(connected, set())
        if self.name in told:
            return
        words, params = self._known or self._compile()
        places = {name: f"${number}" for number, name in enumerate(self.places, 1)}
        types = ", ".join(_TYPES[kind] for kind in self.places.values())
        written = [places[what] if is_place else sql.quote(what, connected) for is_place, what in params]
        with connection.wrap_database_errors:
            connected.execute(f"PREPARE {self.name}({types}) AS {words % tuple(written)}")
        told.add(self.name)

    def _asked(self, values: dict[str, Any]) -> tuple[str, list]:
        words, params = self._known or self._compile()
        given = self._with_station(values)
        return words, [given[what] if is_place else what for is_place, what in params]

    @staticmethod
    def _with_station(values: dict[str, Any]) -> dict[str, Any]:
        station = get_scope().get("station")
        if station is None:
            raise ScopeError("A compiled question is asked inside a station.")
        return values | {"station": station.pk}

    def _compile(self) -> tuple[str, list[tuple[bool, Any]]]:
        (sql, first), (again, second) = self._written(0), self._written(len(self.places))
        one, other = self._stand_ins(0), self._stand_ins(len(self.places))
        names = {(one[name], other[name]): name for name in self.places}
        if sql != again or any(a != b and (a, b) not in names for a, b in zip(first, second, strict=True)):
            raise ValueError("The words of a compiled question depend on its values, or it reckons with one of them.")
        known = [(a != b, names[a, b] if a != b else a) for a, b in zip(first, second, strict=True)]
        if missing := set(self.places) - {what for is_place, what in known if is_place}:
            raise ValueError(f"A compiled question has no place for {', '.join(sorted(missing))}.")
        self._known = sql, known
        return self._known

    def _stand_ins(self, offset: int) -> dict[str, Any]:
        return {
            name: _FIRST[kind] + (offset + number) * _STEP[kind]
            for number, (name, kind) in enumerate(self.places.items())
        }

    def _written(self, offset: int) -> tuple[str, tuple]:
        values = self._stand_ins(offset)
        with scope(station=values.pop("station")):
            return self.build(**values).query.sql_with_params()
