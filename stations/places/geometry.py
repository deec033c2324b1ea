"""Points and outlines: which community and grid a point lies in, how far two points are apart.

Everything is WGS-84 in degrees. Coordinates copied from a Chinese map (GCJ-02) are converted when they come in.
"""

import json
import math
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.db import connection
from django.utils.translation import gettext_lazy as _
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from stations.kit.answer import RuleBroken
from stations.places.models import Community, Grid

EARTH = 6371008.8  # mean radius in metres
# What a station of mainland China can hold; also catches latitude and longitude swapped.
LNG, LAT = (73.0, 136.0), (3.0, 54.0)
MOST_POINTS, MOST_KM2 = 5000, 5000.0
# Shares of the smaller outline: drawing by hand never fits exactly.
OVERLAP = 0.02
WGS84, GCJ02 = "wgs84", "gcj02"
# A fingerprint of all outlines of a station: an outline changed by whatever door makes another one.
STAMP = """
SELECT md5(coalesce(string_agg(line, ',' ORDER BY line), '')) FROM (
    SELECT 'c' || id || md5(outline::text) AS line FROM stations_community
        WHERE station_id = %s AND jsonb_typeof(outline) = 'object'
    UNION ALL
    SELECT 'g' || id || '/' || community_id || md5(outline::text) FROM stations_grid
        WHERE station_id = %s AND jsonb_typeof(outline) = 'object'
) AS outlines
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a point lies; both None outside of every outline.

    Attributes:
        drawn: whether the station has any outline at all (else "outside" says nothing).
    """

    community_id: int | None = None
    grid_id: int | None = None
    drawn: bool = False

    @property
    def outside(self) -> bool:
        """The point lies in no outline although there are some (IN-04: still act, then transfer)."""
        return self.drawn and self.community_id is None


@dataclass(slots=True)
class Outlines:
    """The outlines of one station, ready to be asked."""

    stamp: str
    grids: list[tuple[BaseGeometry, int, int]] = field(default_factory=list)
    communities: list[tuple[BaseGeometry, int]] = field(default_factory=list)

    def find(self, lat: float, lng: float) -> Found:
        """The grid first, then the community; a point on a border belongs to the one with the lower code."""
        point = shapely.Point(lng, lat)
        for outline, grid_id, community_id in self.grids:
            if outline.covers(point):
                return Found(community_id, grid_id, True)
        for outline, community_id in self.communities:
            if outline.covers(point):
                return Found(community_id, None, True)
        return Found(drawn=bool(self.grids or self.communities))


# One entry a station and process; looked at again by its stamp, so nobody has to tell it of a change.
_known: dict[int, Outlines] = {}


def locate(station_id: int, lat: float, lng: float) -> Found:
    """The community and the grid of a point, at most one each (DOMAIN §1.1).

    Args:
        station_id: the station in scope.
        lat, lng: WGS-84, degrees.

    One query while the outlines stay as they are.
    """
    return outlines(station_id).find(lat, lng)


def outlines(station_id: int) -> Outlines:
    """The prepared outlines of a station, read again only after one has changed."""
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [station_id, station_id])
        stamp = cursor.fetchone()[0]
    known = _known.get(station_id)
    if known is None or known.stamp != stamp:
        known = _known[station_id] = _read(station_id, stamp)
    return known


def _read(station_id: int, stamp: str) -> Outlines:
    found = Outlines(stamp)
    rows = Grid.objects.filter(station_id=station_id).exclude(outline=None).order_by("code")
    rows = rows.values_list("outline", "pk", "community_id")
    found.grids = [(_prepared(outline), pk, community) for outline, pk, community in rows if outline]
    rows = Community.objects.filter(station_id=station_id).exclude(outline=None).order_by("code")
    rows = rows.values_list("outline", "pk")
    found.communities = [(_prepared(outline), pk) for outline, pk in rows if outline]
    return found


def _prepared(outline: dict) -> BaseGeometry:
    geometry = shape(outline)
    shapely.prepare(geometry)
    return geometry


def metres(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """Distance of two points in metres along the earth's surface."""
    a, b = math.radians(lat1), math.radians(lat2)
    half_lat, half_lng = (b - a) / 2, math.radians(lng2 - lng1) / 2
    part = math.sin(half_lat) ** 2 + math.cos(a) * math.cos(b) * math.sin(half_lng) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(part)))


def box(lat: float, lng: float, reach: float) -> tuple[float, float, float, float]:
    """A box (south, north, west, east) that holds every point within ``reach`` metres; then measure."""
    high = math.degrees(reach / EARTH) * 1.001
    wide = high / max(math.cos(math.radians(lat)), 0.01)
    return lat - high, lat + high, lng - wide, lng + wide


def km2(outline: BaseGeometry) -> float:
    """Area of a small outline in square kilometres (flat around its middle, good to a few thousandths)."""
    scale = math.radians(1) * EARTH / 1000
    return outline.area * scale * scale * math.cos(math.radians(outline.centroid.y))


def plausible(lat: float, lng: float) -> bool:
    """Whether a point can belong to a station at all."""
    return LAT[0] <= lat <= LAT[1] and LNG[0] <= lng <= LNG[1]


# -- outlines that come in -------------------------------------------------------------------------------------


