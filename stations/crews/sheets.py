"""The day sheet of crews as it hangs on the wall: 2, X and N, hours as columns, people as chips, gaps loud.

Pure: from loaded rows to what the template draws. A table of half hours holds the bands, so that it needs neither
styles nor scripts and prints as it is seen.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.crews import readings
from stations.crews.models import Crew, CrewMember, Layer
from stations.crews.planner import Facts
from stations.crews.rules import TONES, Gap, Person, State, state_of, worst
from stations.organisation.models import Team
from stations.roster.models import Role

HALF_HOUR = timedelta(minutes=30)
TWO_HOURS = 4
DAY = timedelta(days=1)
GROUPS = (
    ("2", _("first-level crews of the station"), (Layer.FIRST,)),
    ("X", _("second-level crews of the communities"), (Layer.SECOND,)),
    ("N", _("posts, police rooms and video patrol"), (Layer.PATROL_POST, Layer.STREET, Layer.ROOM, Layer.VIDEO)),
)
# People of these teams stand on no crew: they are not offered.
NOT_OFFERED = (Team.Kind.LEADERSHIP, Team.Kind.COUNTER)
ROLES = {
    Role.PRIMARY: pgettext_lazy("crews tray", "Primary duty"),
    Role.SECONDARY: pgettext_lazy("crews tray", "Secondary duty"),
    Role.FIXED: pgettext_lazy("crews tray", "Fixed posts"),
}


@dataclass(slots=True)
class Cell:
    """A band of one row, or the empty time between two (``crew`` is None).

    Attributes:
        span: its width in half hours.
        may: whether the reader may set this crew now.
    """

    span: int
    crew: Crew | None = None
    members: list[CrewMember] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    state: State = State.PLANNED
    may: bool = False

    @property
    def tone(self) -> str:
        """The light of the band: red, amber or green."""
        return worst(self.gaps)

    @property
    def state_tone(self) -> str:
        """The tone of its state."""
        return TONES[self.state]


@dataclass(slots=True)
class Row:
    """One crew over the day: its bands side by side."""

    name: str
    cells: list[Cell]


@dataclass(slots=True)
class Group:
    """2, X or N."""

    letter: str
    title: Any
    rows: list[Row]

    @property
    def lacking(self) -> list[Cell]:
        """Bands that lack something and are not over."""
        return [cell for row in self.rows for cell in row.cells if cell.gaps and cell.state != State.OVER]

    @property
    def gaps(self) -> int:
        """How many of them."""
        return len(self.lacking)

    @property
    def tone(self) -> str:
        """The light of the group."""
        return worst(gap for cell in self.lacking for gap in cell.gaps)


@dataclass(slots=True)
class Tick:
    """Two hours of the ruler."""

    label: str
    span: int
    now: bool = False


@dataclass(slots=True)
class Sheet:
    """Everything the day sheet of crews draws.

    Attributes:
        free: (duty in words, people without a place) for the tray.
        busy: people who already have one, for a second band.
    """

    day: date
    starts: datetime
    ends: datetime
    groups: list[Group] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    free: list[tuple[Any, list[Person]]] = field(default_factory=list)
    busy: list[Person] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    commander: Person | None = None
    units: int = 0
    crews: int = 0

    @property
    def previous(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def next(self) -> date:
        """The day after."""
        return self.day + DAY

    @property
    def rows(self) -> int:
        """Lines of the table; many of them are printed small."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def lacking(self) -> list[Cell]:
        """Bands that lack something and are not over."""
        return [cell for group in self.groups for cell in group.lacking]

    @property
    def tone(self) -> str:
        """The light of the whole day."""
        return worst(gap for cell in self.lacking for gap in cell.gaps)

    @property
    def free_count(self) -> int:
        """People without a place."""
        return sum(len(people) for _label, people in self.free)


def build(facts: Facts, crews: list[Crew], at: datetime, may: Callable[[Crew], Any]) -> Sheet:
    """The sheet of a day.

    Args:
        facts: of the day, loaded without nights.
        crews: its crews with members.
        at: now.
        may: whether the reader may set a crew.
    """
    starts, ends = facts.span
    first = _floor(min([starts, *(crew.starts_at for crew in crews)]))
    last = max([ends, *(crew.ends_at for crew in crews)])
    units = _units(first, last)
    sheet = Sheet(day=facts.day, starts=starts, ends=ends, units=units, crews=sum(bool(c.size) for c in crews))
    vehicles = bool(facts.vehicles)
    rows: dict[str, dict[str, list[Cell]]] = {letter: defaultdict(list) for letter, *_rest in GROUPS}
    letters = {layer: letter for letter, _title, layers in GROUPS for layer in layers}
    for crew in crews:
        cell = Cell(
            _units(crew.starts_at, crew.ends_at), crew, list(crew.members.all()), readings.crew_gaps(crew, vehicles),
            state_of(crew, at), crew.ends_at > at and bool(may(crew)),
        )  # fmt: skip
        rows[letters[crew.layer]][crew.name].append(cell)
    for letter, title, _layers in GROUPS:
        lines = [line for name, cells in rows[letter].items() for line in _lines(name, cells, first, units)]
        if lines:
            sheet.groups.append(Group(letter, title, lines))
    sheet.ticks = _ticks(first, units, at)
    _people(sheet, facts.people, crews)
    return sheet


def _floor(moment: datetime) -> datetime:
    """The full hour a moment lies in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _units(start: datetime, end: datetime) -> int:
    """Half hours, at least one."""
    return max(1, -((start - end) // HALF_HOUR))


def _lines(name: str, cells: list[Cell], first: datetime, units: int) -> list[Row]:
    """The bands of one name with the time between them; bands that overlap get a row of their own."""
    rows: list[tuple[int, Row]] = []
    for cell in sorted(cells, key=lambda each: each.crew.starts_at):
        begin = (cell.crew.starts_at - first) // HALF_HOUR
        place = next((n for n, (filled, _row) in enumerate(rows) if filled <= begin), None)
        if place is None:
            rows.append((0, Row(name, [])))
            place = len(rows) - 1
        filled, row = rows[place]
        if begin > filled:
            row.cells.append(Cell(begin - filled))
        row.cells.append(cell)
        rows[place] = (begin + cell.span, row)
    for filled, row in rows:
        if filled < units:
            row.cells.append(Cell(units - filled))
    return [row for _filled, row in rows]


def _ticks(first: datetime, units: int, at: datetime) -> list[Tick]:
    """The ruler: every two hours, on the even ones."""
    ticks, unit = [], 0
    while unit < units:
        start = first + unit * HALF_HOUR
        clock = start.astimezone(ZoneInfo(settings.TIME_ZONE))
        width = min(TWO_HOURS - clock.hour % 2 * 2, units - unit)
        ticks.append(Tick(f"{clock:%H:%M}", width, start <= at < start + width * HALF_HOUR))
        unit += width
    return ticks


def _people(sheet: Sheet, people: list[Person], crews: list[Crew]) -> None:
    """Who has no place, who has one, who is away, who commands."""
    spans = defaultdict(list)
    for crew in crews:
        for member in crew.members.all():
            spans[member.officer_id].append((member.starts_at, member.ends_at))
    free: dict[str, list[Person]] = {role: [] for role in ROLES}
    for person in people:
        person.busy = spans[person.officer_id]
        if person.commander:
            sheet.commander = person
        elif person.away:
            sheet.absent.append(person)
        elif person.busy:
            sheet.busy.append(person)
        elif person.team_kind not in NOT_OFFERED and person.role in free:
            free[person.role].append(person)
    sheet.free = [(ROLES[role], found) for role, found in free.items() if found]
