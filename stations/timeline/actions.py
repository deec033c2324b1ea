"""Write one line of the day-book. Every action calls this once, inside its own transaction."""

from stations.kit import logs
from stations.timeline.models import Entry


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
