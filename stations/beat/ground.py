"""The map of the own grid without any outside tile, and which tasks lie in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Q
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.ops import unary_union

from stations.beat.readings import BeatDay, Task
from stations.places.geometry import outlines
from stations.places.models import Community, Grid


@dataclass(slots=True)
class Areas:
    """Where somebody answers: grids by name, else the communities of a post."""

    grids: set[int] = field(default_factory=set)
    communities: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.grids or self.communities)

    def holds(self, grid_id: int | None, community_id: int | None) -> bool:
        """Whether a place belongs to it; where grids are named they alone count."""
        return grid_id in self.grids if self.grids else community_id in self.communities


def areas_of(officers: Iterable[int], here: BeatDay) -> Areas:
    """The areas of some officers on a day."""
    made = Areas()
    for officer in officers:
        made.grids |= here.grids.get(officer, set())
        made.communities |= here.communities.get(officer, set())
    return made


@dataclass(slots=True)
class Ground:
    """What the map draws under the tasks: features for ``patrolmap.js`` and the corners it shows at first."""

    id: str = "beat-ground"
    features: list[dict] = field(default_factory=list)
    bounds: list | None = None

    @property
    def bounds_id(self) -> str:
        """Id of the element that carries the corners."""
        return f"{self.id}-bounds"


def ground(mine: Areas, passed: Areas) -> Ground | None:
    """The outlines of the station, the own areas above them; None where nothing is drawn yet. Two queries.

    Args:
        mine: strong, and what the map shows at first.
        passed: of those for whom the person stands in; pale, and shown at first, too.
    """
    communities = list(Community.objects.exclude(outline=None).only("name", "outline"))
    wanted = Q(pk__in=mine.grids | passed.grids) | Q(community__in=mine.communities | passed.communities)
    grids = list(Grid.objects.filter(wanted).exclude(outline=None).only("name", "outline", "community_id"))
    made, shown = Ground(), []
    for row in communities:
        _add(made, row.outline, "community", row.name)
    for row in grids:
        own = row.pk in mine.grids or (not mine.grids and row.community_id in mine.communities)
        drawn = _add(made, row.outline, "area", row.name, dim=not own)
        shown += [drawn] if drawn is not None and (own or row.pk in passed.grids or not mine) else []
    if not made.features:
        return None
    everything = [_shape(feature["geometry"]) for feature in made.features]
    west, south, east, north = unary_union([one for one in shown or everything if one is not None]).bounds
    made.bounds = [[south, west], [north, east]]
    return made


def _shape(outline):
    try:
        found = shape(outline)
    except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return None if found.is_empty else found


def _add(made: Ground, outline, kind: str, name: str, dim: bool = False):
    """Draw one outline; None for what cannot be read."""
    drawn = _shape(outline)
    if drawn is None:
        return None
    about = {"kind": kind, "name": name, "label": name, "dim": dim}
    if kind == "area":
        middle = drawn.representative_point()
        about["middle"] = [round(middle.y, 6), round(middle.x, 6)]
    made.features.append({"type": "Feature", "properties": about, "geometry": outline})
    return drawn


def placed(tasks: list[Task], mine: Areas, station_id: int) -> list[Task]:
    """The tasks with ``here`` told; one query, none where nobody answers for an area or nothing has a point."""
    if not mine or not any(task.due.point for task in tasks):
        return [replace(task, here=task.owner is None) for task in tasks]
    known = outlines(station_id)

    def here(task: Task) -> bool:
        if task.due.point is None:
            return task.owner is None
        found = known.find(*task.due.point)
        return mine.holds(found.grid_id, found.community_id)

    return [replace(task, here=here(task)) for task in tasks]
