"""The base of every PDF: A4, an embedded Chinese font, title, who and when, tables that break well, page x of y.

The font is Noto Sans SC (open), embedded as TrueType; predefined CID fonts are never used, because they are not
in the file and print differently on every machine (UI-07).
"""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from reportlab.lib import colors, textsplit
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import paragraph as breaking

REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf"}
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 20 * mm, 20 * mm, 18 * mm
LINE = colors.HexColor("#8a94a3")
SHADE = colors.HexColor("#e8edf4")
SOFT = colors.HexColor("#4a5565")
# No line begins with one of these, either; reportlab's own list forgets the full-width ones.
for _module in (textsplit, breaking):
    _module.ALL_CANNOT_START += "，；：？！》〉"
GETA = "〓"  # how printers have always marked a character they have no type for


@lru_cache(maxsize=1)
def register_fonts() -> None:
    """Load the two fonts once a process.

    Raises:
        ImproperlyConfigured: a font file is missing; the sentence says where it belongs.
    """
    for name, file in FILES.items():
        path = Path(settings.FONT_DIR) / file
        if not path.is_file():
            raise ImproperlyConfigured(f"The font {file} is missing in {settings.FONT_DIR} (set FONT_DIR).")
        pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def lettering(name: str, size: float, **more) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=more.pop("font", REGULAR), fontSize=size, leading=size * 1.5, wordWrap="CJK", **more
    )


STYLES = {
    "title": lettering("title", 18, font=BOLD, alignment=TA_CENTER, spaceAfter=2 * mm),
    "meta": lettering("meta", 9, alignment=TA_CENTER, textColor=SOFT, spaceAfter=4 * mm),
    "heading": lettering("heading", 12.5, font=BOLD, spaceBefore=5 * mm, spaceAfter=2 * mm, keepWithNext=True),
    "body": lettering("body", 10.5, firstLineIndent=21, spaceAfter=2 * mm),
    "strong": lettering("strong", 10.5, font=BOLD, firstLineIndent=21, spaceAfter=2 * mm),
    "note": lettering("note", 8.5, textColor=SOFT, spaceAfter=1 * mm),
    "cell": lettering("cell", 9),
    "cell_number": lettering("cell_number", 9, alignment=TA_RIGHT),
    "cell_head": lettering("cell_head", 9, font=BOLD, alignment=TA_CENTER),
    "small": lettering("small", 8),
    "small_number": lettering("small_number", 8, alignment=TA_RIGHT),
    "small_head": lettering("small_head", 8, font=BOLD, alignment=TA_CENTER),
}


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """Code points that both weights of the font can draw."""
    register_fonts()
    regular, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in FILES)
    return frozenset(code for code in regular if code in bold)


def missing(words: str) -> list[str]:
    """Characters the font cannot draw, each once, in order; invisible ones do not count."""
    have = _drawable()
    return [
        char for char in dict.fromkeys(words)
        if ord(char) not in have and not _draws_nothing(char) and not char.isspace()
    ]  # fmt: skip


def visible(words: str) -> str:
    """The text as the font can draw it: nothing vanishes silently (decision 0024).

    A character without a glyph becomes 〓 with its code point, a rare space a space; marks that draw nothing go.
    """
    have = _drawable()
    if all(ord(char) in have or char == "\n" for char in words):
        return words
    return "".join(_drawn(char, have) for char in words)


def _drawn(char: str, have: frozenset[int]) -> str:
    if ord(char) in have or char == "\n":
        return char
    if char.isspace():
        return " "
    return "" if _draws_nothing(char) else f"{GETA}(U+{ord(char):04X})"


def _draws_nothing(char: str) -> bool:
    """Controls, joiners and variation selectors; they choose or steer, they have no shape of their own."""
    selector = 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF
    return selector or unicodedata.category(char) in {"Cc", "Cf"}


