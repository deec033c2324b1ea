"""A sheet of a workbook, declared: its columns, its key, and what a row means for the tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from stations.imports.cells import CLEAR, CellError, Parser
from stations.imports.plan import Plan
from stations.imports.reading import FORMULA

ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a column refers to: a row of another sheet's table, named by that sheet's one key column.

    Attributes:
        sheet: the sheet that brings such rows in.
        unknown: reason with ``%(value)s`` when neither table nor workbook has it.
        listed: whether the template offers that sheet's column as a drop-down.
    """

    sheet: "TableSheet"
    unknown: Any
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: word in the code; the model column of the same name takes the value unless ``stored`` is False.
        title: title in the sheet.
        parse: reads and shows a cell.
        required: needed where a row adds something; a blank cell of a known row leaves the value as it is.
        aliases: other titles under which stations keep it.
        help: line in 填写说明.
        refers: the cell names an object.
        stored: whether the value goes into the model column ``name``.
    """

    name: str
    title: str
    parse: Parser
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""
    width: int = 14
    refers: Reference | None = None
    stored: bool = True


@dataclass(slots=True)
class Record:
    """One row being judged: its values, and what is wrong with it."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)
    action: str = SAME
    changes: list[list[str]] = field(default_factory=list)

    def __getitem__(self, name: str):
        return self.values[name]

    def get(self, name: str, default=None):
        """A value, or the default where the cell was blank or the column is missing."""
        return self.values.get(name, default)

    def refuse(self, code: str, reason, column: str = "") -> None:
        """Note one mistake of this row; ``column`` is the title of the column."""
        self.problems.append({"code": code, "column": column, "text": str(reason)})
        self.action = REFUSED


class Sheet:
    """Base of all sheets. Subclasses declare; :meth:`plan_row` says what a good row means.

    Attributes:
        title: name of the sheet.
        columns: in the order of the template.
        key: names of the columns that say which row of the table is meant.
        about: line in 填写说明.
        names: further columns by which the preview names a row.
    """

    title: str
    aliases: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    about: str = ""
    names: tuple[str, ...] = ()
    examples: tuple[tuple, ...] = ()

    def column(self, name: str) -> Column:
        """A column by its word in the code."""
        return next(column for column in self.columns if column.name == name)

    def read_row(self, plan: Plan, row: int, cells: dict[str, Any]) -> Record:
        """Parse the cells of one row (column name → raw value) and resolve what they refer to."""
        record = Record(row)
        for column in self.columns:
            if cells.get(column.name) is not None:
                self._read_cell(plan, record, column, cells[column.name])
        for name in self.key:
            if cells.get(name) is None:
                record.refuse("missing", _("is missing"), self.column(name).title)
        return record

    def _read_cell(self, plan: Plan, record: Record, column: Column, raw) -> None:
        try:
            if raw is FORMULA:
                raise CellError("formula", _("is a formula without a stored result: paste it as a value"))
            if raw == CLEAR and not column.required and column.name not in self.key:
                record.values[column.name] = None
                return
            value = column.parse(raw)
            record.texts[column.name] = column.parse.show(value)
            record.values[column.name] = self._resolve(plan, column, value) if column.refers else value
        except CellError as error:
            record.refuse(error.code, error.reason, column.title)

    @staticmethod
    def _resolve(plan: Plan, column: Column, value):
        sheet = column.refers.sheet
        found = sheet.index(plan).get((value,))
        broken = plan.refused.get((sheet.title, (value,)))
        if found is not None and not broken:
            return found
        if broken:
            where = {"sheet": sheet.title, "row": broken}
            raise CellError("refers_to_refused", _("refers to %(sheet)s row %(row)s, which has a mistake") % where)
        raise CellError("unknown", str(column.refers.unknown) % {"value": value})

    def key_of(self, record: Record) -> tuple | None:
        """The texts of the key columns, or None where one is missing or unreadable."""
        if any(name not in record.texts for name in self.key):
            return None
        return tuple(record.texts[name] for name in self.key)

    def label(self, record: Record) -> str:
        """How the preview names the row: its key, and the person's name beside a police number."""
        return " ".join(record.texts[name] for name in (*self.key, *self.names) if name in record.texts)

    def demand(self, record: Record) -> None:
        """Refuse a new row that lacks a required cell."""
        complained = {problem["column"] for problem in record.problems}
        for column in self.columns:
            if column.required and record.get(column.name) is None and column.title not in complained:
                record.refuse("missing", _("is missing"), column.title)

    def note_changes(self, record: Record, changes: list[tuple[str, Any, Any]]) -> None:
        """Take over what a known row changes, as texts old → new."""
        known = {column.name: column for column in self.columns}
        for name, old, new in changes:
            if name in known:
                show = str if known[name].refers else known[name].parse.show
                record.changes.append([known[name].title, *("" if v is None else show(v) for v in (old, new))])
        if changes and record.action == SAME:
            record.action = CHANGED

    def plan_row(self, plan: Plan, record: Record) -> None:
        """Put what the row means into the plan; called for rows whose cells are all readable."""
        raise NotImplementedError

    def complain(self, plan: Plan, record: Record) -> None:
        """Add what else is wrong with a row that already has a mistake."""

    def finish(self, plan: Plan) -> None:
        """After the last row: what follows from the sheet as a whole."""


