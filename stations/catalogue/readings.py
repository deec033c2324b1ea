"""What intake and other pages ask the lists: categories by what somebody types, places worth suggesting."""

from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Replace

from stations.catalogue.models import Category, Element, Spot
from stations.kit import pinyin
from stations.places.models import Community, Grid

MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One category as the chooser shows it."""

    id: int
    code: str
    name: str
    path: str
    kind: str
    grade: int
    pinyin: str
    initials: str
    level: int
    leaf: bool


def categories() -> list[Choice]:
    """All categories in use, in the order of the tree; one query."""
    rows = list(Category.objects.filter(active=True).order_by("code"))
    parents = {row.parent_id for row in rows}
    return [
        Choice(row.pk, row.code, row.name, row.path, row.kind, row.grade, row.pinyin.replace(" ", ""), row.initials,
               row.level, row.pk not in parents)
        for row in rows
    ]  # fmt: skip


def search_categories(text: str, kind: str = "", most: int = MOST) -> list[Choice]:
    """Categories by Chinese, pinyin, initials or code, best first; one query.

    Args:
        text: what was typed; empty gives the top of the tree.
        kind: only of this kind.
        most: how many.
    """
    typed = text.strip().lower().replace(" ", "")
    rows = [row for row in categories() if not kind or row.kind == kind]
    ranked = [(rank, row) for row in rows if (rank := _rank(row, typed)) is not None]
    ranked.sort(key=lambda pair: (pair[0], not pair[1].leaf, pair[1].level, pair[1].code))
    return [row for _score, row in ranked[:most]]


def _rank(row: Choice, typed: str) -> int | None:
    """How well a category fits, 0 is best; None: not at all. ``static/fenggang/combobox.js`` ranks alike."""
    steps = (
        not typed or row.code.lower() == typed or row.initials == typed or row.name == typed,
        row.name.startswith(typed) or row.initials.startswith(typed),
        row.pinyin.startswith(typed),
        typed in row.name or typed in row.initials,
        row.code.lower().startswith(typed) or typed in row.path,
        typed in row.pinyin,
        _come_along(typed, row.path),
    )
    return next((rank for rank, fits in enumerate(steps) if fits), None)


def _come_along(typed: str, path: str) -> bool:
    """Whether Chinese letters come in this order in a path: 遗失手机 finds 遗失财物 / 手机."""
    letters = iter(path)
    return len(typed) > 1 and not typed.isascii() and all(letter in letters for letter in typed)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One place worth suggesting: a known place, or the name of a community or grid.

    Attributes:
        kind: ``spot``, ``community`` or ``grid``.
        area: community and grid in words.
    """

    kind: str
    id: int
    name: str
    address: str = ""
    area: str = ""
    lat: float | None = None
    lng: float | None = None
    community_id: int | None = None
    grid_id: int | None = None
    uses: int = 0


def suggest_spots(text: str, most: int = 8) -> list[Suggestion]:
    """Places that fit what was typed: known ones by how often they were named, then communities and grids.

    Three queries. Empty text gives the places named most often.
    """
    typed = text.strip()[:60]
    places = [_spot(row) for row in _spots(typed)[:most]]
    if not typed:
        return places
    areas = [*map(_community, Community.objects.all()), *map(_grid, Grid.objects.select_related("community"))]
    return (places + [area for area in areas if _sounds(area.name, typed)])[:most]


def _spots(typed: str):
    rows = Spot.objects.select_related("community", "grid").order_by("-uses", "-used_at", "id")
    if not typed:
        return rows
    letters = typed.lower().replace(" ", "")
    fits = Q(name__contains=typed) | Q(address__contains=typed)
    if letters.isascii():
        rows = rows.alias(letters=Replace("pinyin", Value(" "), Value("")))
        fits |= Q(initials__contains=letters) | Q(letters__startswith=letters)
    return rows.filter(fits)


def _spot(row: Spot) -> Suggestion:
    area = " · ".join(str(part) for part in (row.community, row.grid) if part)
    return Suggestion("spot", row.pk, row.name, row.address, area, row.lat, row.lng, row.community_id, row.grid_id,
                      row.uses)  # fmt: skip


def _community(row: Community) -> Suggestion:
    return Suggestion("community", row.pk, row.name, community_id=row.pk)


def _grid(row: Grid) -> Suggestion:
    area = row.community.name
    return Suggestion("grid", row.pk, row.name, area=area, community_id=row.community_id, grid_id=row.pk)


def _sounds(name: str, text: str) -> bool:
    letters = text.lower().replace(" ", "")
    return (
        text in name or pinyin.initials(name).startswith(letters)
        or pinyin.key(name).replace(" ", "").startswith(letters)
    )  # fmt: skip


def elements():
    """Control elements in use."""
    return Element.objects.filter(active=True)


@dataclass(slots=True)
class Branch:
    """A top category with everything below it, for the page of the tree."""

    top: Category
    rows: list[Category]
    hits: int = 0


def branches(text: str = "", kind: str = "", active: bool | None = None) -> list[Branch]:
    """The tree by top categories; with filters only what fits and what lies above it. One query."""
    rows = list(Category.objects.order_by("code"))
    by_pk = {row.pk: row for row in rows}
    typed = text.strip().lower().replace(" ", "")
    hits = {row.pk for row in rows if _fits(row, typed, kind, active)}
    shown = set(hits)
    for pk in hits:
        above = by_pk[pk]
        while above.parent_id:
            above = by_pk[above.parent_id]
            shown.add(above.pk)
    found: dict[int, Branch] = {}
    for row in sorted(rows, key=lambda row: row.level):
        top = row
        while top.parent_id:
            top = by_pk[top.parent_id]
        if row.pk in shown:
            branch = found.setdefault(top.pk, Branch(top, []))
            branch.hits += row.pk in hits
            branch.rows.append(row)
    for branch in found.values():
        branch.rows = _in_order(branch.rows, branch.top)
    return sorted(found.values(), key=lambda branch: (branch.top.order, branch.top.code))


def _fits(row: Category, typed: str, kind: str, active: bool | None) -> bool:
    words = (row.name, row.code.lower(), row.initials, row.pinyin.replace(" ", ""))
    return (
        (not kind or row.kind == kind)
        and (active is None or row.active == active)
        and (not typed or any(typed in word for word in words))
    )


def _in_order(rows: list[Category], top: Category) -> list[Category]:
    """Depth first, by order and code."""
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(row: Category) -> list[Category]:
        children = sorted(below.get(row.pk, []), key=lambda child: (child.order, child.code))
        return [row, *(found for child in children for found in walk(child))]

    return walk(top)
