"""The database function behind every check-in (check_in.sql): how it is installed and how it is called."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction
from psycopg import OperationalError, errors

from patrols.squads.models import PatrolSettings

SOURCE = Path(__file__).with_name("check_in.sql")
DROP = """
DROP FUNCTION IF EXISTS patrols_check_in;
DROP FUNCTION IF EXISTS patrols_metres(double precision, double precision, double precision, double precision);
"""
CALL = """
SELECT place, status, code, id, duty_id, counted, flags, visited, planned, extract(epoch FROM at)::float8, language
FROM patrols_check_in(%s::text, %s::text, %s::boolean, %s::text, %s::bigint, %s::uuid, %s::timestamptz,
    %s::jsonb, %s::timestamptz)
"""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """What the function says of one item; the first row of an upload is about its sender.

    Attributes:
        status: of an item ``recorded`` ``repeated`` ``conflict`` ``refused``; of a sender ``known`` ``stranger``
            ``no_guard``.
        code: why, see :mod:`patrols.checkins.answers`.
        id: the check-in; of a sender the station.
        at: the time that counts.
        language: of the sender.
    """

    place: int
    status: str
    code: str
    id: int | None
    duty_id: int | None
    counted: bool
    flags: list[str]
    visited: int | None
    planned: int | None
    at: datetime | None
    language: str

    @property
    def left(self) -> int:
        """Points that the duty still lacks."""
        return max((self.planned or 0) - (self.visited or 0), 0)


def source() -> str:
    """The function's text with the defaults of the patrol settings, which a station may have none of its own."""
    text = SOURCE.read_text(encoding="utf-8")
    for field in PatrolSettings._meta.concrete_fields:
        if field.has_default():
            text = text.replace(f"%({field.name})s", str(int(field.default)))
    return text


def install(using: str) -> None:
    """Put the function of the running code into a database; done again, it changes nothing."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(DROP + source(), None)


def moment(seconds: float | None) -> datetime | None:
    """A time that came as seconds, which costs a tenth of reading it as text."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _cursor(connection):
    """One cursor as long as the connection lives."""
    known = getattr(connection, "check_in_cursor", None)
    if known is None or known.closed or known.connection is not connection.connection:
        known = connection.check_in_cursor = connection.connection.cursor()
    return known


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
) -> list[Row]:
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
        The sender's row, then a row an item.
    """
    connection = connections[using or settings.CHECK_IN_DATABASE]
    given = (door, secret, settings.DEMO, settings.TIME_ZONE, via, phone, sent_at, json.dumps(items), clock)
    # Safe to do again whatever happened to the first try: the same ids are the same check-ins.
    for left in range(TRIES - 1, -1, -1):
        connection.ensure_connection()
        try:
            found = _cursor(connection).execute(CALL, given, prepare=True).fetchall()
            return [Row(*row[:9], moment(row[9]), row[10]) for row in found]
        except errors.DeadlockDetected:
            if not left or connection.in_atomic_block:
                raise
        except OperationalError:
            if not left or connection.in_atomic_block:
                raise
            connection.close()
    raise AssertionError
