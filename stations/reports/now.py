"""The figures as they stand now: one group of them over a span, what they were before, and how the months went.

The monthly report is what leaves the house and stays as it was; this is what the leadership looks at in between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.indicators import registry
from stations.indicators.periods import DAY, STATION, Comparison, Period
from stations.indicators.registry import Figure
from stations.indicators.rules import plain
from stations.reports.models import MonthlyReport
from stations.reports.tables import Cell, make_cell

MONTHS = 12
# Of one bar of the months, in the units of its drawing.
STEP, WIDTH, HEIGHT = 10, 7, 24


@dataclass(frozen=True, slots=True)
class Span:
    """A span to choose: ``of(today)`` says which days it is and with which it is compared."""

    code: str
    label: Any
    compared: Any
    of: Callable[[date], tuple[Period, Comparison]]


def _this_month(today: date) -> tuple[Period, Comparison]:
    period = Period.month_to_date(today)
    return period, period.previous()


def _last_month(today: date) -> tuple[Period, Comparison]:
    period = Period.month(today.replace(day=1) - DAY)
    return period, period.previous()


def _this_year(today: date) -> tuple[Period, Comparison]:
    period = Period(date(today.year, 1, 1), today + DAY)
    return period, _year_before(period)


def _last_year(today: date) -> tuple[Period, Comparison]:
    period = Period(date(today.year - 1, 1, 1), date(today.year, 1, 1))
    return period, _year_before(period)


def _year_before(period: Period) -> Comparison:
    """The same days of the year before; 29 February has no counterpart and ends a day earlier there."""
    first, end = period.first.replace(year=period.first.year - 1), period.last
    last = end.replace(year=end.year - 1) if (end.month, end.day) != (2, 29) else date(end.year - 1, 2, 28)
    return Comparison(period, Period(first, last + timedelta(days=1)))


SPANS = {
    span.code: span
    for span in (
        Span("year", _("This year"), _("on year"), _this_year),
        Span("month", _("This month"), _("on month"), _this_month),
        Span("last-month", _("Last month"), _("on month"), _last_month),
        Span("last-year", _("Last year"), _("on year"), _last_year),
    )
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of a figure: a rectangle, and the number in words."""

    x: int
    y: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Now:
    """A figure as it is shown; ``cell.last_year`` is the comparison of the span."""

    cell: Cell
    bars: list[Bar]

    @property
    def words(self) -> str:
        """The months for whoever cannot see the bars."""
        return " · ".join(bar.label for bar in self.bars)


def groups() -> dict[str, tuple[Any, list[Figure]]]:
    """Code of a group (that of its first figure) → its name and its figures."""
    found: dict[str, list[Figure]] = {}
    for figure in registry.all():
        found.setdefault(str(figure.group), []).append(figure)
    return {figures[0].code: (name, figures) for name, figures in found.items()}


def chosen(known: dict[str, tuple[Any, list[Figure]]], code: str) -> str:
    """The group that a figure's code stands for; without one the first that a report's opening speaks of."""
    holding = [group for group, (_name, figures) in known.items() if code in {figure.code for figure in figures}]
    spoken = [group for group, (_name, figures) in known.items() if any(figure.headline for figure in figures)]
    return [*holding, *spoken, *known][0]


def numbers(figure: Figure, station: Any, period: Period, against: Comparison, since: date | None) -> dict:
    """The number of a span and the one it is compared with, which is unknown before the first duty."""
    value = figure.rounded(figure.compute(station, STATION, period))
    base = value if against.now == period else figure.rounded(figure.compute(station, STATION, against.now))
    known = since is not None and against.before.first >= since
    before = figure.rounded(figure.compute(station, STATION, against.before)) if known else None
    return {"value": value, "base": base, "last_year": before}


def shown(figures: list[Figure], station: Any, span: Span, today: date, since: date | None) -> list[Now]:
    """Each figure with its comparison, the list it counts, and its months.

    Args:
        today: the running duty day.
        since: the first duty of the station.
    """
    period, against = span.of(today)
    months = _months()
    return [
        Now(
            make_cell(figure, numbers(figure, station, period, against, since),
                      figure.drill_down(station, STATION, period)),
            _bars(figure, months),
        )
        for figure in figures
    ]  # fmt: skip


def as_rows(found: list[Now], span: Span) -> tuple[list[str], list[list]]:
    """Head and rows of the file."""
    head = [_("Figure"), _("Value"), _("Unit"), span.compared, _("How it is counted")]
    rows = [
        [
            row.cell.figure.name,
            row.cell.value,
            row.cell.figure.unit,
            row.cell.last_year.text,
            row.cell.figure.definition,
        ]
        for row in found
    ]
    return [str(word) for word in head], rows


def _months() -> list[tuple[date, dict]]:
    """The newest finished months and their stored figures, oldest first; one query."""
    rows = MonthlyReport.objects.filter(current=True).order_by("-month").only("month", "figures")[:MONTHS]
    return [(row.month, row.figures.get("figures", {})) for row in reversed(rows)]


def _bars(figure: Figure, months: list[tuple[date, dict]]) -> list[Bar]:
    """Months in which the figure is known; none where there is nothing to compare."""
    values = [
        (place, month, stored[figure.code]["station"]["value"])
        for place, (month, stored) in enumerate(months, MONTHS - len(months))
        if stored.get(figure.code, {}).get("station", {}).get("value") is not None
    ]
    most = max((value for _place, _month, value in values), default=0)
    if len(values) < 2 or most <= 0:
        return []
    return [
        Bar(place * STEP, HEIGHT - tall, tall, f"{month:%Y-%m}: {plain(value)}")
        for place, month, value in values
        for tall in [round(max(1.0, value / most * HEIGHT), 1)]
    ]