class TableSheet(Sheet):
    """A sheet whose rows are rows of one table, found by key."""

    model: type[models.Model]
    related: tuple[str, ...] = ()

    def index(self, plan: Plan) -> dict[tuple, models.Model]:
        """Rows of the table by the texts of their key."""
        return plan.once(self.title, lambda: {self.key_in_table(row): row for row in self.rows(plan)})

    def rows(self, plan: Plan):
        """The table's rows with whatever keys and texts are read from."""
        referring = [column for column in self.columns if column.refers and column.stored]
        names = [*self.related, *(column.name for column in referring)]
        names += [f"{column.name}__{name}" for column in referring for name in column.refers.sheet.related]
        return self.model.objects.select_related(*names) if names else self.model.objects.all()

    def key_in_table(self, row) -> tuple:
        """Key texts of a stored row."""
        parts = ((self.column(name), getattr(row, name)) for name in self.key)
        return tuple(
            column.refers.sheet.key_in_table(value)[0] if column.refers else column.parse.show(value)
            for column, value in parts
        )

    def values(self, record: Record) -> dict[str, Any]:
        """Model columns the row sets; a cleared cell sets the column's empty value."""
        result = {}
        for column in self.columns:
            if column.stored and column.name in record.values:
                value = record.values[column.name]
                result[column.name] = self._empty(column.name) if value is None else value
        return result

    def _empty(self, name: str):
        column = self.model._meta.get_field(name)
        if column.null:
            return None
        return column.get_default() if column.has_default() else ""

    def judge(self, plan: Plan, record: Record, found) -> None:
        """Rules over several cells; ``found`` is the stored row or None."""

    def make(self, plan: Plan, record: Record) -> models.Model:
        """The new row."""
        return self.model(station=plan.station, **self.values(record))

    def complain(self, plan: Plan, record: Record) -> None:
        if self.index(plan).get(self.key_of(record)) is None:
            self.demand(record)

    def plan_row(self, plan: Plan, record: Record) -> None:
        index, key = self.index(plan), self.key_of(record)
        found = index.get(key)
        if found is None:
            self.demand(record)
        self.judge(plan, record, found)
        if record.problems:
            return
        if found is None:
            record.action = ADDED
            index[key] = plan.add(self.make(plan, record))
        else:
            self.note_changes(record, plan.change(found, **self.values(record)))


