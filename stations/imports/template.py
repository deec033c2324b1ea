"""The workbook a station downloads, fills in and sends back: 填写说明, drop-downs, numbers kept as text (UI-08)."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from stations.imports.checking import HELP_SHEET
from stations.imports.registry import Workbook
from stations.imports.sheets import Sheet

LAST_ROW = 5000
HEAD_FILL = PatternFill("solid", fgColor="1F4E8C")
KEY_FILL = PatternFill("solid", fgColor="B3261E")
GENERAL = (
    "1. 每张工作表第一行是列标题，带 * 的列新增时必填；列的次序可以调整，多余的列不会读取。",
    "2. 不用的工作表可以删去，只导入留下的工作表。没有列出的人员和地点不会被删除。",
    "3. 空白单元格表示不改动；要清除原有内容，请填“清空”。",
    "4. 日期可写作 2026-01-05、2026/1/5 或 2026年1月5日；编号按文本填写，保留前导零。",
    "5. 上传后先预览：新增、变更、不变、拒绝逐行列出，确认后一次全部写入；有一行被拒绝则全部不写入。",
    "6. 同一文件再次导入不会产生任何变化。",
)


def template_bytes(workbook: Workbook, *, examples: bool = False) -> bytes:
    """The empty workbook of a kind.

    Args:
        workbook: the registered kind.
        examples: whether 填写说明 shows example rows below each sheet's columns.
    """
    book = Book()
    _explain(book.active, workbook, examples)
    for sheet in workbook.sheets:
        page = book.create_sheet(sheet.title)
        _head(page, sheet)
        _format(page, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _explain(page, workbook: Workbook, examples: bool) -> None:
    """The sheet 填写说明: rules for all, then every column of every sheet."""
    page.title = HELP_SHEET
    page.append([_("%(label)s: how to fill it in") % {"label": workbook.label}])
    page["A1"].font = Font(size=14, bold=True)
    for line in GENERAL:
        page.append([line])
    page.append([])
    page.append(["工作表", "列", "必填", "说明", "可填内容"])
    head = page.max_row
    for sheet in workbook.sheets:
        page.append([sheet.title, "", "", sheet.about, ""])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
        for column in sheet.columns:
            offered = "、".join(column.parse.options)
            if column.refers:
                offered = f"见“{column.refers.sheet.title}”"
            page.append(["", column.title, "是" if column.required else "", column.help, offered])
        if examples:
            for example in sheet.examples:
                page.append(["", "例", "", "　｜　".join(str(value) for value in example)])
    for cell in page[head]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD_FILL
    for letter, width in zip("ABCDE", (18, 18, 8, 60, 46), strict=True):
        page.column_dimensions[letter].width = width
    for row in page.iter_rows(min_row=head, max_row=page.max_row):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head(page, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, 1):
        cell = page.cell(1, place, f"{column.title} *" if column.required else column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = KEY_FILL if column.name in sheet.key else HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center")
        page.column_dimensions[get_column_letter(place)].width = max(column.width, len(column.title) * 2 + 4)
    page.row_dimensions[1].height = 24
    page.freeze_panes = "A2"


def _format(page, sheet: Sheet) -> None:
    """Text format where leading zeros matter, drop-downs where the words are fixed."""
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        if column.parse.as_text:
            page.column_dimensions[letter].number_format = "@"
        formula = _offered(column)
        if not formula and not column.help:
            continue
        if formula:
            choice = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
            choice.errorTitle, choice.error = column.title, "请从下拉列表中选择"
        else:
            choice = DataValidation(type=None, allow_blank=True)
        choice.promptTitle, choice.prompt, choice.showInputMessage = column.title, column.help[:250] or None, True
        page.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{LAST_ROW}")


def _offered(column) -> str:
    """The formula of a drop-down: a short list of words, or the key column of the sheet referred to."""
    if column.refers and column.refers.listed:
        sheet = column.refers.sheet
        place = next(n for n, other in enumerate(sheet.columns, 1) if other.name == sheet.key[0])
        letter = get_column_letter(place)
        return f"'{sheet.title}'!${letter}$2:${letter}$500"
    if column.parse.options:
        return '"' + ",".join(column.parse.options) + '"'
    return ""
