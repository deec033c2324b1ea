"""The registry of figures: each feature declares what it counts; reports and boards ask here (DESIGN §2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from stations.indicators.periods import Period, Scope
from stations.indicators.rules import Number

Compute = Callable[[Any, Scope, Period], Number | None]
ByPart = Callable[[Any, Period], dict[int, Number]]
DrillDown = Callable[[Any, Scope, Period], str]


def no_list(station: Any, scope: Scope, period: Period) -> str:
    """A figure without a list of records behind it."""
    return ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a station.

    Attributes:
        code: stable word, e.g. ``"duties.primary"``.
        name: what it is called.
        unit: what it counts, e.g. 人次; ``"%"`` makes it a share, compared in percentage points.
        definition: one sentence that says what is counted and what is left out.
        compute: ``(station, scope, period)`` → number, or None where the figure does not exist.
        group: heading under which reports put it.
        drill_down: ``(station, scope, period)`` → address of the list of records counted, or ``""``.
        by_team: ``(station, period)`` → {team id: number} for all teams at once; without it the figure is of the
            whole station only. A team left out counts 0, in a share it is not known.
        by_community: the same for communities, ``(station, period)`` → {community id: number}; without it a community
            whose team answers for it alone has the figure of that team.
        higher_is_better: whether a rise is good; None where it is neither.
        counts_records: the number is the number of rows behind ``drill_down`` (not a sum of hours or days).
        headline: whether the opening paragraph of a report names it.
        digits: decimals kept.
        order: place inside the group.
    """

    code: str
    name: Any
    unit: Any
    definition: Any
    compute: Compute
    group: Any
    drill_down: DrillDown = no_list
    by_team: ByPart | None = None
    by_community: ByPart | None = None
    higher_is_better: bool | None = None
    counts_records: bool = True
    headline: bool = False
    digits: int = 0
    order: int = 100

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"

    def rounded(self, value: Number | None) -> int | float | None:
        """A value as it is stored: whole, or with its decimals."""
        if value is None:
            return None
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-self.digits), ROUND_HALF_UP)
        return float(exact) if self.digits else int(exact)


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Make a figure known; called from ``registrations.py``.

    Raises:
        ValueError: another figure has this code.
    """
    if _figures.get(figure.code, figure) != figure:
        raise ValueError(f"figure registered twice: {figure.code}")
    _figures[figure.code] = figure


def all() -> list[Figure]:
    """Every figure, by group in the order of registration, then by its place."""
    groups: dict[str, int] = {}
    for figure in _figures.values():
        groups.setdefault(str(figure.group), len(groups))
    return sorted(_figures.values(), key=lambda figure: (groups[str(figure.group)], figure.order))


def get(code: str) -> Figure | None:
    """A figure by its code; None when its feature is gone (an old report still names it)."""
    return _figures.get(code)


def address(url_name: str, period: Period | None = None, **filters) -> str:
    """The address of a list with its filters; empty while nobody has written the page.

    Args:
        url_name: name of the list page.
        period: becomes ``date_from`` and ``date_to``, both included.
        filters: more of the address; empty ones are left out.
    """
    try:
        path = reverse(url_name)
    except NoReverseMatch:
        return ""
    span: dict[str, date] = {"date_from": period.first, "date_to": period.last} if period else {}
    wanted = {name: value for name, value in {**span, **filters}.items() if value not in (None, "")}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def address_of(obj: Any) -> str:
    """The page of an object; empty while nobody has written it."""
    try:
        return obj.get_absolute_url()
    except NoReverseMatch:
        return ""