def read_outline(source: str | dict, datum: str = WGS84) -> dict:
    """Check and tidy an outline.

    Args:
        source: GeoJSON text or object: Polygon, MultiPolygon, or one Feature holding it.
        datum: ``"wgs84"``, or ``"gcj02"`` for coordinates copied from a Chinese map.

    Returns:
        A GeoJSON Polygon or MultiPolygon in WGS-84 with six decimals (about 0.1 m).

    Raises:
        RuleBroken: ``outline_json``, ``outline_kind``, ``outline_open``, ``outline_range``, ``outline_shape``,
            ``outline_size``.
    """
    geometry = _bare(_parsed(source))
    polygons = _polygons(geometry)
    _check_rings(polygons)
    if datum == GCJ02:
        polygons = [[[gcj_to_wgs(*point[:2]) for point in ring] for ring in polygon] for polygon in polygons]
    rounded = [[[_rounded(point) for point in ring] for ring in polygon] for polygon in polygons]
    kind = "MultiPolygon" if len(rounded) > 1 else "Polygon"
    result = {"type": kind, "coordinates": rounded if kind == "MultiPolygon" else rounded[0]}
    _check_shape(result)
    return json.loads(json.dumps(mapping(shape(result))))


def _parsed(source: str | dict) -> dict:
    if isinstance(source, dict):
        return source
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        raise RuleBroken(_("This is not GeoJSON: it cannot be read."), code="outline_json") from None
    if not isinstance(found, dict):
        raise RuleBroken(_("This is not GeoJSON: it cannot be read."), code="outline_json")
    return found


def _bare(found: dict) -> dict:
    """The geometry inside a feature, or inside a collection of exactly one."""
    if found.get("type") == "FeatureCollection":
        features = found.get("features")
        if not (isinstance(features, list) and len(features) == 1 and isinstance(features[0], dict)):
            raise RuleBroken(_("The file must hold exactly one outline."), code="outline_kind")
        found = features[0]
    if found.get("type") == "Feature":
        found = found.get("geometry") or {}
    return found


def _polygons(geometry: Any) -> list:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if kind in {"Polygon", "MultiPolygon"} else None
    if not isinstance(coordinates, list) or not coordinates:
        raise RuleBroken(_("An outline is a Polygon or a MultiPolygon."), code="outline_kind")
    return coordinates if kind == "MultiPolygon" else [coordinates]


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in point[:2])
    )


def _check_rings(polygons: list) -> None:
    """Every ring: four points or more, closed, inside the plausible range."""
    total = 0
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) and polygon else [None]:
            if not isinstance(ring, list) or len(ring) < 4 or not all(_is_point(point) for point in ring):
                raise RuleBroken(_("A ring has at least four points [longitude, latitude]."), code="outline_kind")
            if ring[0][:2] != ring[-1][:2]:
                raise RuleBroken(_("The outline is not closed: its last point is its first."), code="outline_open")
            if not all(plausible(point[1], point[0]) for point in ring):
                words = _("A point lies outside of mainland China. The order is longitude, latitude.")
                raise RuleBroken(words, code="outline_range")
            total += len(ring)
    if total > MOST_POINTS:
        raise RuleBroken(_("The outline has too many points; simplify it first."), code="outline_size")


def _check_shape(outline: dict) -> None:
    try:
        geometry = shape(outline)
        valid = geometry.is_valid and geometry.area > 0
    except (ShapelyError, ValueError, TypeError):
        valid = False
    if not valid:
        raise RuleBroken(_("The outline crosses itself or is a mere line."), code="outline_shape")
    if km2(geometry) > MOST_KM2:
        raise RuleBroken(_("The outline is larger than any station."), code="outline_size")


def overlaps(one: dict, other: dict) -> bool:
    """Whether two outlines share more than hand drawing explains: a point must not lie in two grids."""
    a, b = shape(one), shape(other)
    smaller = min(a.area, b.area)
    return bool(smaller) and a.intersection(b).area / smaller > OVERLAP


def _rounded(point) -> list[float]:
    return [round(float(point[0]), 6), round(float(point[1]), 6)]


# -- GCJ-02 ----------------------------------------------------------------------------------------------------

# Semi-major axis and squared eccentricity of the Krasovsky ellipsoid, on which GCJ-02 is defined.
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323


def _waves(value: float, *parts: tuple[float, float]) -> float:
    """Two thirds of a sum of sine waves given as (height, frequency)."""
    return sum(height * math.sin(value * math.pi * frequency) for height, frequency in parts) * 2 / 3


def _shift(lng: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 lies from WGS-84 at a point, in degrees (longitude, latitude)."""
    x, y = lng - 105.0, lat - 35.0
    root, common = math.sqrt(abs(x)), _waves(x, (20, 6), (20, 2))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += _waves(y, (20, 1), (40, 1 / 3)) + _waves(y, (160, 1 / 12), (320, 1 / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += _waves(x, (20, 1), (40, 1 / 3)) + _waves(x, (150, 1 / 12), (300, 1 / 30))
    radians = math.radians(lat)
    magic = 1 - ECCENTRICITY * math.sin(radians) ** 2
    along = AXIS * (1 - ECCENTRICITY) / (magic * math.sqrt(magic))
    across = AXIS / math.sqrt(magic) * math.cos(radians)
    return math.degrees(east / across), math.degrees(north / along)


def wgs_to_gcj(lng: float, lat: float) -> tuple[float, float]:
    """WGS-84 to GCJ-02 (for copying a point into a Chinese map)."""
    east, north = _shift(lng, lat)
    return lng + east, lat + north


def gcj_to_wgs(lng: float, lat: float) -> tuple[float, float]:
    """GCJ-02 to WGS-84, to well below a centimetre (the shift is undone step by step)."""
    x, y = lng, lat
    for _round in range(6):
        there = wgs_to_gcj(x, y)
        x, y = x - (there[0] - lng), y - (there[1] - lat)
    return x, y
