"""One description of a paper, two renderings: PDF to print, Word (docx) to work on (UI-01, UI-02, UI-07).

A :class:`Paper` is a title, a number and blocks. Papers are Chinese whatever language the screen speaks. The Word
file names the fonts of official documents (仿宋, 小标宋) with open fall-backs and ships none; the PDF embeds its own
font and marks every character that font lacks (decision 0024).
"""

import io
import re
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils import translation
from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from stations.kit import paper_pdf
from stations.kit.export import download
from stations.kit.paper import (
    BLANK_DAY,
    BOTTOM,
    LEFT,
    RIGHT,
    SIGN_WIDTHS,
    TOP,
    Block,
    Facts,
    Gap,
    Heading,
    PageBreak,
    Paper,
    Para,
    Picture,
    Sign,
    Signatures,
    Table,
    Title,
    fact_rows,
    fact_widths,
    joined,
    picture_size,
    table_widths,
)

__all__ = [
    "Block", "Facts", "Gap", "Heading", "PageBreak", "Paper", "Para", "Picture", "Sign", "Signatures", "Table",
    "Title", "joined", "paper_file", "to_docx", "to_pdf",
]  # fmt: skip

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHINESE = "zh-hans"
FANGSONG, SONG, HEI, KAI = "仿宋", "方正小标宋简体", "黑体", "楷体"
# Name → other names under which a machine may have it, or something near it (UI-07).
FONTS = {
    FANGSONG: "FangSong,仿宋_GB2312,FangSong_GB2312,Noto Serif CJK SC",
    SONG: "FZXiaoBiaoSong-B05S,宋体,SimSun,Noto Serif CJK SC",
    HEI: "SimHei,Noto Sans CJK SC",
    KAI: "KaiTi,楷体_GB2312,Noto Serif CJK SC",
}
# What XML 1.0 forbids; nothing visible is among it.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER,
}  # fmt: skip


def paper_file(paper: Paper, name: str, form: str) -> HttpResponse:
    """The paper as a download.

    Args:
        name: of the file, without ending.
        form: ``pdf`` or ``docx``.

    Raises:
        Http404: another form.
    """
    if form == "docx":
        return download(to_docx(paper), f"{name}.docx", DOCX)
    if form == "pdf":
        return download(to_pdf(paper), f"{name}.pdf", "application/pdf")
    raise Http404


def to_pdf(paper: Paper) -> bytes:
    """The paper as a PDF: fonts embedded, pages counted; a character the font lacks is marked and noted at the end.

    Raises:
        ImproperlyConfigured: the fonts are missing.
    """
    with translation.override(CHINESE):
        return paper_pdf.build(paper)


def to_docx(paper: Paper) -> bytes:
    """The paper as a Word file (docx): A4, fonts named with fall-backs, page numbers, every character as it is."""
    made = Document()
    _page(made)
    _fonts(made)
    made.core_properties.title, made.core_properties.author = _clean(paper.title)[:255], _clean(paper.unit)[:255]
    made.core_properties.comments = ""
    _normal(made, paper.body)
    for block in paper.flow:
        if isinstance(block, Signatures) and made.paragraphs:
            made.paragraphs[-1].paragraph_format.keep_with_next = True
        _write(made, block, paper)
    _foot(made, paper.footer or f"{paper.title} {paper.number}".strip(), counted=paper.counted)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _clean(words: object) -> str:
    return FORBIDDEN.sub("", str(words))


def _page(made: DocumentFile) -> None:
    """A4 with the margins of UI-01."""
    section = made.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(15)


