"""The ground of the demo: outlines of communities and grids, posts, known places; drawn from nothing real."""

import random
from collections.abc import Iterable

from shapely import Point, Polygon, unary_union
from shapely.geometry import mapping, shape

from stations.catalogue.actions import install_defaults
from stations.catalogue.models import Category, Spot
from stations.kit import pinyin
from stations.management.demo.copying import save
from stations.management.demo.words import LANES, VENUES
from stations.places.models import Community, Grid, PoliceRoom

# Lower left corner and size in degrees (about 1.1 and 2.2 km²); the cells of a 6 × 2 mesh of each community.
PLANS = {
    "QM": ((116.0, 40.0), (0.0128, 0.0092), (
        ((0, 0), (0, 1), (1, 0), (1, 1)),
        ((2, 0), (2, 1), (3, 0), (3, 1)),
        ((4, 0), (4, 1), (5, 0), (5, 1)),
    )),
    "CW": ((116.06, 40.03), (0.0178, 0.0130), (
        ((0, 0), (1, 0), (2, 0)),
        ((3, 0), (4, 0), (5, 0)),
        ((0, 1), (1, 1), (2, 1)),
        ((3, 1), (4, 1), (5, 1)),
    )),
}  # fmt: skip
COLUMNS, ROWS = 6, 2


class Mesh:
    """A mesh whose lines waver like streets; neighbours share their borders to the last digit."""

    def __init__(self, corner: tuple[float, float], size: tuple[float, float], seed: str):
        self.corner, self.size, self.seed = corner, size, seed

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The point of the mesh at column ``x`` and row ``y``, which may lie between the lines."""
        chance = random.Random(f"{self.seed}:{x:.2f}:{y:.2f}")
        dx, dy = (chance.uniform(-0.09, 0.09) for _axis in "xy")
        return (
            round(self.corner[0] + self.size[0] * (x + dx) / COLUMNS, 6),
            round(self.corner[1] + self.size[1] * (y + dy * 0.7) / ROWS, 6),
        )

    def cell(self, column: int, row: int) -> Polygon:
        """One cell with three extra points on each side."""
        steps = [step / 4 for step in range(4)]
        ring = [self.point(column + step, row) for step in steps]
        ring += [self.point(column + 1, row + step) for step in steps]
        ring += [self.point(column + 1 - step, row + 1) for step in steps]
        ring += [self.point(column, row + 1 - step) for step in steps]
        return Polygon(ring)


def lay_out(code: str, now) -> None:
    """Outlines, coordinates of the posts, and known places, where the workbook brought none."""
    if Grid.objects.exclude(outline=None).exists():
        return
    corner, size, plan = PLANS[code]
    mesh = Mesh(corner, size, code)
    chance = random.Random(f"ground:{code}")
    spots: list[Spot] = []
    for community, cells in zip(Community.objects.order_by("code"), plan, strict=True):
        grids = list(Grid.objects.filter(community=community).order_by("code"))
        shapes = []
        for place, grid in enumerate(grids):
            # Cells left over belong to the last grid.
            parts = cells[place:] if place == len(grids) - 1 else cells[place : place + 1]
            shapes.append(unary_union([mesh.cell(*part) for part in parts]))
            grid.outline = mapping(shapes[-1])
            grid.save()
            spots += _spots(grid, shapes[-1], chance)
        community.outline = mapping(unary_union(shapes))
        community.save()
        _place(PoliceRoom.objects.filter(community=community).order_by("code"), unary_union(shapes), chance)
    if Spot.objects.exists():
        return
    for spot in spots:
        spot.pinyin, spot.initials = pinyin.key(spot.name), pinyin.initials(spot.name)
    save(spots, now)


def within(outline, chance: random.Random) -> tuple[float, float]:
    """A point inside an outline, as latitude and longitude."""
    west, south, east, north = outline.bounds
    while True:
        lng, lat = chance.uniform(west, east), chance.uniform(south, north)
        if outline.contains(Point(lng, lat)):
            return round(lat, 6), round(lng, 6)


def _spots(grid: Grid, outline, chance: random.Random) -> Iterable[Spot]:
    """Three lanes and a shop of each grid."""
    for name in [*chance.sample(LANES, 3), chance.choice(VENUES)]:
        lat, lng = within(outline, chance)
        house = "" if name in VENUES else f"{chance.randint(1, 48)}号院"
        yield Spot(
            station_id=grid.station_id, name=f"{name}{house}", address=grid.name.removesuffix("网格"),
            lat=lat, lng=lng, community_id=grid.community_id, grid=grid,
        )  # fmt: skip


def _place(rooms: Iterable[PoliceRoom], outline, chance: random.Random) -> None:
    for room in rooms:
        room.lat, room.lng = within(outline.buffer(-0.0007) or outline, chance)
        room.save()


def leaves_of(station) -> list[Category]:
    """The leaves of the station's classification tree; a station loaded before there was one gets the default."""
    if not Category.objects.exists():
        install_defaults(station=station, actor=None)
    return list(Category.objects.filter(active=True, children=None).order_by("code"))


def outlines() -> dict[int, object]:
    """Grid id → its outline, of the station in scope."""
    return {grid.pk: shape(grid.outline) for grid in Grid.objects.exclude(outline=None)}
