"""Why wishes stand where they stand: calls near by at that time of the day (counts only), key places, age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from community.wishes.models import Wish, WishSettings
from community.wishes.rules import Grounds, explained, in_band, weight
from community.wishes.words import SPANS, WEEKDAYS
from stations.catalogue.key_places import key_places, matters
from stations.catalogue.models import Spot
from stations.incidents.models import Incident
from stations.incidents.readings import effective
from stations.places.geometry import box, metres

SHORT, LONG = timedelta(days=30), timedelta(days=90)
Call = tuple[float, float, datetime, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A wish with its grounds."""

    wish: Wish
    grounds: Grounds
    weight: int

    @property
    def why(self) -> str:
        """The grounds in words."""
        return explained(self.grounds)


def settings_of(station) -> WishSettings:
    """The station's settings, with the defaults where it has set none."""
    return WishSettings.objects.filter(station=station).first() or WishSettings(station=station)


def ranked(wishes: Sequence[Wish], settings: WishSettings, at: datetime) -> list[Ranked]:
    """Wishes with their grounds, the heaviest first, among equals the one that waits longer. Two queries.

    Args:
        wishes: of the station in scope, with ``scene`` joined.
        settings: its numbers.
        at: now.
    """
    calls = _calls(wishes, settings.near_metres, at)
    spots = list(key_places()) if wishes else []
    found = []
    for wish in wishes:
        grounds = _grounds(wish, calls, spots, settings.near_metres, at)
        found.append(Ranked(wish, grounds, weight(grounds, settings)))
    return sorted(found, key=lambda row: (-row.weight, row.wish.given_at, row.wish.pk))


def _calls(wishes: Sequence[Wish], reach: int, at: datetime) -> list[Call]:
    """Counted calls of 90 days in one box around all wishes, without what is confidential. No person, no words."""
    boxes = [box(wish.lat, wish.lng, reach) for wish in wishes if wish.lat is not None]
    if not boxes:
        return []
    souths, norths, wests, easts = zip(*boxes, strict=True)
    inside = Q(lat__range=(min(souths), max(norths)), lng__range=(min(wests), max(easts)), confidential=False)
    rows = effective(Incident.objects.filter(inside, reported_at__range=(at - LONG, at))).order_by()
    return list(rows.values_list("lat", "lng", "reported_at", "category__fold"))


def _grounds(wish: Wish, calls: list[Call], spots: list[Spot], reach: int, at: datetime) -> Grounds:
    days = max((timezone.localdate(at) - timezone.localdate(wish.given_at)).days, 0)
    if wish.lat is None:
        return Grounds(wish.residents, days=days, placed=False)
    near = [call for call in calls if _speaks_for(call, wish, reach)]
    lately = sum(1 for call in near if call[2] > at - SHORT)
    return Grounds(wish.residents, lately, len(near), _key_place(wish, spots, reach, at), days)


def _speaks_for(call: Call, wish: Wish, reach: int) -> bool:
    lat, lng, reported_at, fold = call
    if wish.scene.folds and fold not in wish.scene.folds:
        return False
    here = timezone.localtime(reported_at)
    if not in_band(wish.band, here):
        return False
    if WEEKDAYS[wish.days] and here.isoweekday() not in WEEKDAYS[wish.days]:
        return False
    return metres(wish.lat, wish.lng, lat, lng) <= reach


def _key_place(wish: Wish, spots: list[Spot], reach: int, at: datetime) -> str:
    """The nearest key place within reach that matters in the band of the wish."""
    begins, ends = SPANS[wish.band]
    today = timezone.localdate(at)
    start = timezone.make_aware(datetime.combine(today, begins))
    end = timezone.make_aware(datetime.combine(today + timedelta(days=int(ends <= begins)), ends))
    found = [
        (metres(wish.lat, wish.lng, spot.lat, spot.lng), spot.name) for spot in spots if matters(spot, start, end)
    ]
    away, name = min(found, default=(reach + 1.0, ""))
    return name if away <= reach else ""
