"""The database function behind every check-in (check_in.sql): how it is installed and how it is called."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connections, transaction
from psycopg import OperationalError, errors
from psycopg.pq import ExecStatus, TransactionStatus

from patrols.squads.models import PatrolSettings

SOURCE = Path(__file__).with_name("check_in.sql")
DROP = """
DROP FUNCTION IF EXISTS patrols_check_in;
DROP TYPE IF EXISTS patrols_check_in_item;
DROP FUNCTION IF EXISTS patrols_metres(double precision, double precision, double precision, double precision);
"""
TYPES = ("text", "text", "boolean", "text", "bigint", "uuid", "timestamptz", "jsonb", "timestamptz")
CALL = f"SELECT patrols_check_in({', '.join(f'%s::{name}' for name in TYPES)})"
NAME = b"patrols_check_in"
PREPARED = (
    f"SELECT patrols_check_in({', '.join(f'${place}::{name}' for place, name in enumerate(TYPES, 1))})".encode()
)
# Limits of the patrol settings that the function knows, and the unit of those that are spans of time.
LIMITS = {
    "skew_seconds": "", "accuracy_metres": "", "walking_kmh": "", "offline_hours": "hours", "sharing_minutes": "mins",
    "repeat_minutes": "mins", "grace_minutes": "mins", "early_minutes": "mins",
}  # fmt: skip
TRIES = 3


class Row(NamedTuple):
    """What the function says of one item.

    Attributes:
        status: ``recorded`` ``repeated`` ``conflict`` ``refused``.
        code: why, see :mod:`patrols.checkins.answers`.
        id: the check-in.
        at: the time that counts, seconds since 1970.
    """

    status: str
    code: str
    id: int | None = None
    duty_id: int | None = None
    counted: bool = False
    flags: Sequence[str] = ()
    visited: int = 0
    planned: int = 0
    at: float | None = None

    @property
    def left(self) -> int:
        """Points that the duty still lacks."""
        return max(self.planned - self.visited, 0)


class Sender(NamedTuple):
    """Who sends.

    Attributes:
        status: ``known`` ``stranger`` ``no_guard``.
        station: id of the station; None for a stranger.
        language: of the person, "" for the portal's.
    """

    status: str
    station: int | None
    language: str


def source() -> str:
    """The function's text with the defaults of the patrol settings, which a station may have none of its own."""
    return SOURCE.read_text(encoding="utf-8").replace("%(limits)s", ", ".join(_limit(*one) for one in LIMITS.items()))


def _limit(name: str, unit: str) -> str:
    value = f"coalesce(s.{name}, {int(getattr(PatrolSettings(), name))})"
    return f"{f'make_interval({unit} => {value})' if unit else value} AS {name}"


def install(using: str) -> None:
    """Put the function of the running code into a database; done again, it changes nothing."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(DROP + source(), None)


def _cursor(connection):
    """One cursor as long as the connection lives."""
    known = getattr(connection, "check_in_cursor", None)
    if known is None or known.closed or known.connection is not connection.connection:
        known = connection.check_in_cursor = connection.connection.cursor()
    return known


def _straight(connection, given: Sequence[str | None]) -> bytes | None:
    """The function's answer by one call of libpq, a third of a cursor's cost; None where that is not to be had.

    Only outside of transactions: the BEGIN of one is the cursor's to send. Whatever goes wrong, the cursor is asked
    next and tells what it was.
    """
    pgconn = connection.connection.pgconn
    if pgconn.transaction_status != TransactionStatus.IDLE:
        return None
    if getattr(connection, "check_in_prepared", None) is not pgconn:
        if pgconn.prepare(NAME, PREPARED).status != ExecStatus.COMMAND_OK:
            return None
        connection.check_in_prepared = pgconn
    found = pgconn.exec_prepared(NAME, [None if value is None else value.encode() for value in given])
    return found.get_value(0, 0) if found.status == ExecStatus.TUPLES_OK else None


def _asked(connection, given: Sequence[str | None]) -> bytes | str:
    """The function's answer, by the cheapest way that the connection is fit for."""
    connection.ensure_connection()
    if not connection.in_atomic_block and connection.autocommit:
        try:
            found = _straight(connection, given)
        except OperationalError:
            found = None
        if found is not None:
            return found
    return _cursor(connection).execute(CALL, given, prepare=True).fetchone()[0]


def run(
    *,
    door: str,
    secret: str,
    items: Sequence[dict],
    sent_at: datetime | str | None = None,
    via: int | None = None,
    phone: str | None = None,
    clock: datetime | None = None,
    using: str = "",
) -> tuple[Sender, list[Row]]:
    """Call the function once for a whole upload.

    Args:
        door: ``device``, ``token`` (``secret`` is a digest) or ``guard`` (``secret`` is a guard's id).
        secret: see ``door``.
        items: cleaned items (:mod:`patrols.checkins.items`).
        sent_at: the phone's clock when it sent.
        via: the pairing of the phone, where the door is ``guard``.
        phone: random id the phone keeps, whoever is logged in on it.
        clock: the server's time, for simulations and tests.
        using: database alias; the hot one unless given. Inside a transaction name that one's.

    Returns:
        The sender, and of a known one a row an item.
    """
    connection = connections[using or settings.CHECK_IN_DATABASE]
    demo, content = "true" if settings.DEMO else "false", json.dumps(items)
    given = (
        door, secret, demo, settings.TIME_ZONE, _text(via), _text(phone), _text(sent_at), content, _text(clock),
    )  # fmt: skip
    # Safe to do again whatever happened to the first try: the same ids are the same check-ins.
    for left in range(TRIES - 1, -1, -1):
        try:
            sender, *rows = json.loads(_asked(connection, given))
            return Sender(*sender), [Row(*row) for row in rows]
        except errors.DeadlockDetected:
            if not left or connection.in_atomic_block:
                raise
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
            connection.close()
    raise AssertionError


def _text(value: datetime | str | int | None) -> str | None:
    return None if value is None else str(value)
