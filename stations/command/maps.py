"""The map of a station without any outside tile: outlines, posts, and where incidents and crews are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapely.errors import ShapelyError
from shapely.geometry import shape

from stations.command.readings import CrewLine, Line, Row
from stations.places.models import Community, Grid, PoliceRoom

Point = tuple[float, float]


@dataclass(slots=True)
class Ground:
    """What does not move.

    Attributes:
        areas: GeoJSON features of communities and grids, for the script that draws them.
        rooms: police rooms and patrol posts with a position.
        middles: community id → a point inside it.
        grid_middles: grid id → a point inside it.
    """

    areas: list[dict] = field(default_factory=list)
    rooms: list[PoliceRoom] = field(default_factory=list)
    middles: dict[int, Point] = field(default_factory=dict)
    grid_middles: dict[int, Point] = field(default_factory=dict)

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw a map of."""
        return bool(self.areas or self.rooms)


def ground() -> Ground:
    """Outlines and posts of the station in scope; three queries."""
    made = Ground()
    for kind, rows, middles in (
        ("community", Community.objects.exclude(outline=None), made.middles),
        ("grid", Grid.objects.exclude(outline=None), made.grid_middles),
    ):
        for row in rows:
            middle = inside(row.outline)
            if middle:
                middles[row.pk] = middle
                label = {"kind": kind, "name": row.name, "middle": middle}
                made.areas.append({"type": "Feature", "properties": label, "geometry": row.outline})
    rooms = PoliceRoom.objects.filter(lat__isnull=False, lng__isnull=False).select_related("community")
    made.rooms = list(rooms)
    return made


def inside(outline: dict) -> Point | None:
    """A point inside an outline as latitude and longitude; None for what is no area."""
    try:
        middle = shape(outline).representative_point()
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return None if middle.is_empty else (round(middle.y, 6), round(middle.x, 6))


def put_incidents(rows: Iterable[Row], ground: Ground) -> None:
    """Say where each incident is drawn: its own point, else the middle of its grid or community."""
    for row in rows:
        one = row.incident
        row.exact = one.lat is not None and one.lng is not None
        middle = ground.grid_middles.get(one.grid_id) or ground.middles.get(one.community_id)
        row.point = (one.lat, one.lng) if row.exact else middle


def put_crews(lines: Iterable[CrewLine], ground: Ground) -> None:
    """Say where each crew is drawn: its last position, else its police room, its community, the station."""
    for line in lines:
        line.point, line.exact = home_of(line, ground)


def blur(lines: Iterable[Line], crews: Iterable[CrewLine], ground: Ground) -> None:
    """For the wall: incidents stand in the middle of their grid and crews at home, never at a door (SE-24)."""
    for line in lines:
        for row in line.rows:
            one = row.incident
            row.point = ground.grid_middles.get(one.grid_id) or ground.middles.get(one.community_id)
    for crew in crews:
        crew.point, _fix = home_of(crew, ground, fixes=False)


def home_of(line: CrewLine, ground: Ground, fixes: bool = True) -> tuple[Point | None, bool]:
    """Where a crew is drawn, and whether that is a fix: its last position, else its room or community."""
    if fixes and line.now.fix:
        return (line.now.fix.lat, line.now.fix.lng), True
    room = line.crew.room
    if room and room.lat is not None and room.lng is not None:
        return (room.lat, room.lng), False
    return ground.middles.get(line.crew.community_id) or centre(ground), False


def centre(ground: Ground) -> Point | None:
    """The middle of all communities."""
    return average(ground.middles.values())


def average(points: Iterable[Point]) -> Point | None:
    """The mean of some points; None of none."""
    found = list(points)
    if not found:
        return None
    return sum(lat for lat, _lng in found) / len(found), sum(lng for _lat, lng in found) / len(found)
