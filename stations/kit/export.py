"""Lists as .xlsx and .csv in the form stations use (UI-08): title, who, when, and no live formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Spreadsheets begin a formula with these; Chinese ones also with their full-width twins.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


def safe(value):
    """A cell value that a spreadsheet never runs as a formula; times become local and naive."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return value if value is None or isinstance(value, int | float | bool) else str(value)


def _footer(user) -> str:
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return _("Made by %(name)s at %(time)s") % {"name": user.name, "time": made}


def xlsx_bytes(title: str, head: Sequence[str], rows: Iterable[Sequence], user) -> bytes:
    """One list as a workbook.

    Args:
        title: first row, also the sheet's name.
        head: column titles.
        rows: cell values.
        user: who exports; named in the sheet (SE-25).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_A_SHEET_NAME.sub("-", title[:31]))
    sheet.freeze_panes = "A4"
    for number, column in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(10, len(str(column)) * 2 + 4)
    big = WriteOnlyCell(sheet, safe(title))
    big.font = Font(size=14, bold=True)
    sheet.append([big])
    sheet.append([_footer(user)])
    cells = [WriteOnlyCell(sheet, str(column)) for column in head]
    for cell in cells:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet.append(cells)
    for row in rows:
        sheet.append([safe(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """One list as CSV with a byte-order mark, so that Excel reads the Chinese."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([str(column) for column in head])
    writer.writerows([safe(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An attachment with a Chinese file name that old browsers also understand."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    # What is downloaded names people; no cache on the way keeps it.
    response["Cache-Control"] = "private, no-store"
    return response


def list_response(form: str, title: str, head: Sequence[str], rows: Iterable[Sequence], user) -> HttpResponse:
    """The answer of a list page to ``?format=xlsx`` or ``?format=csv``."""
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M")
    if form == "csv":
        return download(csv_bytes(head, rows), f"{title}-{stamp}.csv", "text/csv; charset=utf-8")
    return download(xlsx_bytes(title, head, rows, user), f"{title}-{stamp}.xlsx", XLSX)
