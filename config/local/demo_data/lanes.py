"""Streets of the demo grounds and ways along them: a made-up net of lanes, no map of any real place."""

import heapq
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ground import Ground
from shapely.geometry import Point, Polygon

Place = tuple[float, float]  # metres east and north of the south-west corner, before the ground is sheared


@dataclass
class Lanes:
    """A net of streets over a ground.

    Attributes:
        ground: the outlines.
        along, across: names of the streets running north and running east, from west to east and south to north.
        seed: of what is drawn by chance.
    """

    ground: Ground
    along: Sequence[str]
    across: Sequence[str]
    seed: int
    edges: dict[Place, dict[Place, float]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.xs = self._spread(len(self.along), self.ground.wide)
        self.ys = self._spread(len(self.across), self.ground.tall)
        # Stops on each street in order; checkpoints are added to them before ways are looked for.
        self.stops: dict[str, set[Place]] = {name: {(x, y) for y in self.ys} for name, x in self._norths()}
        self.stops |= {name: {(x, y) for x in self.xs} for name, y in self._easts()}

    def _spread(self, number: int, metres: float) -> list[float]:
        step = metres * 0.94 / number
        return [round(metres * 0.03 + (n + 0.5 + self.chance.uniform(-0.18, 0.18)) * step, 1) for n in range(number)]

    def _norths(self) -> Iterable[tuple[str, float]]:
        return zip(self.along, self.xs, strict=True)

    def _easts(self) -> Iterable[tuple[str, float]]:
        return zip(self.across, self.ys, strict=True)

    def degrees(self, place: Place) -> list[float]:
        """Longitude and latitude."""
        return self.ground._point(place[0] / self.ground.wide, place[1] / self.ground.tall)

    def geojson(self, places: Sequence[Place]) -> str:
        """A line."""
        line = {"type": "LineString", "coordinates": [self.degrees(place) for place in places]}
        return json.dumps(line, separators=(",", ":"))

    def streets(self) -> Iterable[tuple[str, str]]:
        """Name and line of every street, from its first to its last stop."""
        for name, stops in self.stops.items():
            places = sorted(stops)
            yield name, self.geojson([places[0], places[-1]])

    def points_in(self, outline: dict, number: int, taken: list[Place]) -> list[tuple[str, Place]]:
        """Street and place of new checkpoints inside an outline, well apart from each other and from ``taken``."""
        inside = Polygon(outline["coordinates"][0]).buffer(-0.00006)
        found: list[tuple[str, Place]] = []
        spots = [(name, place) for name in self.stops for place in self._sampled(name)]
        self.chance.shuffle(spots)
        for apart in (70.0, 50.0, 35.0, 20.0):
            for name, place in spots:
                if len(found) == number:
                    break
                near = min((_far(place, other) for other in [*taken, *(one for _n, one in found)]), default=999.0)
                if near >= apart and inside.contains(Point(self.degrees(place))):
                    found.append((name, place))
        for name, place in found:
            self.stops[name].add(place)
        return found

    def _sampled(self, name: str) -> list[Place]:
        """Places along a street, fifteen metres from each other and off the crossings."""
        ends = sorted(self.stops[name])
        (x1, y1), (x2, y2) = ends[0], ends[-1]
        steps = int(max(x2 - x1, y2 - y1) // 15)
        return [(round(x1 + (x2 - x1) * n / steps, 1), round(y1 + (y2 - y1) * n / steps, 1)) for n in range(1, steps)]

    def knit(self) -> None:
        """Tie neighbouring stops of every street; called once all checkpoints stand."""
        for stops in self.stops.values():
            row = sorted(stops)
            for one, other in zip(row, row[1:], strict=False):
                self.edges[one][other] = self.edges[other][one] = _far(one, other)

    def ways(self, start: Place) -> tuple[dict[Place, float], dict[Place, Place]]:
        """Metres to every stop and the stop before it, along the streets."""
        far, before = {start: 0.0}, {}
        queue = [(0.0, start)]
        while queue:
            done, here = heapq.heappop(queue)
            if done > far[here]:
                continue
            for there, step in self.edges[here].items():
                if done + step < far.get(there, 1e9) - 1e-6:
                    far[there], before[there] = done + step, here
                    heapq.heappush(queue, (done + step, there))
        return far, before

    def walk(self, stops: Sequence[Place], metres: float) -> tuple[list[Place], float]:
        """A way past the stops in their order, about ``metres`` long; where it is short it turns into lanes beside.

        Returns: the places of the line, and its length.
        """
        line, total = [stops[0]], 0.0
        crossings = [(x, y) for x in self.xs for y in self.ys]
        for number, (here, there) in enumerate(zip(stops, stops[1:], strict=False)):
            wanted = (metres - total) / (len(stops) - 1 - number)
            out, back = self.ways(here), self.ways(there)
            beside = min(crossings, key=lambda one: abs(out[0][one] + back[0][one] - wanted))
            first = _path(out[1], beside, here)
            second = _path(back[1], beside, there)[::-1]
            if out[0][there] >= wanted:
                first, second = _path(out[1], there, here), [there]
                total += out[0][there]
            else:
                total += out[0][beside] + back[0][beside]
            line += [*first[1:], *second[1:]]
        return [place for n, place in enumerate(line) if n == 0 or place != line[n - 1]], total


def _path(before: dict[Place, Place], end: Place, start: Place) -> list[Place]:
    found = [end]
    while found[-1] != start:
        found.append(before[found[-1]])
    return found[::-1]


def _far(one: Place, other: Place) -> float:
    return ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5


def chain(places: Sequence[Place]) -> list[Place]:
    """Places in the order of somebody who always goes to the nearest next one, from the west."""
    left = sorted(places)
    found = [left.pop(0)]
    while left:
        found.append(left.pop(min(range(len(left)), key=lambda n: _far(left[n], found[-1]))))
    return found


def nearest(places: Sequence[Place], middle: Place, number: int) -> list[Place]:
    """The places next to a middle."""
    return sorted(places, key=lambda place: (_far(place, middle), place))[:number]


def patch(ground: Ground, strip: int, cut: int, west: float, east: float, more: float = 0.0) -> dict:
    """A part of a grid from one share of its width to another, as GeoJSON; ``more`` makes it a little larger."""
    heights = (0.02 - more, 0.25, 0.5, 0.75, 0.98 + more)
    left = [ground.inside(strip, cut, west + 0.01 - more, up) for up in heights]
    right = [ground.inside(strip, cut, east - 0.01 + more, up) for up in heights]
    ring = [[lng, lat] for lat, lng in [*left, *reversed(right)]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
