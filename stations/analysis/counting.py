"""Counts of police calls, pure: from grouped rows to tables, a heat table and comparisons."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stations.catalogue.models import Category
from stations.indicators.rules import Change, compare

SLOTS = 12  # two hours each
WEEKDAYS = 7
STEPS = 5  # shades of the heat table
# Told apart from the rest: nobody's trouble, or nobody's at all.
APART = (Category.Fold.NUISANCE,)
FOLDS = tuple(fold for fold in Category.Fold.values if fold not in APART)


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that agree in everything that is counted.

    Attributes:
        fold: heading of reports; category, community, grid: ids, None where not known.
        weekday: 1 is Monday; slot: 0 is 00:00–02:00; None for months counted by the bureau.
    """

    fold: str
    category: int | None
    community: int | None
    grid: int | None
    weekday: int | None
    slot: int | None
    count: int


@dataclass(slots=True)
class Tally:
    """Effective calls (有效警情: without duplicates, struck entries and nuisance calls) in several cuts."""

    total: int = 0
    apart: int = 0
    by_fold: Counter = field(default_factory=Counter)
    by_category: Counter = field(default_factory=Counter)
    by_community: Counter = field(default_factory=Counter)
    by_grid: Counter = field(default_factory=Counter)
    by_slot: Counter = field(default_factory=Counter)


def tally(groups: Iterable[Group]) -> Tally:
    """Add groups up."""
    found = Tally()
    for group in groups:
        if group.fold in APART:
            found.apart += group.count
            continue
        found.total += group.count
        found.by_fold[group.fold] += group.count
        found.by_category[group.category] += group.count
        found.by_community[group.community] += group.count
        found.by_grid[group.grid] += group.count
        if group.slot is not None:
            found.by_slot[group.weekday, group.slot] += group.count
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: a thing, its number, and how it moved."""

    key: object
    name: str
    count: int
    share: float
    previous: Change
    last_year: Change


def lines(
    names: Sequence[tuple[object, str]],
    cut: str,
    now: Tally,
    previous: tuple[Tally, Tally],
    last_year: tuple[Tally, Tally],
) -> list[Line]:
    """One line a thing, in the order of ``names``.

    Args:
        names: (key, name) of the rows.
        cut: attribute of :class:`Tally`, e.g. ``"by_fold"``.
        now: what is shown.
        previous, last_year: (own part, other) of the comparison, of equal length.
    """
    return [
        Line(
            key, name, getattr(now, cut)[key], 100 * getattr(now, cut)[key] / now.total if now.total else 0.0,
            compare(getattr(previous[0], cut)[key], getattr(previous[1], cut)[key]),
            compare(getattr(last_year[0], cut)[key], getattr(last_year[1], cut)[key]),
        )
        for key, name in names
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the heat table; ``step`` 0 is nothing, 5 the most."""

    count: int
    step: int


def heat(found: Tally) -> list[list[Cell]]:
    """Seven rows (Monday first) of twelve two-hour slots, shaded by the largest field."""
    most = max(found.by_slot.values(), default=0)

    def shade(count: int) -> Cell:
        return Cell(count, -(-count * STEPS // most) if most else 0)

    return [[shade(found.by_slot[day, slot]) for slot in range(SLOTS)] for day in range(1, WEEKDAYS + 1)]


def busiest(found: Tally, number: int = 3) -> list[tuple[int, int, int]]:
    """The fullest slots as (weekday, slot, count), the fullest first."""
    ranked = sorted(found.by_slot.items(), key=lambda item: (-item[1], item[0]))
    return [(day, slot, count) for (day, slot), count in ranked[:number]]


def top(rows: list[Line], number: int) -> list[Line]:
    """The rows with the most calls; those without any are left out."""
    return sorted((row for row in rows if row.count), key=lambda row: (-row.count, row.name))[:number]


def whole(now: Tally, previous: tuple[Tally, Tally], last_year: tuple[Tally, Tally]) -> Line:
    """The sum as a line."""
    return Line(
        None, "", now.total, 100.0 if now.total else 0.0,
        compare(previous[0].total, previous[1].total), compare(last_year[0].total, last_year[1].total),
    )  # fmt: skip
