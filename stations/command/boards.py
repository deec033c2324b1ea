"""The board put together: everything it shows at one moment, loaded once, ready for a template."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.command import alerts, maps, readings
from stations.command.rules import change


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


def load(station, at: datetime, calls: Any) -> dict[str, Any]:
    """Everything the board shows; a fixed number of queries whatever the number of rows.

    Args:
        station: the station in scope.
        at: now.
        calls: what the figure of all calls is called.
    """
    ground = maps.ground()
    rows, crews, duty = readings.open_rows(), readings.crew_lines(station, at), readings.on_duty(at)
    counts, today = readings.stage_counts(at), readings.today(at)
    watch = readings.watch(station, at, rows, crews, duty, counts)
    lines = readings.lines_of(counts, rows)
    maps.put_incidents(rows, ground)
    maps.put_crews(crews, ground)
    return {
        "at": at,
        "version": readings.version(at),
        "ground": ground,
        "alerts": alerts.alerts_of(watch, at),
        "today": today,
        "tiles": tiles(today, calls),
        "lines": lines,
        "open": sum(line.count for line in lines),
        "listed": len(rows),
        "crews": crews,
        "free": sum(line.now.free and not line.gaps for line in crews if line.drives),
        "driving": sum(line.drives for line in crews),
        "duty": duty,
    }