class DatedSheet(TableSheet):
    """A sheet of effective-dated rows: a change closes the row in force and opens its successor.

    Attributes:
        change: names of the columns whose change opens a successor.
    """

    change: tuple[str, ...]

    def rows(self, plan: Plan):
        """Oldest first, so that the index holds the latest of each key."""
        return super().rows(plan).order_by("start")

    def index(self, plan: Plan) -> dict[tuple, models.Model]:
        return plan.once(self.title, lambda: latest_of(self.rows(plan), self.key_in_table))

    def first_start(self, plan: Plan, record: Record) -> date:
        """From when a row holds that has no predecessor and no date."""
        return plan.today

    def plan_row(self, plan: Plan, record: Record) -> None:
        index, key = self.index(plan), self.key_of(record)
        latest = index.get(key)
        if latest is None:
            self.demand(record)
        self.judge(plan, record, latest)
        if record.problems:
            return
        values = self.values(record)
        start = values.pop("start", None)
        successor = succeed(self, plan, record, latest, values, start or None)
        if successor is not None:
            index[key] = successor


def succeed(sheet, plan: Plan, record: Record, latest, values: dict, start: date | None, make=None):
    """Plan the dated row that a sheet's row asks for.

    Args:
        sheet: the DatedSheet, or a sheet with ``first_start`` and ``model``.
        latest: the latest row of the same key, or None.
        values: the columns wanted.
        start: the day given in the sheet, or None.
        make: builds the new row from (values, start); default the sheet's model.

    Returns: the new row, or None where ``latest`` stays the latest.
    """
    build = make or (lambda values, start: sheet.model(station=plan.station, start=start, **values))
    if latest is None:
        record.action = ADDED if record.action == SAME else record.action
        return plan.add(build(values, start or sheet.first_start(plan, record)))
    closed = latest.end is not None and latest.end <= plan.today
    differs = {name for name, value in values.items() if getattr(latest, name) != value}
    if not closed and not differs & set(getattr(sheet, "change", values)):
        return _correct(sheet, plan, record, latest, values, start)
    if not closed and latest.start >= plan.today and start in {None, latest.start}:
        sheet.note_changes(record, plan.change(latest, **values))
        return None
    begin = start or max(plan.today, latest.end or plan.today)
    if begin <= latest.start or (latest.end and begin < latest.end):
        _too_early(record, sheet, begin, latest)
        return None
    wanted = {**{name: getattr(latest, name) for name in getattr(sheet, "change", ())}, **values}
    changes = [(name, getattr(latest, name), values[name]) for name in sorted(differs)]
    if latest.end is None or latest.end > begin:
        plan.change(latest, end=begin)
    sheet.note_changes(record, [*changes, (start_column(sheet), latest.start, begin)])
    return plan.add(build(wanted, begin))


def latest_of(rows, key: Callable) -> dict:
    """The latest dated row of each key; ``before`` on it is the end of the one before (rows oldest first)."""
    result: dict = {}
    for row in rows:
        name = key(row)
        row.before = result[name].end if name in result else None
        result[name] = row
    return result


def start_column(sheet: Sheet) -> str:
    """The word of the column that holds the first day."""
    return next((column.name for column in sheet.columns if column.name in {"start", "joined"}), "start")


def _correct(sheet, plan: Plan, record: Record, latest, values: dict, start: date | None) -> None:
    """Same person, same place: a different start corrects the row, unless an earlier row is in the way."""
    before = getattr(latest, "before", None)
    if start and start != latest.start:
        if (before and start < before) or (latest.end and start >= latest.end):
            _too_early(record, sheet, start, latest)
            return
        values = {**values, "start": start}
    named = [
        (start_column(sheet) if name == "start" else name, *rest) for name, *rest in plan.change(latest, **values)
    ]
    sheet.note_changes(record, named)


def _too_early(record: Record, sheet, start: date, latest) -> None:
    """A day on or before the row in force would rewrite the past."""
    days = {"start": start, "latest": latest.start}
    title = sheet.column(start_column(sheet)).title
    if start == latest.start:
        record.refuse("no_new_date", _("must be a new date when something changes (now %(latest)s)") % days, title)
    else:
        record.refuse("before_later", _("%(start)s lies before the entry in force since %(latest)s") % days, title)
