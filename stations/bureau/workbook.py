"""Open an export of the bureau: its title row, examples of its columns, its rows (nothing run, nothing trusted)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from stations.bureau.columns import is_private
from stations.imports.cells import clean, plain
from stations.imports.reading import BROKEN, FORMULA, MOST_COLUMNS, RawSheet, heading, inspect, read
from stations.kit.answer import RuleBroken

# An export begins with a few lines about itself at most.
HEAD_WITHIN = 10
LOOK_ROWS = 14
LONGEST_EXAMPLE = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column of theirs with a few of its values; those of persons are masked."""

    title: str
    examples: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """The sheet that holds the rows: titles by place, and the rows below them with their number in Excel."""

    titles: list[str]
    rows: list[tuple[int, list]]

    def cells(self, columns: dict[str, str]) -> Iterator[tuple[int, dict]]:
        """Each row as field of ours → cell, by a mapping of fields to titles."""
        places = {heading(title): place for place, title in reversed(list(enumerate(self.titles))) if title}
        wanted = {code: places.get(heading(title)) for code, title in columns.items() if title}
        for number, row in self.rows:
            yield (
                number,
                {
                    code: row[place] if place is not None and place < len(row) else None
                    for code, place in wanted.items()
                },
            )


def _titles(rows: list[tuple[int, list]]) -> int:
    """Index of the title row: the one with most different texts among the first, the topmost of equals."""
    best, most = 0, 0
    for place, (_number, cells) in enumerate(rows[:HEAD_WITHIN]):
        texts = {cell for cell in cells if isinstance(cell, str)}
        if len(texts) > most:
            best, most = place, len(texts)
    return best


def _sheet(raw: RawSheet) -> Sheet:
    head = _titles(raw.rows)
    titles = ["" if cell is None or cell is FORMULA else plain(cell) for cell in raw.rows[head][1]]
    return Sheet(titles, raw.rows[head + 1 :])


def load(stored) -> Sheet:
    """All rows of an export: of its sheets the one with most rows.

    Args:
        stored: a ``StoredFile``.

    Raises:
        RuleBroken: not readable, too large, or without rows.
    """
    with stored.content.open("rb") as stream:
        sheets = read(stream, stored.size)
    fullest = max(sheets, key=lambda sheet: len(sheet.rows), default=None)
    if fullest is None or len(fullest.rows) < 2:
        raise RuleBroken(_("The workbook holds no rows."), code="empty")
    return _sheet(fullest)


def look(stored) -> list[Column]:
    """The columns of an export with a few examples, without reading it to its end.

    Raises:
        RuleBroken: not readable, or nothing in it.
    """
    with stored.content.open("rb") as stream:
        return look_at(stream, stored.size)


def look_at(stream, size: int) -> list[Column]:
    """The columns of a workbook that is not stored yet; see :func:`look`."""
    inspect(stream, size)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        raws = [_first_rows(worksheet) for worksheet in book.worksheets]
        book.close()
    except BROKEN as error:
        reason = _("This workbook cannot be read. Open it in Excel, save it again as .xlsx.")
        raise RuleBroken(reason, code="broken") from error
    fullest = max(raws, key=lambda raw: len(raw.rows), default=None)
    if fullest is None or not fullest.rows:
        raise RuleBroken(_("The workbook holds no rows."), code="empty")
    sheet = _sheet(fullest)
    return [
        Column(title, _examples(title, [row[place] for _number, row in sheet.rows if place < len(row)]))
        for place, title in enumerate(sheet.titles) if title
    ]  # fmt: skip


def _first_rows(worksheet) -> RawSheet:
    worksheet.reset_dimensions()
    raw = RawSheet(worksheet.title.strip())
    for number, cells in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS, max_row=HEAD_WITHIN + LOOK_ROWS), 1):
        values = [clean(cell.value) for cell in cells]
        if any(value is not None for value in values):
            raw.rows.append((number, values))
    return raw


def _examples(title: str, values: list) -> tuple[str, ...]:
    texts = list(dict.fromkeys(plain(value) for value in values if value is not None))[:3]
    if is_private(title):
        return tuple(text[:1] + "*" * min(len(text) - 1, 10) for text in texts)
    return tuple(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…" for text in texts)