def _fonts(made: DocumentFile) -> None:
    """The table of fonts: what to take where one is not installed."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, others in FONTS.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{space}">{rows}</w:fonts>'
    made.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = xml.encode()
    # The template names fonts by its theme, which would win over ours.
    for names in made.styles.element.iter(qn("w:rFonts")):
        for attribute in [name for name in names.attrib if name.endswith("Theme")]:
            del names.attrib[attribute]


def _lettering(properties, font: str) -> None:
    """Name one font for every script; Word asks for the Chinese one separately (w:eastAsia)."""
    names = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        names.set(qn(f"w:{script}"), font)


def _normal(made: DocumentFile, size: float) -> None:
    style = made.styles["Normal"]
    style.font.size = Pt(size)
    _lettering(style.element.get_or_add_rPr(), FANGSONG)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _run(line: Paragraph, words: object, size: float, font: str = FANGSONG, *, bold: bool = False) -> None:
    run = line.add_run(_clean(words))
    run.font.size, run.bold = Pt(size), bold or None
    _lettering(run._element.get_or_add_rPr(), font)


def _spaced(line: Paragraph, size: float, lead: float = 1.75) -> Paragraph:
    form = line.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * lead)
    return line


def _write(made: DocumentFile, block: Block, paper: Paper) -> None:
    """Append one block."""
    match block:
        case Title():
            _title(made, block, paper)
        case Heading():
            line = _spaced(made.add_paragraph(), paper.body)
            line.paragraph_format.keep_with_next = True
            line.paragraph_format.space_before = Pt(paper.body / 2)
            _run(line, block.text, paper.body, HEI if block.level == 1 else KAI)
        case Para():
            _para(made, block, paper)
        case Facts() if block.pairs:
            table = _grid(made, fact_rows(block), fact_widths(block))
            for row in table.rows:
                for place in range(0, 2 * block.across, 2):
                    _shade(row.cells[place])
        case Table():
            _table(made, block)
        case Signatures():
            _signatures(made, block, paper)
        case Picture():
            _picture(made, block)
        case Gap():
            _spaced(made.add_paragraph(), block.height * 72 / 25.4, 1.0)
        case PageBreak():
            made.add_page_break()


def _title(made: DocumentFile, block: Title, paper: Paper) -> None:
    size = 18 if paper.compact else 22
    line = _spaced(made.add_paragraph(), size, 1.5)
    line.alignment, line.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(8)
    _run(line, block.text, size, SONG)
    if block.number:
        below = _spaced(made.add_paragraph(), paper.body)
        below.alignment, below.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(8)
        _run(below, block.number, paper.body - 2)


def _para(made: DocumentFile, block: Para, paper: Paper) -> None:
    size = 9 if block.small else paper.body
    line = _spaced(made.add_paragraph(), size, 1.5 if block.small else 1.75)
    line.alignment = ALIGN[block.align]
    if block.indent and block.align == "left":
        line.paragraph_format.first_line_indent = Pt(size * 2)
    _run(line, block.text, size, bold=block.bold)


def _grid(made: DocumentFile, rows: Sequence[Sequence[object]], widths: Sequence[float]) -> WordTable:
    """A ruled table of texts with fixed widths."""
    table = made.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    _widths(table, widths)
    for row, values in zip(table.rows, rows, strict=True):
        _whole(row)
        for cell, words, width in zip(row.cells, values, widths, strict=True):
            cell.width = Mm(width)
            _run(cell.paragraphs[0], words, 11)
    # Word joins tables that touch.
    _spaced(made.add_paragraph(), 6, 1.0)
    return table


def _widths(table: WordTable, widths: Sequence[float]) -> None:
    """Fixed columns, in millimetres: Word asks the cells, other programs the grid of the table."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _shade(cell: _Cell) -> None:
    """A label: bold on a light ground."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EDF4")):
        ground.set(qn(f"w:{name}"), value)
    cell._element.get_or_add_tcPr().append(ground)
    for run in cell.paragraphs[0].runs:
        run.bold = True


def _table(made: DocumentFile, block: Table) -> None:
    table = _grid(made, [block.head, *block.rows], table_widths(block))
    for cell in table.rows[0].cells:
        _shade(cell)
    repeats = OxmlElement("w:tblHeader")
    repeats.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeats)
    for row in table.rows[1:]:
        for place in block.numbers:
            row.cells[place].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _signatures(made: DocumentFile, block: Signatures, paper: Paper) -> None:
    size = min(paper.body, 12)
    _spaced(made.add_paragraph(), size / 2, 1.0).paragraph_format.keep_with_next = True
    table = made.add_table(rows=len(block.rows), cols=3)
    _widths(table, SIGN_WIDTHS)
    for number, (line, sign) in enumerate(zip(table.rows, block.rows, strict=True), 1):
        _sign(line.cells, sign, size)
        _whole(line)
        # Nobody signs on a page of its own.
        for cell in line.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(block.rows)


def _whole(row) -> None:
    """A row of a table is not cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _sign(cells: Sequence[_Cell], sign: Sign, size: float) -> None:
    """Who signs, a line to sign on, the day."""
    for cell, width, words in zip(cells, SIGN_WIDTHS, (sign.label, sign.signed, sign.on or BLANK_DAY), strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].paragraph_format.space_before = Pt(8)
        _run(cell.paragraphs[0], words, size)
    cells[2].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    borders, below = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    cells[1]._element.get_or_add_tcPr().append(borders)


def _picture(made: DocumentFile, block: Picture) -> None:
    width, _height = picture_size(block)
    line = made.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run().add_picture(io.BytesIO(block.content), width=Mm(width))
    if block.caption:
        below = made.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(below, block.caption, 9)


def _foot(made: DocumentFile, words: str, *, counted: bool = True) -> None:
    """The paper's own words and 第 x 页 共 y 页; Word counts."""
    footer = made.sections[0].footer
    for number, text in enumerate(words.split("\n")):
        line = footer.paragraphs[0] if number == 0 else footer.add_paragraph()
        _run(line, text, 8)
    if not counted:
        return
    line = footer.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        _run(line, text, 9)
        if code:
            _field(line, code)


def _field(line: Paragraph, code: str) -> None:
    """A number Word reckons itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    properties, size = OxmlElement("w:rPr"), OxmlElement("w:sz")
    size.set(qn("w:val"), "18")
    properties.append(size)
    words.text = "1"
    run.append(properties)
    run.append(words)
    field.append(run)
    line._element.append(field)
