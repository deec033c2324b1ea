"""A stored report as headings, lines and cells: what page, Excel and PDF share."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.utils.translation import gettext as _

from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from stations.indicators.registry import Figure
from stations.indicators.rules import Change, compare, plain, spoken
from stations.organisation.models import Team
from stations.places.models import Community
from stations.reports.facts import Parts, parts_of, scope_of
from stations.reports.models import MonthlyReport
from stations.reports.rules import month_words

ARROWS = {"up": "arrow-up", "down": "arrow-down", "same": "minus", "none": "point"}


@dataclass(frozen=True, slots=True)
class Moved:
    """A change ready to be drawn: words, tone, arrow."""

    text: str
    tone: str
    icon: str
    direction: str

    @property
    def known(self) -> bool:
        """Whether there is an earlier number to compare with."""
        return self.direction != "none"

    @property
    def moved(self) -> bool:
        """Whether it went up or down."""
        return self.direction in {"up", "down"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with its two comparisons and the list it counts."""

    figure: Figure
    value: Any
    previous: Moved
    last_year: Moved
    url: str = ""

    @property
    def text(self) -> str:
        """The number as tables write it."""
        return plain(self.value)

    @property
    def hint(self) -> str:
        """Both comparisons in one line."""
        return _("%(previous)s on the month, %(last_year)s on the year") % {
            "previous": self.previous.text,
            "last_year": self.last_year.text,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one group for the whole station."""

    heading: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Part:
    """A team or community with one cell a figure, in the order of ``figures`` of its table."""

    name: str
    url: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class PartTable:
    """One group of figures, cut by team or by community."""

    heading: str
    figures: list[Figure]
    rows: list[Part]

    @property
    def lines(self) -> list[tuple[Figure, list[Cell]]]:
        """The same with figures downwards: each figure and its cells, one a part."""
        return [(figure, [row.cells[index] for row in self.rows]) for index, figure in enumerate(self.figures)]


def _moved(change: Change, figure: Figure) -> Moved:
    return Moved(str(change.text), change.tone(figure.higher_is_better), ARROWS[change.direction], change.direction)


def make_cell(figure: Figure, numbers: dict, url: str = "") -> Cell:
    """The stored numbers of one cell as they are shown."""
    value = numbers.get("value")
    on_month = compare(value, numbers.get("previous"), share=figure.is_share)
    on_year = compare(numbers.get("base", value), numbers.get("last_year"), share=figure.is_share)
    return Cell(figure, value, _moved(on_month, figure), _moved(on_year, figure), url)


class Sheet:
    """One stored report, laid out. Asks the database for names and parts only (three queries)."""

    def __init__(self, report: MonthlyReport, station: Any):
        self.report, self.station = report, station
        self.period = Period.month(report.month)
        stored = report.figures.get("figures", {})
        self.stored = {figure: stored[figure.code] for figure in registry.all() if figure.code in stored}
        self.parts: Parts = parts_of(station)
        self.teams = {team.pk: team for team in Team.objects.filter(station=station)}
        self.communities = {row.pk: row for row in Community.objects.filter(station=station)}

    @property
    def leap_day(self) -> bool:
        """Whether 29 February was left out of a comparison."""
        return bool(self.report.figures.get("leap_day"))

    def sections(self) -> list[Section]:
        """The whole station, group by group."""
        groups: dict[str, list[Cell]] = {}
        for figure, numbers in self.stored.items():
            url = figure.drill_down(self.station, STATION, self.period)
            groups.setdefault(str(figure.group), []).append(make_cell(figure, numbers["station"], url))
        return [Section(heading, cells) for heading, cells in groups.items()]

    def by_team(self) -> list[PartTable]:
        """Group by group, team by team; dissolved teams only where they had a figure."""
        scopes = {str(pk): scope_of(self.parts, team=pk) for pk in self.parts.teams}
        rows = [(pk, self.teams[int(pk)], scope) for pk, scope in scopes.items()]
        return self._part_tables("teams", [row for row in rows if row[1].active or self._any("teams", row[0])])

    def by_community(self) -> list[PartTable]:
        """The same for communities."""
        return self._part_tables(
            "communities",
            [
                (str(pk), self.communities[pk], scope_of(self.parts, community=pk))
                for pk in self.parts.communities
                if self._any("communities", str(pk), known_only=True)
            ],
        )

    def _any(self, part: str, key: str, known_only: bool = False) -> bool:
        found = [numbers.get(part, {}).get(key, {}).get("value") for numbers in self.stored.values()]
        return any(value is not None if known_only else value for value in found)

    def _part_tables(self, part: str, rows: list[tuple[str, Any, Scope]]) -> list[PartTable]:
        groups: dict[str, list[Figure]] = {}
        for figure, numbers in self.stored.items():
            if part in numbers:
                groups.setdefault(str(figure.group), []).append(figure)
        return [
            PartTable(heading, figures, [self._part(part, figures, *row) for row in rows])
            for heading, figures in groups.items()
            if rows
        ]

    def _part(self, part: str, figures: list[Figure], key: str, obj: Any, scope: Scope) -> Part:
        cells = [
            make_cell(
                figure, self.stored[figure][part].get(key, {}), figure.drill_down(self.station, scope, self.period)
            )
            for figure in figures
        ]
        return Part(obj.name, registry.address_of(obj), cells)

    # -- words -------------------------------------------------------------------------------------------------

    def opening(self) -> str:
        """The first paragraph: the period and its main figures (UI-05); a figure nobody could know is left out."""
        clauses = [
            self._clause(cell) for section in self.sections() for cell in section.cells
            if cell.figure.headline and cell.value is not None
        ]  # fmt: skip
        if not clauses:
            return ""
        period = _("%(month)s, %(station)s: %(clause)s") % {
            "month": month_words(self.report.month),
            "station": self.station.name,
            "clause": clauses[0],
        }
        joined = reduce(lambda one, two: _("%(one)s; %(two)s") % {"one": one, "two": two}, clauses[1:], period)
        return _("%(sentence)s.") % {"sentence": joined}

    @staticmethod
    def _clause(cell: Cell) -> str:
        return _("%(name)s %(value)s %(unit)s, %(changes)s") % {
            "name": cell.figure.name,
            "value": spoken(cell.value),
            "unit": cell.figure.unit,
            "changes": _changes(cell),
        }

    def closing(self) -> str:
        """The 小结: what got worse, in words."""
        cells = [cell for section in self.sections() for cell in section.cells]
        worse = [str(cell.figure.name) for cell in cells if "warn" in (cell.previous.tone, cell.last_year.tone)]
        if not worse:
            return _("In short: no figure moved in the wrong direction.")
        names = reduce(lambda one, two: _("%(one)s, %(two)s") % {"one": one, "two": two}, worse)
        return _("In short: worth a look are %(names)s.") % {"names": names}

    def notes(self) -> list[str]:
        """What a reader must know about the comparisons."""
        notes = [
            _("“On the month” compares with the month before, “on the year” with the same month of the year before; "
              "a dash stands where the earlier number is 0 or not known."),
            _("Figures are counted by duty date, Beijing time."),
        ]  # fmt: skip
        if self.leap_day:
            notes.append(_("29 February is left out of the comparison with the year before."))
        return notes


def _changes(cell: Cell) -> str:
    """环比 and 同比 in words; what cannot be compared is not named."""
    words = {"previous": cell.previous.text, "last_year": cell.last_year.text}
    if cell.previous.direction == cell.last_year.direction == "same":
        return _("level on the month and on the year")
    if cell.previous.known and cell.last_year.known:
        return _("%(previous)s on the month and %(last_year)s on the year") % words
    if cell.previous.known:
        return _("%(previous)s on the month") % words
    if cell.last_year.known:
        return _("%(last_year)s on the year") % words
    return _("with no earlier number to compare")
