"""How far a patrol went: the completed parts of its route, never a track (SE-17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stations.places.geometry import metres


@dataclass(frozen=True, slots=True)
class Walk:
    """The way of a duty.

    Attributes:
        ordered: its points are walked in their order.
        way_home: metres from the last point back to the first; 0 where the route does not return.
        legs: place in the order and metres from the point before, by checkpoint.
        on_route: the points lie on a route, so neighbours are joined by their leg and not by a straight line.
    """

    ordered: bool = False
    way_home: int = 0
    legs: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    on_route: bool = True


def walked(walk: Walk, visits: Sequence[int], places: Mapping[int, tuple[float, float]]) -> int:
    """Metres of the completed parts.

    In order: each part between two consecutive points that were both visited, and the way home when both ends were.
    In any order, or at random: from check-in to check-in of the duty, along the route where both are neighbours on
    it, else as the crow flies.

    Args:
        walk: the way.
        visits: checkpoints in the order of their counted check-ins.
        places: latitude and longitude by checkpoint.
    """
    if walk.ordered:
        return _in_order(walk, set(visits))
    total = 0.0
    for here, there in zip(visits, visits[1:], strict=False):
        total += _part(walk, here, there, places)
    return round(total)


def _in_order(walk: Walk, visited: set[int]) -> int:
    row = sorted(walk.legs.items(), key=lambda pair: pair[1][0])
    total = 0
    for (before, _first), (point, (_place, leg)) in zip(row, row[1:], strict=False):
        if before in visited and point in visited:
            total += leg
    if walk.way_home and len(row) > 1 and {row[0][0], row[-1][0]} <= visited:
        total += walk.way_home
    return total


def _part(walk: Walk, here: int, there: int, places: Mapping[int, tuple[float, float]]) -> float:
    """From one check-in to the next."""
    if here == there:
        return 0
    if walk.on_route and here in walk.legs and there in walk.legs:
        (first, _leg), (second, leg) = sorted((walk.legs[here], walk.legs[there]))
        if second - first == 1 and leg:
            return leg
        if walk.way_home and first == 0 and second == len(walk.legs) - 1:
            return walk.way_home
    if here not in places or there not in places:
        return 0
    return metres(*places[here], *places[there])
