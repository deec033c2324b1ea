"""The last thirteen months of every figure: a line on the screen, a table without JavaScript."""

from dataclasses import dataclass
from datetime import date

from stations.indicators import registry
from stations.indicators.registry import Figure
from stations.indicators.rules import plain
from stations.reports.models import MonthlyReport

MONTHS = 13


@dataclass(frozen=True, slots=True)
class Trend:
    """Months in order, and for each figure its values (None where there is no report)."""

    months: list[date]
    rows: list[tuple[Figure, list]]

    @property
    def labels(self) -> list[str]:
        """Months as ``2026-10``."""
        return [f"{month:%Y-%m}" for month in self.months]

    @property
    def data(self) -> dict:
        """What the chart reads from the page."""
        figures = [
            {"code": figure.code, "name": str(figure.name), "unit": str(figure.unit), "values": values}
            for figure, values in self.rows
        ]
        return {"months": self.labels, "figures": figures}

    @property
    def table(self) -> list[tuple[Figure, list[str]]]:
        """The same as text."""
        return [(figure, [plain(value) for value in values]) for figure, values in self.rows]


def trend_of(report: MonthlyReport) -> Trend:
    """The months up to that of a report, from their current versions; the report itself speaks for its month."""
    year_before = report.month.replace(year=report.month.year - 1)
    rows = MonthlyReport.objects.filter(current=True, month__gte=year_before, month__lt=report.month)
    found = [*rows.order_by("month"), report]
    known = [(row.month, row.figures.get("figures", {})) for row in found[-MONTHS:]]
    return Trend(
        [month for month, _figures in known],
        [
            (figure, [figures.get(figure.code, {}).get("station", {}).get("value") for _month, figures in known])
            for figure in registry.all()
            if figure.code in report.figures.get("figures", {})
        ],
    )
