"""The board put together: which part needs what, ready for a template or the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.command import alerts, maps, readings
from stations.command.rules import change

# Parts that a screen fetches by itself.
PARTS = ("top", "incidents", "crews", "duty")


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of today beside the average of the same weekday."""

    code: str
    label: Any
    value: int
    average: float
    query: str

    @property
    def change(self) -> tuple[str, str]:
        """Direction and percent against the average."""
        return change(self.value, self.average)


def tiles(today: readings.Today, all_label: Any) -> list[Tile]:
    """Effective calls of today, all and by fold; each with the filters of the list that shows them."""
    day = f"{today.day:%Y-%m-%d}"
    query = f"kind=call&counting=effective&date_from={day}&date_to={day}"
    found = [Tile("calls", all_label, today.total, today.averages.get("", 0), query)]
    return found + [
        Tile(fold, label, today.counts.get(fold, 0), today.averages.get(fold, 0), f"{query}&fold={fold}")
        for fold, label in readings.folds()
    ]


def part(name: str, station, at: datetime, ground: maps.Ground | None = None) -> dict[str, Any]:
    """What one part shows.

    Args:
        name: of :data:`PARTS`.
        ground: outlines already loaded, for the positions of rows.
    """
    return globals()[f"_{name}"](station, at, ground)


def _top(station, at: datetime, ground) -> dict[str, Any]:
    watch = readings.watch(
        station, at, readings.open_rows(), readings.crew_lines(station, at), readings.on_duty(at)
    )  # fmt: skip
    return {"alerts": alerts.alerts_of(watch, at), "today": readings.today(at)}


def _incidents(station, at: datetime, ground) -> dict[str, Any]:
    ground = ground or maps.ground()
    rows = readings.open_rows()
    maps.put_incidents(rows, ground)
    lines = readings.lines_of(readings.stage_counts(), rows)
    return {"lines": lines, "open": sum(line.count for line in lines), "listed": len(rows)}


def _crews(station, at: datetime, ground) -> dict[str, Any]:
    ground = ground or maps.ground()
    lines = readings.crew_lines(station, at)
    maps.put_crews(lines, ground)
    return {
        "crews": lines,
        "free": sum(line.now.free and not line.gaps for line in lines if line.drives),
        "driving": sum(line.drives for line in lines),
        "busy": sum(line.busy for line in lines),
    }


def _duty(station, at: datetime, ground) -> dict[str, Any]:
    return {"duty": readings.on_duty(at)}
