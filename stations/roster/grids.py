"""Months as people read them: groups × days, officers × days, teams × days.

Pure: from loaded rows to cells. A cell carries its letter and its CSS class ready made: a month of 62 officers has
two thousand of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.calendar.models import DayMark
from stations.organisation.models import Post, Team
from stations.organisation.rules import COMMANDERS
from stations.roster.gaps import Gap
from stations.roster.models import GroupTurn, Role

ABSENT = "absent"
LETTERS: dict[str, Any] = {
    Role.PRIMARY: pgettext_lazy("duty role, one character", "P"),
    Role.SECONDARY: pgettext_lazy("duty role, one character", "S"),
    Role.REST: pgettext_lazy("duty role, one character", "R"),
    Role.FIXED: pgettext_lazy("duty role, one character", "F"),
    ABSENT: pgettext_lazy("duty role, one character", "A"),
}
WORDS = {
    Role.PRIMARY: _("Primary duty"), Role.SECONDARY: _("Secondary duty"), Role.REST: _("Resting"),
    Role.FIXED: _("Fixed post"), ABSENT: _("Absent"),
}  # fmt: skip
WEEKDAYS = (
    pgettext_lazy("weekday", "Mo"), pgettext_lazy("weekday", "Tu"), pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"), pgettext_lazy("weekday", "Fr"), pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)  # fmt: skip
FLAGS: dict[str, tuple[Any, Any]] = {
    DayMark.Kind.STATUTORY: (pgettext_lazy("day mark, one character", "H"), _("statutory holiday")),
    DayMark.Kind.DAY_OFF: (pgettext_lazy("day mark, one character", "O"), _("day off in lieu")),
    DayMark.Kind.SHIFTED_WORK: (pgettext_lazy("day mark, one character", "W"), _("shifted working day")),
}
# Rows that still fit one A4 landscape page at 6 pt and more (measured by tests/journeys).
DENSITIES = ((40, "roomy"), (64, "dense"), (78, "tight"))


@dataclass(frozen=True, slots=True)
class DayHead:
    """One day on top of a grid."""

    day: date
    mark: DayMark
    today: bool

    @property
    def weekday(self) -> Any:
        """One character."""
        return WEEKDAYS[self.day.weekday()]

    @property
    def flag(self) -> Any:
        """节, 休 or 班 where the day is not what its weekday says."""
        return FLAGS[self.mark.kind][0] if self.mark.kind in FLAGS else ""

    @property
    def flag_label(self) -> Any:
        """The flag in words."""
        label = FLAGS[self.mark.kind][1] if self.mark.kind in FLAGS else ""
        return f"{label} {self.mark.name}".strip()

    @property
    def off(self) -> bool:
        """Not a working day."""
        return not self.mark.is_working

    @property
    def css(self) -> str:
        """Classes of the column."""
        return ("ro-off " if self.off else "") + ("fg-today" if self.today else "")


@dataclass(slots=True)
class Cell:
    """One field of a grid."""

    css: str
    text: Any = ""
    title: Any = ""


@dataclass(slots=True)
class Row:
    """One line of a grid."""

    label: str
    cells: list[Cell]
    url_id: int | None = None
    note: str = ""
    me: bool = False
    totals: Counter = field(default_factory=Counter)

    @property
    def primary(self) -> int:
        """Days on 正."""
        return self.totals[Role.PRIMARY]

    @property
    def secondary(self) -> int:
        """Days on 副."""
        return self.totals[Role.SECONDARY]

    @property
    def absent(self) -> int:
        """Days away that would have been duty days."""
        return self.totals[ABSENT]


@dataclass(slots=True)
class Block:
    """Rows under one heading."""

    heading: str
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A month."""

    heads: list[DayHead]
    blocks: list[Block] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """All rows of all blocks."""
        return [row for block in self.blocks for row in block.rows]

    @property
    def density(self) -> str:
        """How tightly it has to be printed to stay on one page."""
        return next((name for most, name in DENSITIES if len(self.rows) <= most), "long")


@dataclass(frozen=True, slots=True)
class Person:
    """An officer as a row needs it."""

    pk: int
    name: str
    police_no: str
    post: str
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Stint:
    """A duty as a cell needs it (a tuple of the database, without the model's cost)."""

    officer_id: int
    date: date
    role: str
    planned_role: str
    team_id: int
    group_id: int | None
    commander: bool
    absence_id: int | None
    cover_id: int | None

    @property
    def label(self) -> str:
        """The role, or absent on a day that would have been a duty day."""
        return ABSENT if self.absence_id and self.planned_role != Role.REST else self.role


STINT_COLUMNS = tuple(Stint.__dataclass_fields__)


def legend() -> list[tuple[str, Any, Any]]:
    """Label, letter and words of every kind of day."""
    return [(str(label), LETTERS[label], words) for label, words in WORDS.items()]


def heads(marks: Mapping[date, DayMark], today: date) -> list[DayHead]:
    """The columns of a month."""
    return [DayHead(day, mark, day == today) for day, mark in sorted(marks.items())]


