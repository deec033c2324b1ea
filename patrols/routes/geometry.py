"""Lines on the ground: checked when they come in, measured in metres, cut into legs between checkpoints.

Everything is WGS-84 in degrees; lengths are measured in a plane laid flat at the middle of what is measured, which is
right to a few thousandths within a station.
"""

import json
import math
from collections.abc import Sequence
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError
from shapely.geometry import LineString, MultiLineString, Point, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

from stations.kit.answer import RuleBroken
from stations.places.geometry import EARTH, GCJ02, MOST_POINTS, WGS84, gcj_to_wgs, metres, plausible

LONGEST = 200_000  # metres
# A point belongs to every pass of the line that is not farther away than its nearest one by more than this.
PASS = 20.0
# An area drawn by hand may stick out of the premises so far (PA-13).
SLACK = 15.0
LatLng = tuple[float, float]


class Plane:
    """A plane in metres around a middle.

    Args:
        lat, lng: the middle, degrees.
    """

    def __init__(self, lat: float, lng: float):
        self.lat, self.lng = lat, lng
        self.tall = math.radians(1) * EARTH
        self.wide = self.tall * math.cos(math.radians(lat))
        self._middle, self._scale = (lng, lat), (self.wide, self.tall)

    @classmethod
    def around(cls, *shapes: BaseGeometry) -> "Plane":
        """A plane in the middle of some shapes in degrees."""
        bounds = [one.bounds for one in shapes if not one.is_empty]
        if not bounds:
            return cls(0.0, 0.0)
        south, north = min(one[1] for one in bounds), max(one[3] for one in bounds)
        west, east = min(one[0] for one in bounds), max(one[2] for one in bounds)
        return cls((south + north) / 2, (west + east) / 2)

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """A shape in degrees as a shape in metres."""
        return shapely.transform(geometry, lambda xy: (xy - self._middle) * self._scale)

    def round(self, geometry: BaseGeometry) -> BaseGeometry:
        """A shape in metres as a shape in degrees."""
        return shapely.transform(geometry, lambda xy: xy / self._scale + self._middle)

    def point(self, lat: float, lng: float) -> Point:
        """A point in metres."""
        return Point((lng - self.lng) * self.wide, (lat - self.lat) * self.tall)


# -- lines that come in ----------------------------------------------------------------------------------------


def read_line(source: str | dict, datum: str = WGS84, *, parts: bool = False) -> dict:
    """Check and tidy a line, as :func:`stations.places.geometry.read_outline` does with an outline.

    Args:
        source: GeoJSON text or object: LineString, MultiLineString whose parts join, or one Feature holding it.
        datum: ``"wgs84"``, or ``"gcj02"`` for coordinates copied from a Chinese map.
        parts: a line in several pieces is taken as well (a street cut by a square).

    Returns:
        A GeoJSON LineString (with ``parts`` perhaps a MultiLineString) in WGS-84 with six decimals.

    Raises:
        RuleBroken: ``line_json``, ``line_kind``, ``line_range``, ``line_size``, ``line_shape``.
    """
    lines = _lines(_bare(_parsed(source)))
    _check(lines)
    if datum == GCJ02:
        lines = [[gcj_to_wgs(*point[:2]) for point in line] for line in lines]
    return _tidy([[(round(float(p[0]), 6), round(float(p[1]), 6)) for p in line] for line in lines], parts)


def _parsed(source: str | dict) -> Any:
    if isinstance(source, dict):
        return source
    try:
        return json.loads(source)
    except (ValueError, RecursionError):
        raise RuleBroken(_("This is not GeoJSON: it cannot be read."), code="line_json") from None


def _bare(found: Any) -> Any:
    """The geometry inside a feature, or inside a collection of exactly one."""
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not (isinstance(features, list) and len(features) == 1):
            raise RuleBroken(_("The file must hold exactly one line."), code="line_kind")
        found = features[0]
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    return found


def _lines(geometry: Any) -> list:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if kind in {"LineString", "MultiLineString"} else None
    if not isinstance(coordinates, list) or not coordinates:
        raise RuleBroken(_("A line is a LineString or a MultiLineString."), code="line_kind")
    return coordinates if kind == "MultiLineString" else [coordinates]


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list | tuple)
        and len(point) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in point[:2])
    )


def _check(lines: list) -> None:
    total = 0
    for line in lines:
        if not isinstance(line, list) or len(line) < 2 or not all(_is_point(point) for point in line):
            raise RuleBroken(_("A line has at least two points [longitude, latitude]."), code="line_kind")
        if not all(plausible(point[1], point[0]) for point in line):
            words = _("A point lies outside of mainland China. The order is longitude, latitude.")
            raise RuleBroken(words, code="line_range")
        total += len(line)
    if total > MOST_POINTS:
        raise RuleBroken(_("The line has too many points; simplify it first."), code="line_size")


