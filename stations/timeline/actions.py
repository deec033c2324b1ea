"""Write one line of the day-book. Every action calls this once, inside its own transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from stations.kit import logs
from stations.timeline.models import BROKEN, Entry

_waiting: ContextVar[list[Entry] | None] = ContextVar("lines of the day-book that wait", default=None)


@contextmanager
def lines_last() -> Iterator[None]:
    """Keep the lines of a block or, as a decorator, of an action, and write them in order at its end.

    For actions that write several lines or move several things: a line locks the day-book of its station until the
    commit, so whoever locks another row after it can wait in a ring with those who lock the row first. Blocks may be
    nested, the outermost one writes. A block that fails takes its lines with it.
    """
    outer = _waiting.get()
    if outer is not None:
        before = len(outer)
        try:
            yield
        except BaseException:
            del outer[before:]
            raise
        return
    lines: list[Entry] = []
    token = _waiting.set(lines)
    try:
        yield
    finally:
        _waiting.reset(token)
    for line in lines:
        line.save(force_insert=True)


def record(*, verb: str, subject=None, actor=None, station=None, **data) -> Entry:
    """Record that something happened; inside :func:`lines_last` the line is written at the end of its block.

    Args:
        verb: registered code, e.g. ``"absence.entered"`` (its words live in ``timeline.sentences``).
        subject: the object it happened to; its station is used unless ``station`` is given.
        actor: who did it; None is the system itself.
        station: the station, where there is no subject.
        data: codes, ids, counts and dates only, never names, numbers or free text about persons.
    """
    line = Entry(
        station_id=station.pk if station else subject.station_id,
        actor=actor,
        verb=verb,
        subject_type=subject._meta.model_name if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        data=data,
        request_id=logs.request_id.get(),
    )
    waiting = _waiting.get()
    if waiting is None:
        line.save(force_insert=True)
    else:
        waiting.append(line)
    return line


def looked(*, subject, actor, what: str) -> Entry:
    """Record that somebody read personal data (SE-08).

    Args:
        subject: whose data, or the row that holds them.
        actor: who read them.
        what: code of the kind of data, e.g. ``"phone"``; never the data.
    """
    return record(verb="looked", subject=subject, actor=actor, what=what)


def exported(*, what: str, rows: int, actor, station) -> Entry:
    """Record that a list left the house (SE-25).

    Args:
        what: code of the list, e.g. ``"daybook"``.
        rows: how many rows.
        actor: who took it.
        station: whose list.
    """
    return record(verb="exported", actor=actor, station=station, what=what, rows=rows)


def leaves(request, what: str) -> Callable[[int], Entry]:
    """What a list page calls with the number of rows when its list leaves the house (SE-25)."""
    return lambda rows: exported(what=what, rows=rows, actor=request.user, station=request.station)


def broken_links(*, station_id: int) -> list[int]:
    """Numbers of the entries that break the station's chain (SE-09); empty when nothing was tampered with."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN, [station_id])
        return [row[0] for row in cursor.fetchall()]
