"""Judge a workbook row by row: what would be added, changed, stay the same, or is refused and why."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from stations.imports.plan import Plan, no_progress
from stations.imports.reading import RawSheet, heading
from stations.imports.sheets import ADDED, CHANGED, REFUSED, SAME, Column, Record, Sheet

HEADER_WITHIN = 15
HELP_SHEET = "填写说明"
EVERY = 100


@dataclass(slots=True)
class Report:
    """What came of checking: rows as JSON objects, notes about sheets and columns left aside."""

    rows: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict:
        """Rows by outcome."""
        result = dict.fromkeys((ADDED, CHANGED, SAME, REFUSED), 0)
        for row in self.rows:
            result[row["action"]] += 1
        return result

    @property
    def fingerprint(self) -> str:
        """Equal for equal outcomes: what a person agreed to is what gets applied."""
        told = [row for row in self.rows if row["action"] != SAME]
        return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def refuse(self, sheet: str, row: int, code: str, text: str) -> None:
        """A mistake of a whole sheet or file."""
        problem = {"code": code, "column": "", "text": text}
        self.rows.append(
            {"sheet": sheet, "row": row, "action": REFUSED, "label": "", "changes": [], "problems": [problem]}
        )


def check(sheets: list[Sheet], raw: list[RawSheet], plan: Plan, progress: Callable = no_progress) -> Report:
    """Judge all known sheets of a workbook and collect what they mean in ``plan``.

    Args:
        sheets: the declared sheets in reading order.
        raw: the workbook as read.
        plan: filled; not written.
        progress: ``(done, total, message)``.
    """
    report = Report()
    matched = _match(sheets, raw, report)
    total, done = sum(len(found.rows) for _sheet, found in matched), 0
    for sheet, found in matched:
        _check_sheet(sheet, found, plan, report, lambda n, s=sheet, d=done: progress(d + n, total, s.title))
        done += len(found.rows)
    if not matched:
        known = "、".join(sheet.title for sheet in sheets)
        report.refuse("", 0, "no_sheet", _("No known sheet was found. Known sheets: %(known)s") % {"known": known})
    return report


def _match(sheets: list[Sheet], raw: list[RawSheet], report: Report) -> list[tuple[Sheet, RawSheet]]:
    """Pair sheets by title, else by the column titles they carry."""
    by_title = {heading(found.title): found for found in raw}
    pairs: dict[str, RawSheet] = {}
    for sheet in sheets:
        titles = [heading(title) for title in (sheet.title, *sheet.aliases)]
        found = next((by_title.pop(title) for title in titles if title in by_title), None)
        if found:
            pairs[sheet.title] = found
    for found in by_title.values():
        fitting = [s for s in sheets if s.title not in pairs and found.rows and _fits(s, found)]
        if heading(found.title) == HELP_SHEET or not found.rows:
            continue
        if len(fitting) == 1:
            pairs[fitting[0].title] = found
            names = {"found": found.title, "sheet": fitting[0].title}
            report.notes.append(_("Sheet %(found)s was read as %(sheet)s because of its columns.") % names)
        else:
            report.notes.append(_("Sheet %(sheet)s is not known and was left aside.") % {"sheet": found.title})
    return [(sheet, pairs[sheet.title]) for sheet in sheets if sheet.title in pairs]


def _fits(sheet: Sheet, found: RawSheet) -> bool:
    """Whether an unnamed sheet carries every required column and at least three in all."""
    _place, columns, _unknown = _header(sheet, found)
    named = {column.name for column in columns.values()}
    return len(named) >= 3 and all(column.name in named for column in sheet.columns if column.required)


def _header(sheet: Sheet, found: RawSheet) -> tuple[int, dict[int, Column], list[str]]:
    """The header row (its place in ``rows``), column by cell place, and titles nobody knows."""
    titles = {heading(title): column for column in sheet.columns for title in (column.title, *column.aliases)}
    best: tuple[int, dict[int, Column], list[str]] = (-1, {}, [])
    for place, (number, cells) in enumerate(found.rows[:HEADER_WITHIN]):
        if number > HEADER_WITHIN:
            break
        names = [heading(cell) if isinstance(cell, str) else "" for cell in cells]
        columns: dict[int, Column] = {}
        for where, name in enumerate(names):
            if name in titles and titles[name] not in columns.values():
                columns[where] = titles[name]
        if len(columns) > len(best[1]):
            unknown = [str(cells[w]) for w, name in enumerate(names) if name and w not in columns]
            best = (place, columns, unknown)
    return best


def _check_sheet(sheet: Sheet, found: RawSheet, plan: Plan, report: Report, progress: Callable) -> None:
    place, columns, unknown = _header(sheet, found)
    present = {column.name for column in columns.values()}
    absent = [sheet.column(name).title for name in sheet.key if name not in present]
    if absent:
        if found.rows:
            text = _("has no column %(columns)s in its first 15 rows") % {"columns": "、".join(absent)}
            report.refuse(sheet.title, 0, "no_column", text)
        return
    if unknown:
        names = {"sheet": sheet.title, "columns": "、".join(unknown)}
        report.notes.append(_("%(sheet)s: columns %(columns)s are not known and were left aside.") % names)
    seen: dict[tuple, int] = {}
    for counted, (number, cells) in enumerate(found.rows[place + 1 :], 1):
        values = {column.name: cells[where] for where, column in columns.items() if where < len(cells)}
        if all(value is None for value in values.values()):
            continue
        record = sheet.read_row(plan, number, values)
        _judge(sheet, plan, record, seen)
        report.rows.append(_told(sheet, record))
        if counted % EVERY == 0:
            progress(counted)
    sheet.finish(plan)


def _judge(sheet: Sheet, plan: Plan, record: Record, seen: dict[tuple, int]) -> None:
    """Duplicates inside the sheet first, then what the row means."""
    key = sheet.key_of(record)
    if key is not None and key in seen:
        columns = "、".join(sheet.column(name).title for name in sheet.key)
        record.refuse("duplicate", _("occurs twice (as in row %(row)s)") % {"row": seen[key]}, columns)
    elif key is not None:
        seen[key] = record.row
    if record.problems:
        # A bad cell hides no missing one: say all that is wrong at once.
        sheet.complain(plan, record)
    else:
        sheet.plan_row(plan, record)
    if record.problems and key is not None and seen[key] == record.row:
        plan.refused[(sheet.title, key)] = record.row


def _told(sheet: Sheet, record: Record) -> dict:
    """The row of the preview."""
    return {
        "sheet": sheet.title,
        "row": record.row,
        "action": record.action,
        "label": sheet.label(record),
        "changes": record.changes if record.action == CHANGED else [],
        "problems": record.problems,
    }


def first_record(sheet: Sheet, raw: list[RawSheet]) -> Record | None:
    """The first row of one sheet, parsed only: what a command reads before there is a station to judge against."""
    titles = {heading(title) for title in (sheet.title, *sheet.aliases)}
    found = next((one for one in raw if heading(one.title) in titles), None)
    place, columns, _unknown = _header(sheet, found) if found else (-1, {}, [])
    if found is None or not columns or place + 1 >= len(found.rows):
        return None
    number, cells = found.rows[place + 1]
    values = {column.name: cells[where] for where, column in columns.items() if where < len(cells)}
    return sheet.read_row(None, number, values)