def _css(head: DayHead, label: str, *more: str) -> str:
    return " ".join(filter(None, ("ro-c", f"ro-c-{label}", "fg-today" if head.today else "", *more)))


def _duty_cell(head: DayHead, stint: Stint | None) -> Cell:
    if stint is None:
        return Cell("ro-c ro-c-none" + (" fg-today" if head.today else ""))
    lead = "ro-c-lead" if stint.commander else ""
    cover = "ro-c-cover" if stint.cover_id else ""
    return Cell(_css(head, stint.label, lead, cover), LETTERS[stint.label])


def officers_grid(
    columns: list[DayHead],
    stints: Iterable[Stint],
    people: Iterable[Person],
    teams: Mapping[int, Team],
    positions: Mapping[int, int],
    me: int | None,
) -> Grid:
    """Officers × days, under their teams; inside a team by shift group, then command, then police number.

    Args:
        columns: the days.
        stints: duties of the month.
        people: officers with the team they belong to.
        teams: team id → team.
        positions: shift group id → its place in the cycle.
        me: the reader's officer id.
    """
    by_officer: dict[int, dict[date, Stint]] = defaultdict(dict)
    for stint in stints:
        by_officer[stint.officer_id][stint.date] = stint
    rows = []
    for person in people:
        own = by_officer.get(person.pk)
        if own:
            rows.append((_order(person, own, teams, positions), person, _officer_row(columns, person, own, me)))
    blocks: dict[int | None, Block] = {}
    for _key, person, row in sorted(rows, key=lambda item: item[0]):
        team = teams.get(person.team_id or 0)
        blocks.setdefault(person.team_id, Block(team.name if team else "")).rows.append(row)
    return Grid(columns, list(blocks.values()))


def _order(person: Person, own: dict[date, Stint], teams: Mapping[int, Team], positions: Mapping[int, int]) -> tuple:
    team = teams.get(person.team_id or 0)
    groups = Counter(stint.group_id for stint in own.values() if stint.group_id and not stint.cover_id)
    group = groups.most_common(1)[0][0] if groups else None
    rank = 0 if person.post in COMMANDERS else 1 if person.post == Post.SERGEANT else 2
    place = positions.get(group, 98) if group else 99
    return (team.order if team else 999, person.team_id or 0, place, rank, person.police_no)


def _officer_row(columns: list[DayHead], person: Person, own: dict[date, Stint], me: int | None) -> Row:
    cells = [_duty_cell(head, own.get(head.day)) for head in columns]
    totals = Counter(stint.label for stint in own.values())
    return Row(person.name, cells, person.pk, person.police_no, person.pk == me, totals)


def groups_grid(columns: list[DayHead], turns: Iterable[GroupTurn], commanders: Mapping[date, str]) -> Grid:
    """Shift groups × days, with the duty commander of each day on top."""
    lead = Row(str(_("Duty commander")), [])
    lead.cells = [
        Cell("ro-c ro-c-name" + (" fg-today" if head.today else ""), commanders.get(head.day, "")) for head in columns
    ]
    by_group: dict[int, dict[date, GroupTurn]] = defaultdict(dict)
    groups = {}
    for turn in turns:
        by_group[turn.group_id][turn.date] = turn
        groups[turn.group_id] = turn.group
    rows = [lead]
    for group in sorted(groups.values(), key=lambda item: item.position):
        own = by_group[group.pk]
        cells = []
        for head in columns:
            turn = own.get(head.day)
            label = turn.role if turn else "none"
            cells.append(Cell(_css(head, label), LETTERS.get(label, "")))
        rows.append(Row(group.name, cells, totals=Counter(turn.role for turn in own.values())))
    return Grid(columns, [Block("", rows)])


def teams_grid(
    columns: list[DayHead],
    have: Mapping[date, Mapping[tuple[int, str], int]],
    teams: Iterable[Team],
    gaps: Iterable[Gap],
) -> Grid:
    """Teams × days: strength on 正 and 副 (or on fixed posts), a light where there is a gap."""
    missing = {(gap.date, gap.team_id, gap.role): gap for gap in gaps}
    blocks = []
    for team in teams:
        roles = (Role.PRIMARY, Role.SECONDARY) if team.rotates else (Role.FIXED,)
        block = Block(team.name)
        for role in roles:
            row = Row(str(role.label), [], team.pk)
            row.cells = [
                _strength_cell(head, have.get(head.day, {}).get((team.pk, role), 0), missing, team, role)
                for head in columns
            ]
            block.rows.append(row)
        blocks.append(block)
    return Grid(columns, blocks)


def _strength_cell(head: DayHead, number: int, missing: Mapping, team: Team, role: str) -> Cell:
    gap = missing.get((head.day, team.pk, role))
    css = "ro-c ro-c-n" + (f" ro-c-gap fg-tone-{gap.tone}" if gap else "") + (" fg-today" if head.today else "")
    return Cell(css, f"{number}!" if gap else number or "", gap.text if gap else "")