def text(words: object, style: str | ParagraphStyle = "body") -> Paragraph:
    """A paragraph of plain text; markup in it is shown, never obeyed, and a rare character never vanishes.

    Args:
        words: the text; a line break stays one.
        style: a key of ``STYLES``, or a style.
    """
    register_fonts()
    made = STYLES[style] if isinstance(style, str) else style
    return Paragraph(escape(visible(str(words))).replace("\n", "<br/>"), made)


def table(
    head: Sequence[object],
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    *,
    numbers_from: int = 1,
    small: bool = False,
) -> LongTable:
    """A ruled table whose head repeats on every page.

    Args:
        head: column titles.
        rows: cell texts.
        widths: column widths in millimetres.
        numbers_from: columns from this index on are right-aligned.
        small: 8 pt instead of 9 pt.
    """
    kind = "small" if small else "cell"
    body = [
        [text(value, kind if column < numbers_from else f"{kind}_number") for column, value in enumerate(row)]
        for row in rows
    ]
    made = LongTable(
        [[text(value, f"{kind}_head") for value in head], *body], colWidths=[width * mm for width in widths],
        repeatRows=1, hAlign="LEFT",
    )  # fmt: skip
    made.setStyle(TableStyle([
        ("FONTNAME", (0, 0), (-1, -1), REGULAR), ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3), ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4), ("NOSPLIT", (0, 0), (-1, 1)),
    ]))  # fmt: skip
    return made


def gap(height: float = 3) -> Spacer:
    """Empty space of some millimetres."""
    return Spacer(1, height * mm)


@dataclass(frozen=True, slots=True)
class Face:
    """What stands at the head and foot of a document.

    Attributes:
        title: the big line.
        unit: issuing unit (单位).
        maker: who made it (制表人).
        made_at: when, in words (制表时间).
    """

    title: str
    unit: str
    maker: str
    made_at: str

    @property
    def meta(self) -> str:
        """The line below the title."""
        return _("Unit: %(unit)s | Made by: %(maker)s | Made at: %(at)s") % {
            "unit": self.unit,
            "maker": self.maker,
            "at": self.made_at,
        }


class CountedCanvas(Canvas):
    """Writes the foot (one line, or several) once the number of pages is known."""

    foot = ""
    foot_margin = MARGIN_X
    counted = True

    def __init__(self, *args, **kwargs):
        # The canvas would otherwise name Helvetica, which is not embedded; so would the cells of a table.
        super().__init__(*args, **kwargs | {"initialFontName": REGULAR})
        self._pages: list[dict] = []

    def showPage(self):
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        """Write every page with its foot."""
        for page in self._pages:
            self.__dict__.update(page)
            self._draw_foot(len(self._pages))
            super().showPage()
        super().save()

    def _draw_foot(self, total: int) -> None:
        width, _height = self._pagesize
        self.setFont(REGULAR, 8)
        self.setFillColor(SOFT)
        for row, line in enumerate(reversed(self.foot.split("\n"))):
            self.drawString(self.foot_margin, (10 + 4 * row) * mm, visible(line))
        if not self.counted:
            return
        words = _("Page %(page)s of %(total)s") % {"page": self._pageNumber, "total": total}
        self.drawRightString(width - self.foot_margin, 10 * mm, words)


def pdf(face: Face, story: Sequence, *, wide: bool = False) -> bytes:
    """A finished document.

    Args:
        face: head and foot.
        story: flowables, see :func:`text`, :func:`table`, :func:`gap`.
        wide: landscape instead of portrait.

    Raises:
        ImproperlyConfigured: the fonts are missing.
    """
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream, pagesize=landscape(A4) if wide else A4, title=face.title, author=face.unit, creator="Fenggang",
        leftMargin=MARGIN_X, rightMargin=MARGIN_X, topMargin=MARGIN_TOP, bottomMargin=MARGIN_BOTTOM,
    )  # fmt: skip
    canvas = type("Canvas", (CountedCanvas,), {"foot": f"{face.unit} · {face.title}"})
    document.build([text(face.title, "title"), text(face.meta, "meta"), *story], canvasmaker=canvas)
    return stream.getvalue()
