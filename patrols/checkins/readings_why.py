"""The why-card of a point: what happened near it, what is open, what to look at. Never a person."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from redis.exceptions import RedisError

from patrols.routes.models import Checkpoint
from patrols.squads.models import PatrolSettings
from stations.catalogue.models import Category
from stations.incidents.around import Place, around

# What is near a point changes slowly, and a whole squad opens the same card within minutes.
KEPT = 300
SHOWN = 3
# A place is words of whoever took the call: a telephone or identity number in it stays there.
NUMBERS = re.compile(r"\d{7,}[\dXx]?")


@dataclass(frozen=True, slots=True)
class Why:
    """Why a point matters now.

    Attributes:
        calls: name of the fold and how many, the most first.
        total: all of them.
        hazards: category, place and metres, nearest first, at most three.
        more: how many hazards are not shown.
        days, reach: what "near" means here.
    """

    calls: tuple[tuple[str, int], ...]
    total: int
    hazards: tuple[tuple[str, str, int], ...]
    more: int
    days: int
    reach: int


def why_cards(points: Iterable[Checkpoint], limits: PatrolSettings, at: datetime) -> dict[int, Why]:
    """The cards of some points by their id; two queries, none while what was found is fresh.

    Args:
        points: active checkpoints of the station in scope.
        limits: the station's numbers.
        at: now.
    """
    points, days, reach = list(points), limits.why_days, limits.why_metres
    keys = {point.pk: f"why:{point.pk}:{point.lat}:{point.lng}:{days}:{reach}" for point in points}
    kept = {}
    with suppress(RedisError, OSError):  # a comfort: guards go on patrol while the cache is down
        kept = cache.get_many(keys.values())
    missing = [point for point in points if keys[point.pk] not in kept]
    places = [Place(point.pk, point.lat, point.lng) for point in missing]
    for pk, found in around(places, at=at, days=days, reach=reach).items():
        hazards = [(name, NUMBERS.sub("…", where), away) for name, where, away in found.hazards]
        kept[keys[pk]] = (dict(found.calls), hazards[:SHOWN], max(len(hazards) - SHOWN, 0))
    if missing:
        with suppress(RedisError, OSError):
            cache.set_many({keys[point.pk]: kept[keys[point.pk]] for point in missing}, KEPT)
    return {point.pk: _card(*kept[keys[point.pk]], days, reach) for point in points}


def _card(folds: dict[str, int], hazards: list, more: int, days: int, reach: int) -> Why:
    """Folds are named in the reader's language, so names are not kept."""
    by_number = sorted(folds.items(), key=lambda item: (-item[1], item[0]))
    calls = tuple((str(Category.Fold(fold).label), number) for fold, number in by_number)
    shown = tuple((name, where, away) for name, where, away in hazards)
    return Why(calls, sum(folds.values()), shown, more, days, reach)
