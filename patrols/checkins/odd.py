"""Doubts in plain words: what looks odd about a check-in, with the figures a person needs to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patrols.checkins.models import CheckIn
from patrols.checkins.words import TO_DECIDE, Flag
from patrols.routes.models import Checkpoint
from stations.places.geometry import metres


@dataclass(frozen=True, slots=True)
class Odd:
    """One doubt: its short name, and figures where there are any."""

    flag: Flag
    figures: str
    tone: str

    @property
    def sentence(self) -> str:
        """The figures, else the name."""
        return self.figures or str(self.flag.label)

    @property
    def label(self):
        """The short name."""
        return self.flag.label


def lasting(span: timedelta) -> str:
    """A length of time as people say it: 40 seconds, 12 minutes, 3 hours, 2 days."""
    seconds = abs(int(span.total_seconds()))
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    if seconds < 5400:
        minutes = round(seconds / 60)
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if seconds < 172_800:
        hours = round(seconds / 3600)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = round(seconds / 86_400)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _clock(row: CheckIn) -> str:
    off = row.claimed_at - row.at
    if off > timedelta(0):
        return _("The phone's clock is fast by %(time)s") % {"time": lasting(off)}
    return _("The phone's clock is slow by %(time)s") % {"time": lasting(off)}


def _speed(row: CheckIn, before: datetime | None, point: Checkpoint | None) -> str:
    if not before or not point:
        return ""
    away = round(metres(point.lat, point.lng, row.checkpoint.lat, row.checkpoint.lng))
    said = {"time": lasting(row.at - before), "point": point.name, "metres": away}
    return _("%(time)s after %(point)s, which is %(metres)s m away") % said


def _shared(row: CheckIn, other: datetime | None, name: str) -> str:
    if not other:
        return _("Another guard checked in with the same phone")
    said = {"time": lasting(row.at - other), "name": name}
    return _("%(name)s checked in with the same phone %(time)s apart") % said


def told(row: CheckIn, points: Mapping[int, Checkpoint] | None = None) -> list[Odd]:
    """The doubts of a check-in.

    Args:
        row: with checkpoint and duty; with what ``readings.with_neighbours`` adds the sentences are fuller.
        points: ``readings.points_before``.
    """
    before = (points or {}).get(getattr(row, "before_point", None))
    sentences = {
        Flag.CLOCK: lambda: _clock(row),
        Flag.FAR: lambda: (
            _("%(metres)s m from the point (%(radius)s m and the accuracy are fine)")
            % {"metres": row.distance, "radius": row.checkpoint.radius}
        ),
        Flag.VAGUE: lambda: _("The position is accurate to %(metres)s m only") % {"metres": row.accuracy},
        Flag.SPEED: lambda: _speed(row, getattr(row, "before_at", None), before),
        Flag.SHARED: lambda: _shared(row, getattr(row, "other_at", None), getattr(row, "other_name", "")),
        Flag.TOO_OLD: lambda: _("Uploaded %(time)s later") % {"time": lasting(row.received_at - row.at)},
    }
    if row.duty:
        sentences[Flag.LATE] = lambda: _("%(time)s after the end") % {"time": lasting(row.at - row.duty.ends_at)}
    found = []
    for code in row.flags:
        flag = Flag(code)
        words = sentences[flag]() if flag in sentences else ""
        found.append(Odd(flag, words, "warn" if flag in TO_DECIDE else "info"))
    return found
