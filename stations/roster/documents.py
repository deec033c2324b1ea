"""The month as a workbook in the form that gets pinned to the wall (UI-08, UI-09)."""

import io

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from stations.kit.export import safe
from stations.roster.grids import ABSENT, LETTERS, Grid, Row
from stations.roster.models import Role

FILLS = {
    Role.PRIMARY: "BFD4F2",
    Role.SECONDARY: "BFE5E0",
    Role.REST: "F2F4F7",
    Role.FIXED: "DCD0F5",
    ABSENT: "FFE0A3",
}
OFF = PatternFill("solid", fgColor="FBE9E7")
HEAD = PatternFill("solid", fgColor="E8EFF9")
THIN = Side(style="thin", color="8592A3")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
# 单位, 姓名, then the days, then three sums.
FIXED_COLUMNS = 2
SUMS = 3
ONE_PAGE = 88


def month_name(station, month, suffix: str = "") -> str:
    """``××派出所2026年11月值班表``."""
    words = {"station": station.name, "year": month.first.year, "month": month.first.month}
    return _("%(station)s duty roster %(year)s-%(month)s") % words + suffix


def month_workbook(*, station, month, grid: Grid, groups: Grid, maker) -> bytes:
    """Officers × days with the commander and the groups on top, landscape, one page wide.

    Args:
        station: whose roster.
        month: the month (``readings.Month``).
        grid: officers × days.
        groups: groups × days, the commander's row first.
        maker: who made it; named in the sheet (制表人).
    """
    book = Workbook()
    sheet = book.active
    sheet.title = f"{month.first:%Y-%m}"
    width = FIXED_COLUMNS + len(month.heads) + SUMS
    _title(sheet, station, month, maker, width)
    _days(sheet, month)
    row = 5
    for line in groups.rows:
        _line(sheet, row, "", line)
        row += 1
    for block in grid.blocks:
        begin = row
        for line in block.rows:
            _line(sheet, row, block.heading, line)
            row += 1
        if row - begin > 1:
            sheet.merge_cells(start_row=begin, end_row=row - 1, start_column=1, end_column=1)
    _legend(sheet, row, width)
    _paper(sheet, month, one_page=row <= ONE_PAGE)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _title(sheet, station, month, maker, width: int) -> None:
    made = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    sheet.cell(1, 1, month_name(station, month)).font = Font(size=16, bold=True)
    sheet.cell(1, 1).alignment = MIDDLE
    words = _("Unit: %(station)s    Made by: %(name)s    Made at: %(time)s")
    sheet.cell(2, 1, safe(words % {"station": station.name, "name": maker.name, "time": made}))
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet.row_dimensions[1].height = 26


def _days(sheet, month) -> None:
    """The day numbers, and below them weekday and 节/休/班."""
    labels = [_("Unit"), _("Officer")]
    for column, label in enumerate(labels, 1):
        _head(sheet.cell(3, column, label))
        _head(sheet.cell(4, column))
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    for column, head in enumerate(month.heads, FIXED_COLUMNS + 1):
        _head(sheet.cell(3, column, head.day.day), off=head.off)
        flag = f"\n{head.flag}" if head.flag else ""
        _head(sheet.cell(4, column, f"{head.weekday}{flag}"), off=head.off)
    for column, label in enumerate(
        (LETTERS[Role.PRIMARY], LETTERS[Role.SECONDARY], LETTERS[ABSENT]), FIXED_COLUMNS + len(month.heads) + 1
    ):
        _head(sheet.cell(3, column, str(label)))
        _head(sheet.cell(4, column, _("days")))
    sheet.row_dimensions[4].height = 28


def _head(cell, off: bool = False) -> None:
    cell.font, cell.alignment, cell.border = Font(size=9, bold=True), MIDDLE, BOX
    cell.fill = OFF if off else HEAD


def _line(sheet, row: int, unit: str, line: Row) -> None:
    """One officer, one group, or the commander's names."""
    for column, value in ((1, unit), (2, line.label)):
        cell = sheet.cell(row, column, safe(value))
        cell.font, cell.alignment, cell.border = Font(size=9, bold=column == 1), MIDDLE, BOX
    for column, field in enumerate(line.cells, FIXED_COLUMNS + 1):
        cell = sheet.cell(row, column, safe(str(field.text)))
        names = "ro-c-name" in field.css
        cell.font = Font(size=8 if names else 9, bold="ro-c-lead" in field.css, underline=_cover(field.css))
        cell.alignment, cell.border = MIDDLE, BOX
        colour = next((fill for label, fill in FILLS.items() if f"ro-c-{label}" in field.css.split()), None)
        if colour:
            cell.fill = PatternFill("solid", fgColor=colour)
        if names:
            sheet.row_dimensions[row].height = 40
    for offset, number in enumerate((line.primary, line.secondary, line.absent)):
        cell = sheet.cell(row, FIXED_COLUMNS + len(line.cells) + 1 + offset, number or None)
        cell.font, cell.alignment, cell.border = Font(size=9), MIDDLE, BOX


def _cover(css: str) -> str | None:
    return "single" if "ro-c-cover" in css else None


def _legend(sheet, row: int, width: int) -> None:
    words = [
        f"{LETTERS[Role.PRIMARY]} {_('Primary duty')}", f"{LETTERS[Role.SECONDARY]} {_('Secondary duty')}",
        f"{LETTERS[Role.REST]} {_('Resting')}", f"{LETTERS[Role.FIXED]} {_('Fixed post')}",
        f"{LETTERS[ABSENT]} {_('Absent')}", _("bold: leads"), _("underlined: standing in"),
    ]  # fmt: skip
    sheet.cell(row, 1, "    ".join(words)).font = Font(size=9)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)


def _paper(sheet, month, one_page: bool) -> None:
    """A4 landscape, one page wide and, up to about eighty people, one page high; heads stay in sight."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 13, 11
    for number in range(FIXED_COLUMNS + 1, FIXED_COLUMNS + len(month.heads) + SUMS + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 3.9
    sheet.freeze_panes = "C5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
    sheet.print_title_rows = "1:4"
    sheet.page_margins.left = sheet.page_margins.right = 0.3
    sheet.page_margins.top = sheet.page_margins.bottom = 0.3
    sheet.print_options.horizontalCentered = True
