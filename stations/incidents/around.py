"""What happened around places lately: counts by the fold of reports and open hazards, never a person or a number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.readings import OPEN, effective
from stations.places.geometry import box, metres

# Together they lie in one box; more places than a walk has are asked for in parts.
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look.

    Attributes:
        key: what the answer is found under.
        lat, lng: WGS-84.
    """

    key: int
    lat: float
    lng: float


@dataclass(slots=True)
class Around:
    """What is known around one place.

    Attributes:
        calls: counted police calls by fold (:class:`stations.catalogue.models.Category.Fold`).
        hazards: open hazards, nearest first: name of the category, place, metres.
    """

    calls: Counter[str] = field(default_factory=Counter)
    hazards: list[tuple[str, str, int]] = field(default_factory=list)


def around(places: Sequence[Place], *, at: datetime, days: int, reach: int) -> dict[int, Around]:
    """Calls of the last ``days`` and hazards still open within ``reach`` metres of each place. Two queries.

    The reading runs over the span of time by its index and over one box that holds all places; the distance is
    measured here. What somebody asked to keep confidential, and what has no point, is left out.

    Args:
        places: at most 200.
        at: now.
    """
    found = {place.key: Around() for place in places[:MOST_PLACES]}
    if not found:
        return found
    boxes = {place.key: box(place.lat, place.lng, reach) for place in places}
    inside = _hull(list(boxes.values())) & Q(confidential=False)
    calls = effective(Incident.objects.filter(inside, reported_at__range=(at - timedelta(days=days), at)))
    for lat, lng, fold in calls.order_by().values_list("lat", "lng", "category__fold"):
        for place in places:
            if _near(boxes[place.key], lat, lng) and metres(place.lat, place.lng, lat, lng) <= reach:
                found[place.key].calls[fold] += 1
    hazards = Incident.objects.filter(inside, OPEN, kind=Kind.HAZARD).order_by()
    for lat, lng, name, where in hazards.values_list("lat", "lng", "category__name", "place"):
        for place in places:
            if _near(boxes[place.key], lat, lng):
                away = round(metres(place.lat, place.lng, lat, lng))
                if away <= reach:
                    found[place.key].hazards.append((name, where, away))
    for one in found.values():
        one.hazards.sort(key=lambda hazard: hazard[2])
    return found


def _hull(boxes: list[tuple[float, float, float, float]]) -> Q:
    souths, norths, wests, easts = zip(*boxes, strict=True)
    return Q(lat__range=(min(souths), max(norths)), lng__range=(min(wests), max(easts)))


def _near(limits: tuple[float, float, float, float], lat: float, lng: float) -> bool:
    south, north, west, east = limits
    return south <= lat <= north and west <= lng <= east
