"""Which streets the patrols pass, and which ones nobody does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from patrols.routes.geometry import Plane, drawn
from patrols.routes.models import Route, Street

# How near a route must pass: a lane is seen from its middle, not from the next one. The page lets one choose.
REACH, NEAREST, FARTHEST = 25, 5, 100
PASSED, PARTLY, MISSED = "passed", "partly", "missed"


@dataclass(slots=True)
class Passing:
    """One street and how much of it lies near a route.

    Attributes:
        passed: metres of it within reach.
        share: the same as a share of its length, 0 to 1.
        routes: names of the routes that pass it.
        rest: what nobody passes, in degrees; None where nothing is left.
    """

    street: Street
    passed: int = 0
    share: float = 0.0
    routes: list[str] = field(default_factory=list)
    rest: BaseGeometry | None = None

    @property
    def percent(self) -> int:
        """The share in whole percent; never 100 while something is missing, never 0 where something is passed."""
        if 0 < self.share < 1:
            return min(max(round(self.share * 100), 1), 99)
        return round(self.share * 100)

    @property
    def level(self) -> str:
        """Passed (four fifths or more), partly, or missed (less than a fifth)."""
        if self.share >= 0.8:
            return PASSED
        return PARTLY if self.share >= 0.2 else MISSED


def passings(streets: Sequence[Street], routes: Sequence[Route], reach: float = REACH) -> list[Passing]:
    """Every street with its share within ``reach`` metres of a route's line, the least passed first.

    Args:
        streets: all of them.
        routes: those in use; one without a line passes nothing, because where it goes is not known.
        reach: metres.
    """
    lines = [(row.name, line) for row in routes if (line := drawn(row.line)) is not None]
    shapes = [(row, line) for row in streets if (line := drawn(row.line)) is not None]
    plane = Plane.around(*[line for _row, line in [*lines, *shapes]])
    near = [(name, plane.flat(line).buffer(reach)) for name, line in lines]
    tree = shapely.STRtree([area for _name, area in near])
    found = [_passing(row, plane.flat(line), near, tree, plane) for row, line in shapes]
    return sorted(found, key=lambda one: (one.share, -one.street.metres, one.street.name))


def _passing(street: Street, line: BaseGeometry, near: list, tree, plane: Plane) -> Passing:
    hits = [near[index] for index in sorted(tree.query(line, predicate="intersects"))]
    if not hits or not line.length:
        return Passing(street, rest=plane.round(line))
    rest = line.difference(shapely.union_all([area for _name, area in hits]))
    share = 1 - rest.length / line.length
    # What is left of a crossing or a rounding is nothing a patrol could walk.
    share = 1.0 if rest.length < 1 else share
    left = None if share == 1.0 else plane.round(rest)
    return Passing(street, round(line.length * share), share, [name for name, _area in hits], left)


def sums(found: Sequence[Passing]) -> dict[str, int]:
    """Numbers and lengths over all streets: ``streets missed partly passed metres metres_passed percent``."""
    metres = sum(one.street.metres for one in found)
    passed = sum(min(one.passed, one.street.metres) for one in found)
    counted = {level: sum(one.level == level for one in found) for level in (MISSED, PARTLY, PASSED)}
    percent = round(passed * 100 / metres) if metres else 0
    return {"streets": len(found), "metres": metres, "metres_passed": passed, "percent": percent} | counted
