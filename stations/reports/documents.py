"""The monthly report on paper: a PDF to sign and an Excel workbook to work on (UI-05, UI-08, UI-09)."""

import io
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from stations.kit import render
from stations.kit.export import safe
from stations.reports.rules import report_title
from stations.reports.tables import PartTable, Sheet

NUMERALS = "一二三四五六七八九十"
# Usable width of a portrait A4 page in millimetres; a column of a team takes between the two widths.
PAGE_WIDTH, NAME_WIDTH, NARROW, WIDE = 170, 42, 16, 24
THIN = Side(style="thin", color="8A94A3")
RULED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SHADE = PatternFill("solid", fgColor="E8EDF4")


def face_of(sheet: Sheet, maker: str, made_at: datetime) -> render.Face:
    """Title, 单位, 制表人 and 制表时间."""
    local = timezone.localtime(made_at)
    when = _("%(year)s-%(month)s-%(day)s %(clock)s (document)") % {
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "clock": f"{local:%H:%M}",
    }
    return render.Face(report_title(sheet.station, sheet.report.month), sheet.station.name, maker, when)


def _numbered(number: int, heading: str) -> str:
    """一、…; past ten plain figures."""
    mark = NUMERALS[number - 1] if number <= len(NUMERALS) else str(number)
    return _("%(mark)s. %(heading)s") % {"mark": mark, "heading": heading}


# -- PDF -------------------------------------------------------------------------------------------------------


def pdf(sheet: Sheet, maker: str, made_at: datetime) -> bytes:
    """The report as A4 portrait PDF with embedded fonts."""
    story = [render.text(sheet.opening())]
    head = [_("Figure"), _("Unit"), _("This month"), _("On the month"), _("On the year")]
    for number, section in enumerate(sheet.sections(), 1):
        story.append(render.text(_numbered(number, section.heading), "heading"))
        rows = [
            [cell.figure.name, cell.figure.unit, cell.text, cell.previous.text, cell.last_year.text]
            for cell in section.cells
        ]
        story.append(render.table(head, rows, [52, 18, 22, 39, 39], numbers_from=2))
    story += [render.gap(4), render.text(sheet.closing(), "strong")]
    for title, tables in ((_("By team"), sheet.by_team()), (_("By community"), sheet.by_community())):
        if tables:
            story.append(render.text(title, "heading"))
            for columns in _chunks(len(tables[0].rows)):
                story += [_part_table(tables, columns), render.gap(3)]
    story.append(render.text(_("How it is counted"), "heading"))
    story += [render.text(line, "note") for line in _definitions(sheet)]
    return render.pdf(face_of(sheet, maker, made_at), story)


def _chunks(count: int) -> list[range]:
    """Row numbers in pieces of nearly equal size that fit beside each other on a page."""
    pieces = -(-count // ((PAGE_WIDTH - NAME_WIDTH) // NARROW))
    size = -(-count // pieces)
    return [range(start, min(start + size, count)) for start in range(0, count, size)]


def _part_table(tables: list[PartTable], columns: range):
    """Figures downwards, teams or communities across: value, and below it the change on the month."""
    head = [_("Figure"), *(tables[0].rows[column].name for column in columns)]
    rows = []
    for table in tables:
        for figure, cells in table.lines:
            name = _("%(name)s (%(unit)s)") % {"name": figure.name, "unit": figure.unit}
            rows.append([name, *(_value_and_change(cells[column]) for column in columns)])
    width = min(WIDE, (PAGE_WIDTH - NAME_WIDTH) / len(columns))
    return render.table(head, rows, [NAME_WIDTH, *[width] * len(columns)], small=True)


def _value_and_change(cell) -> str:
    return f"{cell.text}\n{cell.previous.text}" if cell.previous.moved else cell.text


def _definitions(sheet: Sheet) -> list[str]:
    lines = [
        _("%(name)s (%(unit)s): %(definition)s")
        % {"name": figure.name, "unit": figure.unit, "definition": figure.definition}
        for figure in sheet.stored
    ]
    return [*sheet.notes(), *lines]


# -- Excel -----------------------------------------------------------------------------------------------------


def excel(sheet: Sheet, maker: str, made_at: datetime) -> bytes:
    """The report as a workbook: the station, by team, by community, definitions."""
    book, face = Workbook(), face_of(sheet, maker, made_at)
    book.remove(book.worksheets[0])
    first = book.create_sheet(_("Whole station"))
    head = [_("Group"), _("Figure"), _("Unit"), _("This month"), _("Month before"), _("On the month"),
            _("Same month of last year"), _("On the year")]  # fmt: skip
    rows = [
        [section.heading, cell.figure.name, cell.figure.unit, *_numbers(sheet, cell)]
        for section in sheet.sections()
        for cell in section.cells
    ]
    _fill(first, face, head, rows, [14, 26, 10, 12, 12, 24, 18, 24])
    for title, tables in ((_("By team"), sheet.by_team()), (_("By community"), sheet.by_community())):
        if tables:
            _fill_parts(book.create_sheet(title), face, tables)
    words = [[figure.name, figure.unit, figure.definition] for figure in sheet.stored]
    notes = [[_("Note"), "", note] for note in sheet.notes()]
    _fill(book.create_sheet(_("How it is counted")), face, [_("Figure"), _("Unit"), _("Definition")],
          [*words, *notes], [26, 10, 90])  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _numbers(sheet: Sheet, cell) -> list:
    stored = sheet.stored[cell.figure]["station"]
    return [cell.value, stored["previous"], cell.previous.text, stored["last_year"], cell.last_year.text]


def _fill_parts(page: Worksheet, face: render.Face, tables: list[PartTable]) -> None:
    """One line a figure and part, as filters and pivot tables want it."""
    head = [_("Group"), _("Figure"), _("Unit"), _("Unit or community"), _("This month"), _("On the month"),
            _("On the year")]  # fmt: skip
    rows = [
        [table.heading, figure.name, figure.unit, part.name, cell.value, cell.previous.text, cell.last_year.text]
        for table in tables
        for figure, cells in table.lines
        for part, cell in zip(table.rows, cells, strict=True)
    ]
    _fill(page, face, head, rows, [14, 26, 10, 22, 12, 24, 24])
    page.auto_filter.ref = f"A3:{get_column_letter(len(head))}{len(rows) + 3}"


def _fill(page: Worksheet, face: render.Face, head: list[str], rows: list[list], widths: list[int]) -> None:
    """Title row, who and when, head, cells; prints on A4 with the head on every page."""
    last = get_column_letter(len(head))
    for row, (words, font) in enumerate([(face.title, Font(size=16, bold=True)), (face.meta, Font(size=10))], 1):
        page.merge_cells(f"A{row}:{last}{row}")
        page[f"A{row}"].value, page[f"A{row}"].font = safe(words), font
        page[f"A{row}"].alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 30
    for line in [head, *rows]:
        page.append([value if isinstance(value, int | float | None) else safe(str(value)) for value in line])
    for cells in page.iter_rows(min_row=3, max_row=len(rows) + 3):
        for cell in cells:
            cell.border = RULED
            cell.alignment = Alignment(vertical="center", wrap_text=True)
    for cell in page[3]:
        cell.font, cell.fill = Font(bold=True), SHADE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.freeze_panes = "A4"
    page.print_title_rows = "3:3"
    page.page_setup.paperSize, page.page_setup.orientation = page.PAPERSIZE_A4, page.ORIENTATION_LANDSCAPE
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
