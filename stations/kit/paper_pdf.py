"""A paper as PDF, drawn with the pieces of :mod:`stations.kit.render`; a rare character never vanishes (0024)."""

import io
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, LongTable, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import PageBreak as PdfPageBreak

from stations.kit import render
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
    picture_size,
    table_widths,
)

TOGETHER = 8  # lines to sign that are kept on one page
FRAME = 6  # points reportlab keeps free inside its frame


def build(paper: Paper) -> bytes:
    """The bytes of the PDF; the language is set by the caller."""
    story = _story(_with_note(paper))
    stream = io.BytesIO()
    made = SimpleDocTemplate(
        stream, pagesize=A4, title=paper.title, author=paper.unit, creator="Fenggang",
        leftMargin=LEFT * mm - FRAME, rightMargin=RIGHT * mm - FRAME,
        topMargin=TOP * mm - FRAME, bottomMargin=BOTTOM * mm - FRAME,
    )  # fmt: skip
    foot = paper.footer or f"{paper.title} {paper.number}".strip()
    canvas = type("Canvas", (render.CountedCanvas,), {"foot": foot, "foot_margin": LEFT * mm,
                                                   "counted": paper.counted})  # fmt: skip
    made.build(story, canvasmaker=canvas)
    return stream.getvalue()


def _story(paper: Paper) -> list[Flowable]:
    """Everything that is drawn; the last words before the signatures go with them to the next page."""
    story: list[Flowable] = []
    before: Block | None = None
    for block in paper.flow:
        if isinstance(block, Signatures):
            words = [story.pop()] if isinstance(before, Para) else []
            story += _signed(words, block, paper)
        else:
            story += _flowables(block, paper)
        before = block
    return story


def _signed(words: list[Flowable], block: Signatures, paper: Paper) -> list[Flowable]:
    """Lines to sign with the words before them: nobody signs on a page of its own."""
    lines: list[Flowable] = [_sign(row, paper) for row in block.rows]
    kept = len(lines) if len(lines) <= TOGETHER else 2
    return [KeepTogether([*words, Spacer(1, 4 * mm), *lines[:kept]]), *lines[kept:]]


def _text(words: object, style: ParagraphStyle) -> Flowable:
    """A paragraph in which wide spaces stay: they are the blanks to fill in by hand."""
    return render.text(str(words).replace("\u3000", "\u00a0\u00a0\u00a0"), style)


def _with_note(paper: Paper) -> Paper:
    """The paper with a note at its end when the embedded font lacks a character it holds."""
    lacking = render.missing(paper.words())
    if not lacking:
        return paper
    codes = "、".join(f"U+{ord(char):04X}" for char in lacking)
    note = _("Note: %(mark)s stands for a character the font of this PDF lacks (%(codes)s); the Word file shows it.")
    words = note % {"mark": render.GETA, "codes": codes}
    return replace(paper, blocks=[*paper.blocks, Gap(), Para(words, indent=False, small=True)])


def _style(size: float, *, lead: float = 1.75, **more) -> ParagraphStyle:
    made = render.lettering("paper", size, **more)
    made.leading = size * lead
    return made


def _flowables(block: Block, paper: Paper) -> list[Flowable]:
    """What reportlab draws for a block."""
    match block:
        case Title():
            return _title(block, paper)
        case Heading():
            size = paper.body if block.level == 1 else paper.body - 0.5
            style = _style(size, font=render.BOLD, spaceBefore=size / 2, keepWithNext=True)
            return [_text(block.text, style)]
        case Para():
            return [_para(block, paper)]
        case Facts() if block.pairs:
            return [_facts(block), Spacer(1, 2 * mm)]
        case Table():
            return [_table(block), Spacer(1, 2 * mm)]
        case Picture():
            return _picture(block)
        case Gap():
            return [render.gap(block.height)]
        case PageBreak():
            return [PdfPageBreak()]
    return []


def _title(block: Title, paper: Paper) -> list[Flowable]:
    size = 18 if paper.compact else 22
    title = _style(size, lead=1.4, font=render.BOLD, alignment=TA_CENTER, spaceAfter=3 * mm)
    number = _style(paper.body - 2, alignment=TA_CENTER, spaceAfter=4 * mm)
    made: list[Flowable] = [_text(block.text, title)]
    return [*made, _text(block.number, number)] if block.number else made


def _para(block: Para, paper: Paper) -> Flowable:
    size = 9 if block.small else paper.body
    style = _style(
        size, lead=1.5 if block.small else 1.75, font=render.BOLD if block.bold else render.REGULAR,
        alignment={"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}[block.align],
        firstLineIndent=size * 2 if block.indent and block.align == "left" else 0,
    )  # fmt: skip
    return _text(block.text, style)


CELL = {"cell": {}, "label": {"font": render.BOLD}, "right": {"alignment": TA_RIGHT}}


def _cell(words: object, kind: str = "cell") -> Flowable:
    return _text(words, _style(11, lead=1.5, **CELL[kind]))


def _ruled(rows: list[list], widths: Sequence[float], *, head: int = 0) -> LongTable:
    made = LongTable(rows, colWidths=[width * mm for width in widths], repeatRows=head, splitInRow=1, hAlign="LEFT")
    made.setStyle(TableStyle([
        ("FONTNAME", (0, 0), (-1, -1), render.REGULAR), ("GRID", (0, 0), (-1, -1), 0.5, render.LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        *[("BACKGROUND", (0, row), (-1, row), render.SHADE) for row in range(head)],
    ]))  # fmt: skip
    return made


def _facts(block: Facts) -> LongTable:
    rows = [
        [_cell(words, "cell" if place % 2 else "label") for place, words in enumerate(row)]
        for row in fact_rows(block)
    ]
    made = _ruled(rows, fact_widths(block))
    labels = [("BACKGROUND", (place, 0), (place, -1), render.SHADE) for place in range(0, 2 * block.across, 2)]
    made.setStyle(TableStyle(labels))
    return made


def _table(block: Table) -> LongTable:
    rows = [[_cell(words, "label") for words in block.head]]
    rows += [[_cell(words, "right" if at in block.numbers else "cell") for at, words in enumerate(row)]
             for row in block.rows]  # fmt: skip
    return _ruled(rows, table_widths(block), head=1)


def _sign(row: Sign, paper: Paper) -> LongTable:
    size = min(paper.body, 12)
    plain = _style(size, lead=1.5)
    right = _style(size, lead=1.5, alignment=TA_RIGHT)
    cells = [_text(row.label, plain), _text(row.signed, plain), _text(row.on or BLANK_DAY, right)]
    made = LongTable([cells], colWidths=[width * mm for width in SIGN_WIDTHS], hAlign="LEFT")
    made.setStyle(TableStyle([
        ("FONTNAME", (0, 0), (-1, -1), render.REGULAR), ("LINEBELOW", (1, 0), (1, 0), 0.6, "black"),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]))  # fmt: skip
    return made


def _picture(block: Picture) -> list[Flowable]:
    width, height = picture_size(block)
    made: list[Flowable] = [Image(io.BytesIO(block.content), width=width * mm, height=height * mm)]
    if block.caption:
        made.append(_text(block.caption, _style(9, lead=1.5, alignment=TA_CENTER)))
    return [KeepTogether(made)]
