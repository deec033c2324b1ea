"""Decisions about errands that patrols carry (巡逻需求). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from patrols.squads.rules import in_office, may_keep_patrols
from stations.errands.models import Errand
from stations.errands.rules import counts, meets
from stations.kit.answer import Answer
from stations.places.geometry import metres

CARRIER = "patrols"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# How far ahead a route is asked when it passes.
AHEAD = 14


def may_carry(user) -> Answer:
    """Put errands on routes, confirm, decline: the patrol office and whoever keeps the plans."""
    return in_office(user) or may_keep_patrols(user)


@dataclass(slots=True)
class Passing:
    """When something passes while somebody is wanted there.

    Attributes:
        spans: the common parts, the next one first.
        weekdays: ISO weekdays of them.
    """

    spans: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long it is there on an average day of them."""
        days = {timezone.localdate(start) for start, _end in self.spans}
        whole = sum(((end - start) for start, end in self.spans), timedelta())
        return int(whole / MINUTE / len(days)) if days else 0

    @property
    def weekdays(self) -> list[int]:
        """ISO weekdays on which it passes, each once."""
        return sorted({timezone.localtime(start).isoweekday() for start, _end in self.spans})


def passing(
    errand: Errand, weekdays: Sequence[int], slots: Iterable[tuple[time, int]], at: datetime, days: int = AHEAD
) -> Passing:
    """When a plan's slots meet an errand over the coming days.

    Args:
        errand: with its band, weekdays and days.
        weekdays: ISO, of the plan.
        slots: (time of day, minutes) of the plan.
        at: from here on.
        days: how far ahead.
    """
    found, slots = Passing(), list(slots)
    today = timezone.localdate(at)
    for offset in range(days + 1):
        day = today + offset * DAY
        if day.isoweekday() not in weekdays:
            continue
        for begins, minutes in slots:
            start = timezone.make_aware(datetime.combine(day, begins))
            common = meets(errand, start, start + minutes * MINUTE)
            if common and common[1] > at:
                found.spans.append(common)
    found.spans.sort()
    return found


def nearest(errand: Errand, places: Iterable[tuple[int, float, float]], reach: float) -> tuple[int, int] | None:
    """The place nearest to an errand within ``reach`` metres: its key and the metres; None where none is.

    Args:
        places: (key, latitude, longitude).
    """
    if errand.lat is None or errand.lng is None:
        return None
    found = [(metres(errand.lat, errand.lng, lat, lng), key) for key, lat, lng in places]
    away, key = min(found, default=(reach + 1, 0))
    return (key, round(away)) if away <= reach else None


def proves(errand: Errand, at: datetime, slack: timedelta) -> bool:
    """Whether a check-in near by at a moment says that somebody passed in the time wanted."""
    return counts(errand, at, slack)
