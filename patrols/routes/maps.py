"""The map of the patrols without any outside tile: outlines, routes, points and streets as GeoJSON features.

``templates/patrols/routes/map.html`` draws a :class:`Ground`; every page that shows one also lists the same things.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from patrols.routes.geometry import bounds_of, drawn
from patrols.routes.models import Area, Checkpoint, Route
from stations.places.models import Community


@dataclass(slots=True)
class Ground:
    """What a map draws.

    Attributes:
        features: GeoJSON features; ``properties``: ``kind`` (community, area, route, street, missed, point),
            ``name``, ``label`` (what a mark says aloud), ``text`` (on the mark), ``url``, ``tone``, ``dim``.
        focus: features of these kinds are what the map shows at first; the others may lie outside of it.
        id: of the element that carries the features, where a page has two maps.
    """

    features: list[dict] = field(default_factory=list)
    focus: tuple[str, ...] = ("area", "route", "point", "street", "missed")
    id: str = "pm-features"
    _shapes: list[BaseGeometry] = field(default_factory=list)

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.features)

    @property
    def bounds_id(self) -> str:
        """Id of the element that carries the corners."""
        return f"{self.id}-bounds"

    @property
    def bounds(self) -> list | None:
        """South-west and north-east corner of what the map is about."""
        return bounds_of(self._shapes)

    def add(self, geometry: dict | BaseGeometry | None, kind: str, name: str, **properties: Any) -> None:
        """Draw one thing; a geometry that cannot be read is left out."""
        shape_ = geometry if isinstance(geometry, BaseGeometry) else drawn(geometry)
        if shape_ is None or shape_.is_empty:
            return
        if kind == "area":
            middle = shape_.representative_point()
            properties["middle"] = [round(middle.y, 6), round(middle.x, 6)]
        written = mapping(shape_) if isinstance(geometry, BaseGeometry) else geometry
        self.features.append(
            {"type": "Feature", "properties": {"kind": kind, "name": name, **properties}, "geometry": written}
        )
        if kind in self.focus:
            self._shapes.append(shape_)

    def communities(self) -> "Ground":
        """The outlines of the communities behind everything else; one query."""
        for row in Community.objects.exclude(outline=None).only("name", "outline"):
            self.add(row.outline, "community", row.name)
        return self

    def areas(self, rows: Iterable[Area], *, dim: bool = False) -> "Ground":
        """Patrol areas; ``dim`` where they are only there for orientation."""
        for row in rows:
            self.add(row.outline, "area", row.name, url=row.get_absolute_url(), dim=dim)
        return self

    def own(self, area: Area) -> "Ground":
        """The area that the page is about; the map shows it at first."""
        self.add(area.outline, "area", area.name, url="", dim=False)
        return self.look_at(area.outline)

    def look_at(self, geometry: dict | None) -> "Ground":
        """Show this at first, whether the map draws it or not."""
        shape_ = drawn(geometry)
        if shape_ is not None:
            self._shapes.append(shape_)
        return self

    def routes(self, rows: Iterable[Route], *, dim: bool = False) -> "Ground":
        """Lines of routes."""
        for row in rows:
            label = f"{row.name} {row.metres} m"
            self.add(row.line, "route", row.name, url=row.get_absolute_url(), label=label, dim=dim)
        return self

    def points(self, rows: Iterable[Checkpoint], *, dim: bool = False, texts: dict | None = None) -> "Ground":
        """Checkpoints; ``texts`` puts a number on the mark instead of its plain shape."""
        for row in rows:
            text = str((texts or {}).get(row.pk, ""))
            self.point(
                row.lat, row.lng, row.name, label=f"{text} {row.code} {row.name}".strip(), text=text,
                url=row.get_absolute_url(), dim=dim,
            )  # fmt: skip
        return self

    def point(self, lat: float, lng: float, name: str, **properties: Any) -> None:
        """One mark."""
        self.add({"type": "Point", "coordinates": [lng, lat]}, "point", name, **properties)
