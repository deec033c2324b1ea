"""Reports that may be the same as the one being taken (IN-03): near in space and in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from stations.incidents.models import Incident
from stations.incidents.persons import known
from stations.incidents.readings import settings_of
from stations.incidents.words import State
from stations.places.geometry import box, metres

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier report near by.

    Attributes:
        metres: how far; None where only the name of the place is the same.
        minutes: how long ago, negative when it was reported later.
    """

    incident: Incident
    metres: int | None
    minutes: int


def nearby(
    *,
    at: datetime,
    lat: float | None = None,
    lng: float | None = None,
    spot_id: int | None = None,
    place: str = "",
    but: int | None = None,
) -> list[Near]:
    """Counted incidents near by (100 m and 60 minutes unless the station says otherwise), nearest first. Two queries.

    Without a point, or where the other report has none, the same place counts as near.

    Args:
        at: when it was reported.
        lat, lng: WGS-84; without a point the place decides.
        spot_id, place: the known place, or its words.
        but: an incident that is not meant.
    """
    here, limits = _same_place(spot_id, known(place)), settings_of()
    span = timedelta(minutes=limits.nearby_minutes)
    if lat is not None and lng is not None:
        south, north, west, east = box(lat, lng, limits.nearby_metres)
        here |= Q(lat__range=(south, north), lng__range=(west, east))
    if not here:
        return []
    rows = (
        Incident.objects.filter(here, reported_at__range=(at - span, at + span))
        .exclude(state__in=(State.STRUCK, State.LINKED))
        .exclude(pk=but)
        .select_related("category", "community")
        .order_by("-reported_at")[:50]
    )
    found = [_near(row, at, lat, lng) for row in rows]
    kept = [near for near in found if _close(near, limits.nearby_metres) or _same(near, spot_id, place)]
    return sorted(kept, key=lambda near: (near.metres or 0, abs(near.minutes)))[:SHOWN]


def _same_place(spot_id: int | None, place: str) -> Q:
    same = Q()
    if spot_id:
        same |= Q(spot_id=spot_id)
    if place:
        same |= Q(place=place)
    return same


def _close(near: Near, most: int) -> bool:
    return near.metres is not None and near.metres <= most


def _same(near: Near, spot_id: int | None, place: str) -> bool:
    return bool(spot_id and near.incident.spot_id == spot_id) or (bool(place) and near.incident.place == place)


def _near(row: Incident, at: datetime, lat: float | None, lng: float | None) -> Near:
    away = None
    if None not in (lat, lng, row.lat, row.lng):
        # Rounded up: 100.4 m is more than 100 m.
        distance = metres(lat, lng, row.lat, row.lng)
        away = int(distance) + (distance > int(distance))
    return Near(row, away, round((at - row.reported_at).total_seconds() / 60))
