"""Open a workbook that a station has in its drawer: only data, nothing run, nothing trusted."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from stations.imports.cells import clean
from stations.kit.answer import RuleBroken

# What the libraries raise on files that are damaged, locked or not what they say.
BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, ParseError, OSError,
    EOFError, RuntimeError,
)  # fmt: skip

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 150 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_SHEETS = 40
# Sheets formatted far below their last row look endless.
MOST_BLANK_ROWS = 500
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula whose result Excel did not store in the file."""


FORMULA = Formula()


@dataclass(slots=True)
class RawSheet:
    """A sheet as read: Excel row number and cleaned cells of every row that is not blank."""

    title: str
    rows: list[tuple[int, list]] = field(default_factory=list)


def inspect(stream: BinaryIO, size: int) -> None:
    """Refuse what is not a plain .xlsx before any of it is unpacked.

    Raises:
        RuleBroken: one sentence saying what is wrong and what to do.
    """
    if size > LARGEST_FILE:
        raise RuleBroken(_("The file is larger than 10 MB. Split it or remove pictures."), code="too_large")
    stream.seek(0)
    head = stream.read(8)
    if head == OLE:
        raise RuleBroken(
            _("This is an old .xls file or protected by a password. Save it as .xlsx without password."), code="ole"
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise RuleBroken(_("This is not an Excel workbook (.xlsx)."), code="not_xlsx")
    except zipfile.BadZipFile:
        raise RuleBroken(_("This file is broken or not an Excel workbook (.xlsx)."), code="not_xlsx") from None
    if len(parts) > 2000 or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise RuleBroken(_("The workbook is far too large when unpacked."), code="bomb")
    stream.seek(0)


def read(stream: BinaryIO, size: int) -> list[RawSheet]:
    """All visible data of a workbook.

    Args:
        stream: an open binary file.
        size: its length in bytes.

    Raises:
        RuleBroken: not readable, or more than 20,000 rows in a sheet.
    """
    inspect(stream, size)
    try:
        sheets, formulas = _pass(stream, formulas=True)
        if formulas:
            stored, _none = _pass(stream, formulas=False)
            _fill(sheets, stored, formulas)
    except RuleBroken:
        raise
    except BROKEN as error:
        reason = _("This workbook cannot be read. Open it in Excel, save it again as .xlsx.")
        raise RuleBroken(reason, code="broken") from error
    return sheets


def _pass(stream: BinaryIO, *, formulas: bool):
    """One reading: with formulas as formulas, or with the results Excel stored."""
    stream.seek(0)
    book = load_workbook(stream, read_only=True, data_only=not formulas, keep_links=False)
    sheets, found = [], set()
    if len(book.worksheets) > MOST_SHEETS:
        raise RuleBroken(_("The workbook has too many sheets."), code="too_many_sheets")
    for worksheet in book.worksheets:
        # A wrong <dimension> would cut the sheet.
        worksheet.reset_dimensions()
        sheet = RawSheet(worksheet.title.strip())
        for number, cells in _rows(worksheet, sheet.title):
            if formulas:
                found |= {(sheet.title, number, place) for place, cell in enumerate(cells) if _is_formula(cell)}
            sheet.rows.append((number, _trimmed([clean(cell.value) for cell in cells])))
        sheets.append(sheet)
    book.close()
    return sheets, found


def _trimmed(values: list) -> list:
    """Without the blanks at the end of a row."""
    while values and values[-1] is None:
        values.pop()
    return values


def _is_formula(cell) -> bool:
    return cell.value is not None and getattr(cell, "data_type", "") == "f"


def _rows(worksheet, title: str) -> Iterator[tuple[int, tuple]]:
    """Rows that hold anything, with their number in Excel."""
    blanks = taken = 0
    for number, cells in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if all(clean(cell.value) is None for cell in cells):
            blanks += 1
            if blanks > MOST_BLANK_ROWS:
                return
            continue
        blanks, taken = 0, taken + 1
        if taken > MOST_ROWS:
            raise RuleBroken(
                _("Sheet %(sheet)s has more than %(most)s rows. Split it.") % {"sheet": title, "most": MOST_ROWS},
                code="too_many_rows",
            )
        yield number, cells


def _fill(sheets: list[RawSheet], stored: list[RawSheet], formulas: set) -> None:
    """Put the stored results in the places of the formulas; where there is none, say so."""
    results = {(sheet.title, number): cells for sheet in stored for number, cells in sheet.rows}
    for sheet in sheets:
        for number, cells in sheet.rows:
            for place in range(len(cells)):
                if (sheet.title, number, place) in formulas:
                    row = results.get((sheet.title, number), [])
                    value = row[place] if place < len(row) else None
                    cells[place] = FORMULA if value is None else value


def heading(text) -> str:
    """A title as compared: without spaces, stars and bracketed remarks (``警号 *（必填）`` is 警号)."""
    text = re.sub(r"[（(\[【].*?[）)\]】]", "", str(clean(text) or ""))
    return re.sub(r"[\s*＊:：]+", "", text)
