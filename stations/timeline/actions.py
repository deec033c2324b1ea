"""Write one line of the day-book. Every action calls this once, inside its own transaction."""

from django.db import connection

from stations.kit import logs
from stations.timeline.models import BROKEN, Entry


def record(*, verb: str, subject=None, actor=None, station=None, **data) -> Entry:
    """Record that something happened.

    Args:
        verb: registered code, e.g. ``"absence.entered"`` (its words live in ``timeline.sentences``).
        subject: the object it happened to; its station is used unless ``station`` is given.
        actor: who did it; None is the system itself.
        station: the station, where there is no subject.
        data: codes, ids, counts and dates only, never names, numbers or free text about persons.
    """
    return Entry.objects.create(
        station_id=station.pk if station else subject.station_id,
        actor=actor,
        verb=verb,
        subject_type=subject._meta.model_name if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        data=data,
        request_id=logs.request_id.get(),
    )


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


def broken_links(*, station_id: int) -> list[int]:
    """Numbers of the entries that break the station's chain (SE-09); empty when nothing was tampered with."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN, [station_id])
        return [row[0] for row in cursor.fetchall()]
