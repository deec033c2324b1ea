"""The day of all squads as a timeline: rows of squads, half hours across, a bar for each duty."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from patrols.schedule import readings, rules
from patrols.schedule.models import DutyTarget, PatrolDuty
from patrols.schedule.words import State
from patrols.squads.models import Squad
from stations.kit.spans import midnight

HALF = timedelta(minutes=30)
UNITS_A_TICK = 4  # a label every two hours


@dataclass(slots=True)
class Bar:
    """A duty on the timeline, or the empty space before and between duties.

    Attributes:
        span: half hours.
        duty: None for empty space.
        visited: points visited so far.
        tone: look of the state.
        late: should have begun, nobody has checked in.
        short: named guards missing.
    """

    span: int
    duty: PatrolDuty | None = None
    visited: int = 0
    tone: str = ""
    late: bool = False
    short: int = 0


@dataclass(slots=True)
class Row:
    """A squad; duties side by side take lines of their own."""

    squad: Squad
    lines: list[list[Bar]] = field(default_factory=list)


@dataclass(slots=True)
class Tick:
    """A label of the axis."""

    label: str
    span: int
    now: bool = False


@dataclass(slots=True)
class Grid:
    """The whole day."""

    day: date
    ticks: list[Tick]
    rows: list[Row]
    units: int
    counts: dict[str, int]
    short: int = 0

    @property
    def previous(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def next(self) -> date:
        """The day after."""
        return self.day + timedelta(days=1)

    @property
    def total(self) -> int:
        """Duties of the day, cancelled ones included."""
        return sum(self.counts.values())


def build(
    day: date, squads: Sequence[Squad], duties: Sequence[PatrolDuty], targets: Mapping[int, list[DutyTarget]],
    at: datetime,
) -> Grid:  # fmt: skip
    """Draw a day.

    Args:
        day: duty day.
        squads: rows, in their order.
        duties: of that day, with plan and guards loaded.
        targets: their points.
        at: now.
    """
    start, end = _axis(day, duties)
    units = _units(end - start)
    by_squad: dict[int, list[PatrolDuty]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for duty in sorted(duties, key=lambda one: (one.starts_at, one.pk)):
        by_squad[duty.squad_id].append(duty)
        counts[duty.state] += 1
    rows = [Row(squad, _lines(by_squad[squad.pk], targets, start, units, at)) for squad in squads]
    grid = Grid(day, _ticks(start, units, at), rows, units, dict(counts))
    grid.short = sum(1 for duty in duties if missing(duty))
    return grid


def missing(duty: PatrolDuty) -> int:
    """Named guards that an open duty lacks."""
    if duty.state != State.PLANNED or duty.plan is None or duty.by_hand:
        return 0
    return max(duty.plan.people - len(duty.guards.all()), 0)


def _axis(day: date, duties: Sequence[PatrolDuty]) -> tuple[datetime, datetime]:
    """From the first to the last hour anything is planned, 6 to 22 o'clock at least, in whole ticks."""
    begin = midnight(day)
    hours = [(duty.starts_at - begin, duty.ends_at - begin) for duty in duties]
    tick = UNITS_A_TICK * HALF
    first = min([timedelta(hours=6), *(start for start, _end in hours)]) // tick
    last = -(-max([timedelta(hours=22), *(end for _start, end in hours)]) // tick)
    return begin + first * tick, begin + last * tick


def _units(span: timedelta) -> int:
    return round(span / HALF)


def _ticks(start: datetime, units: int, at: datetime) -> list[Tick]:
    ticks = []
    for unit in range(0, units, UNITS_A_TICK):
        begin = start + unit * HALF
        end = begin + UNITS_A_TICK * HALF
        ticks.append(Tick(f"{timezone.localtime(begin):%H:%M}", UNITS_A_TICK, begin <= at < end))
    return ticks


def _lines(duties: list[PatrolDuty], targets: Mapping, start: datetime, units: int, at: datetime) -> list[list[Bar]]:
    """Bars of a squad: the first line that is free takes each."""
    lines: list[list[Bar]] = []
    ends: list[int] = []
    for duty in duties:
        begin = max((duty.starts_at - start) // HALF, 0)
        until = min(max(-((start - duty.ends_at) // HALF), begin + 1), units)
        place = next((number for number, end in enumerate(ends) if end <= begin), None)
        if place is None:
            place = len(lines)
            lines.append([])
            ends.append(0)
        if begin > ends[place]:
            lines[place].append(Bar(begin - ends[place]))
        lines[place].append(_bar(duty, targets.get(duty.pk, []), until - begin, at))
        ends[place] = until
    for line, end in zip(lines, ends, strict=True):
        if end < units:
            line.append(Bar(units - end))
    return lines or [[Bar(units)]]


def _bar(duty: PatrolDuty, targets: list[DutyTarget], span: int, at: datetime) -> Bar:
    late = duty.state == State.PLANNED and duty.starts_at <= at
    return Bar(
        span,
        duty,
        readings.visited_of(duty, targets),
        "warn" if late else rules.TONES[duty.state],
        late,
        missing(duty),
    )
