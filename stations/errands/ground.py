"""The ground of a map with numbered marks: outlines of communities and one's own things, as GeoJSON features.

``templates/errands/map.html`` draws it; the marks are the rows of the list beside it (``data-mark``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape

from stations.places.models import Community


@dataclass(slots=True)
class Ground:
    """What a map draws below its marks.

    Attributes:
        features: GeoJSON features of the kinds that ``patrolmap.js`` knows.
        bounds: south-west and north-east corner of what the map shows at first.
        id: of the element that carries the features.
    """

    features: list[dict] = field(default_factory=list)
    bounds: list | None = None
    id: str = "er-features"

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.features) or self.bounds is not None

    @property
    def bounds_id(self) -> str:
        """Id of the element that carries the corners."""
        return f"{self.id}-bounds"

    def look_at(self, points: Iterable[tuple[float, float]], around: float = 0.002) -> "Ground":
        """Show these points at first, with some room around them (degrees)."""
        found = list(points)
        if found:
            lats, lngs = zip(*found, strict=True)
            self.bounds = [[min(lats) - around, min(lngs) - around], [max(lats) + around, max(lngs) + around]]
        return self

    def point(self, lat: float, lng: float, **about: Any) -> "Ground":
        """One mark of its own, with ``name``, ``label``, ``text``, ``url``, ``tone``, ``reach`` (m)."""
        where = {"type": "Point", "coordinates": [lng, lat]}
        self.features.append({"type": "Feature", "properties": {"kind": "point", **about}, "geometry": where})
        return self


def communities() -> Ground:
    """The outlines of the station's communities, all of them at first; one query."""
    made, corners = Ground(), []
    for row in Community.objects.exclude(outline=None).only("name", "outline"):
        try:
            west, south, east, north = shape(row.outline).bounds
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
            continue
        corners += [(south, west), (north, east)]
        about = {"kind": "community", "name": row.name}
        made.features.append({"type": "Feature", "properties": about, "geometry": row.outline})
    return made.look_at(corners, 0)
