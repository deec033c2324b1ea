"""One month of a person or a team as a calendar, and the hours in it. Pure.

A week starts on Monday (UI-06).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from stations.organisation.models import Team
from stations.roster.gaps import Gap
from stations.roster.grids import ABSENT, LETTERS, DayHead, Stint, legend
from stations.roster.models import Duty, Role


@dataclass(slots=True)
class Box:
    """One day of a calendar; ``head`` is None outside the month."""

    head: DayHead | None = None
    label: str = ""
    letter: Any = ""
    lines: list[Any] = field(default_factory=list)
    lead: bool = False


def weeks(columns: list[DayHead], boxes: Mapping[date, Box]) -> list[list[Box]]:
    """Weeks from Monday (UI-06), empty boxes outside the month."""
    row: list[Box] = [Box() for _day in range(columns[0].day.weekday())]
    found = []
    for head in columns:
        box = boxes.get(head.day) or Box()
        box.head = head
        row.append(box)
        if len(row) == 7:
            found.append(row)
            row = []
    if row:
        found.append(row + [Box() for _day in range(7 - len(row))])
    return found


def stint_boxes(stints: Iterable[Stint]) -> dict[date, Box]:
    """A person's month from the rows of the grid, for the phone."""
    return {stint.date: Box(label=stint.label, letter=LETTERS[stint.label], lead=stint.commander) for stint in stints}


def duty_boxes(duties: Iterable[Duty]) -> dict[date, Box]:
    """A person's month with hours and posts."""
    boxes = {}
    for duty in duties:
        label = ABSENT if duty.absence_id and duty.planned_role != Role.REST else duty.role
        box = Box(label=label, letter=LETTERS[label], lead=duty.commander)
        if duty.role == Role.FIXED:
            box.lines.append(span(duty))
        if duty.role != Role.REST:
            box.lines.append(duty.place)
        if duty.cover_id:
            box.lines.append(_("standing in"))
        boxes[duty.date] = box
    return boxes


def team_boxes(have: Mapping[date, Mapping[tuple[int, str], int]], team: Team, gaps: Iterable[Gap]) -> dict:
    """A team's month: strength a day, gaps in words."""
    missing: dict[date, list[Gap]] = defaultdict(list)
    for gap in gaps:
        if gap.team_id == team.pk:
            missing[gap.date].append(gap)
    roles = (Role.PRIMARY, Role.SECONDARY) if team.rotates else (Role.FIXED,)
    boxes = {}
    for day, numbers in have.items():
        lines = [f"{role.label} {numbers.get((team.pk, role), 0)}" for role in roles]
        tone = missing[day][0].tone if missing[day] else ""
        boxes[day] = Box(label=f"gap-{tone}" if tone else "", lines=lines)
    return boxes


def span(duty: Duty) -> str:
    """``07:00–15:00`` in the station's time."""
    return f"{localtime(duty.starts_at):%H:%M}–{localtime(duty.ends_at):%H:%M}"


@dataclass(slots=True)
class Hours:
    """Hours of a person: 值班 and 备勤 apart (DU-12)."""

    duty: float = 0.0
    standby: float = 0.0
    days: Counter = field(default_factory=Counter)

    @property
    def kinds(self) -> list[tuple[str, Any, Any, int]]:
        """Label, letter, words and number of days of every kind of day but rest."""
        return [(*kind, self.days[kind[0]]) for kind in legend() if kind[0] != Role.REST and self.days[kind[0]]]

    @property
    def total(self) -> float:
        """Both together."""
        return self.duty + self.standby


def hours_of(duties: Iterable[Duty]) -> Hours:
    """Count the hours of working rows."""
    found = Hours()
    for duty in duties:
        label = ABSENT if duty.absence_id and duty.planned_role != Role.REST else duty.role
        found.days[label] += 1
        if duty.role == Role.REST:
            continue
        standby = (duty.standby_to - duty.standby_from).total_seconds() / 3600 if duty.standby_from else 0
        found.standby += standby
        found.duty += (duty.ends_at - duty.starts_at).total_seconds() / 3600 - standby
    return found
