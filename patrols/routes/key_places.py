"""Which key places (重点部位) the patrol routes touch, and which ones lie on no route.

A route touches a key place that lies within some metres (a setting of the patrols) of its line or of one of its
checkpoints. Routes without a line touch what their checkpoints touch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely

from patrols.routes.geometry import Plane, drawn
from patrols.routes.models import Route
from patrols.routes.readings import with_targets
from patrols.squads.readings import settings_of
from stations.catalogue.key_places import key_places
from stations.catalogue.models import Spot
from stations.catalogue.ways import Way


@dataclass(slots=True)
class Touched:
    """A key place and the routes that touch it.

    Attributes:
        spot: the place.
        routes: the routes in use within reach, the nearest first.
        metres: how far the nearest route in use passes; None where no route has a line or a point.
    """

    spot: Spot
    routes: list[Route] = field(default_factory=list)
    metres: int | None = None

    @property
    def missed(self) -> bool:
        """No route touches it."""
        return not self.routes


@dataclass(frozen=True, slots=True)
class Passed:
    """A key place as one route passes it: how far off, and how far along the route."""

    spot: Spot
    metres: int
    along: int


def shape_of(route: Route) -> shapely.Geometry | None:
    """Line and checkpoints of a route as one shape in degrees; its points are prefetched (``with_targets``)."""
    points = [shapely.Point(row.checkpoint.lng, row.checkpoint.lat) for row in route.points.all()]
    line = drawn(route.line)
    parts = [*([line] if line is not None else []), *points]
    return shapely.GeometryCollection(parts) if parts else None


def coverage(spots: Iterable[Spot], routes: Sequence[Route], reach: float) -> list[Touched]:
    """Every key place with the routes that touch it: those on no route first, the farthest off leading.

    Args:
        spots: key places.
        routes: those in use, with their points prefetched.
        reach: metres.
    """
    shapes = [(route, shape) for route in routes if (shape := shape_of(route)) is not None]
    plane = Plane.around(*[shape for _route, shape in shapes])
    flat = [(route, plane.flat(shape)) for route, shape in shapes]
    found = []
    for spot in spots:
        point = plane.point(spot.lat, spot.lng)
        ranked = sorted(((shape.distance(point), route.pk, route) for route, shape in flat), key=lambda one: one[:2])
        near = [route for metres, _pk, route in ranked if metres <= reach]
        found.append(Touched(spot, near, round(ranked[0][0]) if ranked else None))
    return sorted(found, key=lambda one: (not one.missed, -(one.metres or 0), one.spot.name))


def passed(route: Route, spots: Iterable[Spot], reach: float) -> list[Passed]:
    """The key places that one route touches, in the order in which it passes them.

    Args:
        route: with its points prefetched.
        spots: key places.
        reach: metres.
    """
    shape = shape_of(route)
    if shape is None:
        return []
    plane = Plane.around(shape)
    flat = plane.flat(shape)
    line = drawn(route.line)
    along = plane.flat(line) if line is not None and line.geom_type == "LineString" else _through(route, plane)
    found = []
    for spot in spots:
        point = plane.point(spot.lat, spot.lng)
        off = flat.distance(point)
        if off <= reach:
            found.append(Passed(spot, round(off), round(along.project(point)) if along is not None else 0))
    return sorted(found, key=lambda one: (one.along, one.metres, one.spot.pk))


def _through(route: Route, plane: Plane) -> shapely.Geometry | None:
    """From checkpoint to checkpoint, where no line is drawn."""
    rows = sorted(route.points.all(), key=lambda row: row.seq)
    corners = [plane.point(row.checkpoint.lat, row.checkpoint.lng) for row in rows]
    return shapely.LineString(corners) if len(corners) > 1 else None


def in_use() -> list[Route]:
    """Routes in use with their points; three queries."""
    return list(with_targets().filter(active=True).order_by("code"))


# -- what other rooms ask through ``stations.catalogue.ways`` --------------------------------------------------


def ways() -> list[Way]:
    """Routes in use as ways; one query."""
    rows = Route.objects.filter(active=True).order_by("code")
    return [Way(row.pk, f"{row.code} {row.name}", row.metres) for row in rows.only("code", "name", "metres")]


def touched_by(number: int) -> list[int]:
    """Ids of the key places that a route touches, in its order."""
    route = with_targets().select_related("station").filter(pk=number).first()
    if route is None:
        return []
    return [one.spot.pk for one in passed(route, key_places(), settings_of(route.station).key_place_metres)]
