"""The one thing the board writes: that somebody looked at a past moment."""

from datetime import datetime

from django.utils import timezone

from stations.timeline.actions import record


def note_replay(*, station, actor, moment: datetime) -> None:
    """Record that a past moment was replayed (SE-08).

    Args:
        station: whose.
        actor: who looked.
        moment: at which moment.
    """
    told = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    record(verb="board.replayed", station=station, actor=actor, moment=told)
