"""The sheet of one duty day as people read it: command, groups, units × 正/副, communities, posts.

Pure: from loaded rows to what the template draws. Nothing is read here.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from stations.organisation.models import Post, Team
from stations.places.models import Community, PoliceRoom
from stations.roster.gaps import Gap, gaps_of_day
from stations.roster.models import Duty, GroupTurn, Role, Task
from stations.roster.planner import local

DAY = timedelta(days=1)
ON_DUTY = (Role.PRIMARY, Role.SECONDARY)


@dataclass(slots=True)
class DayFacts:
    """What :func:`build` needs, loaded by ``readings.day_facts``.

    Attributes:
        duties: rows of the day with officer, user, team, group and ``cover.absence.officer.user``.
        turns: roles of the shift groups, with their group.
        posts: officer id → "A" or "B" on that day.
        floors: (team, role) → least number.
        handover: wall-clock time at which the day begins.
    """

    day: date
    duties: list[Duty]
    turns: list[GroupTurn]
    teams: dict[int, Team]
    floors: dict[tuple[int, str], int]
    communities: list[Community]
    posts: dict[int, str]
    mark: Any
    handover: Any


@dataclass(slots=True)
class Chip:
    """One person on the sheet."""

    duty: Duty
    mark: str = ""
    substitute: str = ""
    me: bool = False

    @property
    def name(self) -> str:
        """The officer's name."""
        return self.duty.officer.user.name

    @property
    def absent(self) -> bool:
        """Away on that day."""
        return self.duty.absence_id is not None

    @property
    def open(self) -> bool:
        """Away, and nobody stands in."""
        return self.absent and not self.substitute

    @property
    def stands_in_for(self) -> str:
        """Name of the officer whose place this one takes."""
        return self.duty.cover.absence.officer.user.name if self.duty.cover_id else ""

    @property
    def breaks_rest(self) -> bool:
        """The substitute gets less than 24 hours of rest (DU-09)."""
        return bool(self.duty.cover_id and self.duty.cover.breaks_rest)


@dataclass(slots=True)
class Side:
    """正 or 副 of one unit."""

    role: str
    floor: int
    chips: list[Chip] = field(default_factory=list)
    gap: Gap | None = None

    @property
    def strength(self) -> int:
        """Officers working, substitutes included."""
        return sum(not chip.absent for chip in self.chips)

    @property
    def tone(self) -> str:
        """Traffic light: red, amber or green."""
        return self.gap.tone if self.gap else "ok"

    @property
    def standby(self) -> Duty | None:
        """A row that says from when to when 备勤 is."""
        return next((chip.duty for chip in self.chips if chip.duty.standby_from), None)

    @property
    def open_absence(self) -> int | None:
        """The first absence that nobody stands in for."""
        return next((chip.duty.absence_id for chip in self.chips if chip.open), None)


@dataclass(slots=True)
class Unit:
    """One unit with its two sides."""

    team: Team
    primary: Side
    secondary: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """正, 副."""
        return self.primary, self.secondary


@dataclass(slots=True)
class GroupLine:
    """A shift group and what it does that day."""

    turn: GroupTurn
    working: int = 0
    absent: int = 0


@dataclass(slots=True)
class CommunityLine:
    """A community and who is at its police room (两级值班)."""

    community: Community
    rooms: list[PoliceRoom]
    primary: list[Chip] = field(default_factory=list)
    secondary: list[Chip] = field(default_factory=list)


@dataclass(slots=True)
class PostLine:
    """A fixed post with its hours."""

    task: str
    place: str
    chips: list[Chip] = field(default_factory=list)

    @property
    def task_label(self) -> Any:
        """Kind of work in words."""
        return Task(self.task).label


@dataclass(slots=True)
class GapLine:
    """A gap and where to go to close it."""

    gap: Gap
    absence_id: int | None = None


