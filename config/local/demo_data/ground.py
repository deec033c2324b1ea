"""Outlines for the demo stations: made up around a point, tiling without gaps, the boundaries of no real place."""

import bisect
import json
import math
import random
from dataclasses import dataclass

METRES = 111_195.0


@dataclass
class Ground:
    """A station's ground: strips side by side (communities), each cut across (grids).

    Attributes:
        lat, lng: middle, WGS-84.
        wide, tall: metres.
        cuts: number of grids of each community, from west to east.
    """

    lat: float
    lng: float
    wide: float
    tall: float
    cuts: tuple[int, ...]
    seed: int

    def __post_init__(self):
        chance = random.Random(self.seed)
        count = len(self.cuts)
        # Heights at which a strip is cut, 0 south to 1 north.
        self.levels = [
            [0.0, *(round((k + chance.uniform(-0.15, 0.15)) / n, 3) for k in range(1, n)), 1.0] for n in self.cuts
        ]
        knots = sorted({0.0, 1.0, *(t for levels in self.levels for t in levels), 0.22, 0.48, 0.77})
        # Borders between strips as (height, share of the width), a little crooked.
        self.borders = [
            [(t, place / count + chance.uniform(-0.035, 0.035)) for t in knots] for place in range(count + 1)
        ]
        self.slope = chance.uniform(-0.05, 0.05)

    def _x(self, border: int, t: float) -> float:
        line = self.borders[border]
        after = min(max(bisect.bisect_left([knot for knot, _x in line], t), 1), len(line) - 1)
        (t0, x0), (t1, x1) = line[after - 1], line[after]
        return x0 + (x1 - x0) * (t - t0) / (t1 - t0)

    def _point(self, x: float, t: float) -> list[float]:
        """Longitude and latitude of a share of the width and a height."""
        east, north = (x - 0.5) * self.wide, (t - 0.5 + self.slope * (x - 0.5)) * self.tall
        lng = self.lng + east / (METRES * math.cos(math.radians(self.lat)))
        return [round(lng, 6), round(self.lat + north / METRES, 6)]

    def _ring(self, strip: int, low: float, high: float) -> str:
        west = [point for point in self.borders[strip] if low <= point[0] <= high]
        east = [point for point in self.borders[strip + 1] if low <= point[0] <= high]
        ring = [self._point(x, t) for t, x in [*east, *reversed(west)]]
        return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, separators=(",", ":"))

    def community(self, strip: int) -> str:
        """GeoJSON of a community."""
        return self._ring(strip, 0.0, 1.0)

    def grid(self, strip: int, cut: int) -> str:
        """GeoJSON of a grid, from south to north."""
        return self._ring(strip, self.levels[strip][cut], self.levels[strip][cut + 1])

    def inside(self, strip: int, cut: int, along: float = 0.5, up: float = 0.5) -> tuple[float, float]:
        """(latitude, longitude) inside a grid; shares between 0.1 and 0.9 stay clear of the borders."""
        low, high = self.levels[strip][cut], self.levels[strip][cut + 1]
        t = low + (high - low) * up
        west, east = self._x(strip, t), self._x(strip + 1, t)
        lng, lat = self._point(west + (east - west) * along, t)
        return lat, lng