def _tidy(lines: list[list[LatLng]], parts: bool) -> dict:
    """One line where the pieces join, each place once where it was given twice running."""
    kept = [[p for i, p in enumerate(line) if not i or p != line[i - 1]] for line in lines]
    kept = [line for line in kept if len(line) > 1]
    if not kept:
        raise RuleBroken(_("The line has no length."), code="line_shape")
    joined = LineString(kept[0]) if len(kept) == 1 else linemerge(MultiLineString(kept))
    if isinstance(joined, MultiLineString) and not parts:
        raise RuleBroken(_("The line is in several pieces; a route is one line."), code="line_kind")
    if length(joined) > LONGEST:
        raise RuleBroken(_("The line is longer than any patrol."), code="line_size")
    return json.loads(json.dumps(mapping(joined)))


# -- measuring -------------------------------------------------------------------------------------------------


def drawn(line: dict | None) -> BaseGeometry | None:
    """A stored line or outline as a shape in degrees; None for none and for what cannot be read."""
    if not line:
        return None
    try:
        found = shape(line)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return None if found.is_empty else found


def length(line: BaseGeometry) -> float:
    """Length of a line in metres."""
    return Plane.around(line).flat(line).length


def legs(line: dict | None, points: Sequence[LatLng]) -> list[int]:
    """Metres of each point from the one before: along the line, or as the crow flies where none is drawn.

    Args:
        line: the route's line; a line that passes a place twice is followed in its own direction.
        points: (latitude, longitude) in order.

    Returns:
        One number a point; the first is 0.
    """
    if not points:
        return []
    straight = [0.0, *(metres(*a, *b) for a, b in zip(points, points[1:], strict=False))]
    shape_ = drawn(line)
    if shape_ is None or shape_.geom_type != "LineString":
        return [round(one) for one in straight]
    plane = Plane.around(shape_)
    flat = plane.flat(shape_)
    places = _along(flat, [plane.point(*point) for point in points])
    along = [0.0, *(abs(b - a) for a, b in zip(places, places[1:], strict=False))]
    pairs = zip(along, straight, strict=True)
    # Nobody walks less than the straight way; where the line says so, a point lies off it.
    return [round(max(pair)) if index else 0 for index, pair in enumerate(pairs)]


def _along(line: LineString, points: Sequence[Point]) -> list[float]:
    """Where on the line each point lies: the sequence that never goes back and stays nearest; else the nearest."""
    best: list[tuple[float, list[float]]] = [(0.0, [])]
    for point in points:
        reached = []
        for place, off in _passes(line, point):
            before = [one for one in best if not one[1] or one[1][-1] <= place + 0.5]
            if before:
                cost, way = min(before, key=lambda one: (round(one[0], 1), one[1][-1:] or [0.0]))
                reached.append((cost + off, [*way, place]))
        if not reached:
            return [line.project(one) for one in points]
        best = reached
    return min(best, key=lambda one: (round(one[0], 1), one[1]))[1]


def _passes(line: LineString, point: Point) -> list[tuple[float, float]]:
    """Each place where the line passes the point: (metres from the line's start, metres off)."""
    found, done = [], 0.0
    nearest = line.distance(point)
    corners = list(line.coords)
    for a, b in zip(corners, corners[1:], strict=False):
        piece = LineString([a, b])
        off = piece.distance(point)
        if off <= nearest + PASS:
            found.append((done + piece.project(point), off))
        done += piece.length
    return found


def total(line: dict | None, points: Sequence[LatLng], closed: bool) -> int:
    """Length of a route in metres: its line, and on a closed one the way from its end back to its start.

    Without a line: from point to point as the crow flies.
    """
    shape_ = drawn(line)
    if shape_ is not None and shape_.geom_type == "LineString":
        (x1, y1), (x2, y2) = shape_.coords[0][:2], shape_.coords[-1][:2]
        return round(length(shape_) + (metres(y2, x2, y1, x1) if closed else 0))
    way = sum(metres(*a, *b) for a, b in zip(points, points[1:], strict=False))
    return round(way + (metres(*points[-1], *points[0]) if closed and len(points) > 1 else 0))


def covers(outline: dict | None, lat: float, lng: float) -> bool:
    """Whether a point lies in an outline or within some metres of it."""
    found = drawn(outline)
    if found is None:
        return False
    plane = Plane(lat, lng)
    return plane.flat(found).distance(Point(0, 0)) <= SLACK


def bounds_of(shapes: Sequence[BaseGeometry]) -> list[list[float]] | None:
    """South-west and north-east corner of some shapes as (latitude, longitude); None of none."""
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(list(shapes))
    return [[float(south), float(west)], [float(north), float(east)]]