@dataclass(slots=True)
class Standing:
    """Who is on right now."""

    primary: int = 0
    secondary: int = 0
    standby: int = 0
    fixed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DaySheet:
    """Everything the today sheet draws."""

    day: date
    mark: Any
    starts: datetime
    ends: datetime
    planned: bool
    commander: Chip | None = None
    groups: list[GroupLine] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    communities: list[CommunityLine] = field(default_factory=list)
    posts: list[PostLine] = field(default_factory=list)
    resting: list[Chip] = field(default_factory=list)
    absent: list[Chip] = field(default_factory=list)
    gaps: list[GapLine] = field(default_factory=list)
    now: Standing | None = None
    elapsed: int | None = None
    standby_at: tuple[int, int] | None = None
    standby: Duty | None = None

    @property
    def previous(self) -> date:
        """The day before."""
        return self.day - DAY

    @property
    def next(self) -> date:
        """The day after."""
        return self.day + DAY

    @property
    def uncovered(self) -> int:
        """Absent people whose place nobody takes."""
        return sum(chip.open for chip in self.absent)

    @property
    def primary_total(self) -> int:
        """Officers on 正."""
        return sum(unit.primary.strength for unit in self.units)

    @property
    def secondary_total(self) -> int:
        """Officers on 副."""
        return sum(unit.secondary.strength for unit in self.units)

    @property
    def fixed_total(self) -> int:
        """Officers on fixed posts."""
        return sum(not chip.absent for line in self.posts for chip in line.chips)

    @property
    def tone(self) -> str:
        """The light of the whole day."""
        if any(line.gap.tone == "danger" for line in self.gaps):
            return "danger"
        return "warn" if self.gaps else "ok"


def build(facts: DayFacts, at: datetime | None = None, me: int | None = None) -> DaySheet:
    """The sheet of a day.

    Args:
        facts: the loaded day.
        at: the present moment when the day is the running one, else None.
        me: the reader's officer id.
    """
    sheet = DaySheet(
        day=facts.day, mark=facts.mark, planned=bool(facts.turns),
        starts=local(facts.day, facts.handover), ends=local(facts.day + DAY, facts.handover),
    )  # fmt: skip
    substitutes = {
        duty.cover.absence_id: duty.officer.user.name for duty in facts.duties if duty.cover_id and duty.cover
    }
    chips = [
        Chip(
            duty,
            facts.posts.get(duty.officer_id, ""),
            substitutes.get(duty.absence_id, "") if duty.absence_id else "",
            duty.officer_id == me,
        )
        for duty in sorted(facts.duties, key=_rank)
    ]
    sheet.commander = next((chip for chip in chips if chip.duty.commander), None)
    sheet.resting = [chip for chip in chips if chip.duty.planned_role == Role.REST and chip.duty.role == Role.REST]
    sheet.absent = [chip for chip in chips if chip.absent and chip.duty.planned_role != Role.REST]
    sheet.units = _units(facts, chips)
    sheet.groups = _groups(facts, chips)
    sheet.communities = _communities(facts, chips)
    sheet.posts = _posts(chips)
    sheet.gaps = _gaps(facts, sheet)
    _clock(sheet, chips, at)
    return sheet


def _rank(duty: Duty) -> tuple:
    """Command first, then by police number (UI-14)."""
    officer = duty.officer
    return (not duty.commander, officer.post != Post.DEPUTY, officer.post != Post.SERGEANT, officer.police_no)


def _planned_as(chip: Chip, role: str) -> bool:
    """On the side of its role; an absent officer on the side of the planned role."""
    return (chip.duty.planned_role if chip.absent else chip.duty.role) == role


def _units(facts: DayFacts, chips: list[Chip]) -> list[Unit]:
    by_team: dict[int, list[Chip]] = defaultdict(list)
    for chip in chips:
        by_team[chip.duty.team_id].append(chip)
    units = []
    for team in facts.teams.values():
        people = by_team[team.pk]
        if team.rotates and (team.active or people):
            sides = [
                Side(role, facts.floors.get((team.pk, role), 0), [c for c in people if _planned_as(c, role)])
                for role in ON_DUTY
            ]
            units.append(Unit(team, *sides))
    return units


def _groups(facts: DayFacts, chips: list[Chip]) -> list[GroupLine]:
    lines = {turn.group_id: GroupLine(turn) for turn in facts.turns}
    for chip in chips:
        line = lines.get(chip.duty.group_id)
        if line and chip.absent:
            line.absent += 1
        elif line:
            line.working += 1
    order = {Role.PRIMARY: 0, Role.SECONDARY: 1, Role.REST: 2}
    return sorted(lines.values(), key=lambda line: (order.get(line.turn.role, 3), line.turn.group.position))


def _communities(facts: DayFacts, chips: list[Chip]) -> list[CommunityLine]:
    """Who sits where follows from the post written into each duty at planning."""
    lines = []
    for community in facts.communities:
        rooms = [room for room in community.rooms.all() if room.kind != PoliceRoom.Kind.PATROL_POST]
        places = {room.name for room in rooms}
        here = [chip for chip in chips if not chip.absent and chip.duty.place in places]
        lines.append(
            CommunityLine(
                community, rooms,
                [chip for chip in here if chip.duty.role == Role.PRIMARY],
                [chip for chip in here if chip.duty.role == Role.SECONDARY],
            )
        )  # fmt: skip
    return lines


def _posts(chips: list[Chip]) -> list[PostLine]:
    lines: dict[tuple, PostLine] = {}
    order = {Task.LEAD: 0, Task.COUNTER: 1, Task.STREET: 2}
    fixed = [chip for chip in chips if _planned_as(chip, Role.FIXED)]
    for chip in sorted(fixed, key=lambda c: (order.get(c.duty.task, 3), c.duty.starts_at, c.duty.place)):
        key = (chip.duty.task, chip.duty.place)
        lines.setdefault(key, PostLine(*key)).chips.append(chip)
    return list(lines.values())


def _gaps(facts: DayFacts, sheet: DaySheet) -> list[GapLine]:
    """The gaps of the day, each also put on the side where it is."""
    have: dict[tuple[int, str], int] = defaultdict(int)
    for duty in facts.duties:
        if duty.role != Role.REST:
            have[duty.team_id, duty.role] += 1
    active = {pk: team for pk, team in facts.teams.items() if team.active}
    floors = {key: floor for key, floor in facts.floors.items() if key[0] in active}
    gaps = gaps_of_day(facts.day, have, floors, active, sheet.commander is not None, sheet.planned)
    sides = {(unit.team.pk, side.role): side for unit in sheet.units for side in unit.sides}
    lines = []
    for gap in gaps:
        side = sides.get((gap.team_id or 0, gap.role))
        if side:
            side.gap = gap
        lines.append(GapLine(gap, side.open_absence if side else _missing_commander(gap, sheet.absent)))
    return lines


def _missing_commander(gap: Gap, absent: Iterable[Chip]) -> int | None:
    if gap.code != "commander":
        return None
    away = (chip for chip in absent if chip.open and chip.duty.planned_role == Role.PRIMARY)
    return next((chip.duty.absence_id for chip in away if chip.duty.officer.post == Post.DEPUTY), None)


def _clock(sheet: DaySheet, chips: list[Chip], at: datetime | None) -> None:
    """How far the day has run, where 备勤 lies in it, and who is on now (minutes of the day)."""
    sheet.standby = next((chip.duty for chip in chips if chip.duty.standby_from), None)
    if sheet.standby:
        sheet.standby_at = (
            _minutes(sheet, sheet.standby.standby_from),
            _minutes(sheet, sheet.standby.standby_to) - _minutes(sheet, sheet.standby.standby_from),
        )
    if at is None:
        return
    sheet.elapsed = max(0, min(1440, _minutes(sheet, at)))
    sheet.now = standing((chip.duty for chip in chips), at)


def _minutes(sheet: DaySheet, moment: datetime) -> int:
    return int((moment - sheet.starts).total_seconds() // 60)


def standing(duties: Iterable[Duty], at: datetime) -> Standing:
    """Who is on at a moment: 正, 副 (with 备勤 apart, DU-12) and the fixed posts."""
    now = Standing()
    for duty in duties:
        if duty.role == Role.REST or not duty.starts_at <= at < duty.ends_at:
            continue
        if duty.role == Role.PRIMARY:
            now.primary += 1
        elif duty.role == Role.FIXED:
            now.fixed.append(duty.officer.user.name)
        elif duty.standby_from and duty.standby_from <= at < duty.standby_to:
            now.standby += 1
        else:
            now.secondary += 1
    return now
