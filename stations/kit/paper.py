"""What a paper of the house says, before it is a PDF or a Word file (UI-01, UI-02)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from PIL import Image

# UI-01: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm of A4.
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
WIDTH = 210 - LEFT - RIGHT
TALLEST = 205


@dataclass(frozen=True, slots=True)
class Title:
    """A big line with a number below it; the paper's own is set by ``Paper``."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 黑体, level 2 楷体."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; a line break in it stays one.

    Attributes:
        indent: two characters, as Chinese paragraphs begin.
        align: where it stands.
        small: a note in small type.
    """

    text: str
    indent: bool = True
    align: Literal["left", "right", "center"] = "left"
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with values in a ruled table; ``across`` pairs beside each other in a row."""

    pairs: Sequence[tuple[str, str]]
    across: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose head repeats; widths in millimetres (all share the width when empty)."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[float] = ()
    # Columns of figures, set to the right.
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sign:
    """One line to sign: who; what stands there already, and the day, when it was signed elsewhere."""

    label: str
    signed: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign, each with a day; a plain text is a label."""

    lines: Sequence[Sign | str]

    @property
    def rows(self) -> list[Sign]:
        """Every line as :class:`Sign`."""
        return [line if isinstance(line, Sign) else Sign(line) for line in self.lines]


@dataclass(frozen=True, slots=True)
class Picture:
    """A scan or photo; width in millimetres, at most a page."""

    content: bytes
    width: float = WIDTH
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space of some millimetres."""

    height: float = 4


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Title | Heading | Para | Facts | Table | Signatures | Picture | Gap | PageBreak
SIGN_WIDTHS = (66, 44, 46)  # who, the line, the day; millimetres
BLANK_DAY = "　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in words.

    Attributes:
        title: the big line (2号小标宋).
        blocks: what follows.
        number: its number (DT-01, DT-02), below the title.
        footer: at the foot of every page, left of the page number; several lines are allowed.
        unit: who issues it; stands in the file's properties.
        compact: 12 pt instead of 16 pt (3号): forms and records rather than documents.
        counted: whether 第 x 页 共 y 页 stands at the foot; covers bear no page number.
    """

    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    number: str = ""
    footer: str = ""
    unit: str = ""
    compact: bool = False
    counted: bool = True

    @property
    def body(self) -> float:
        """Points of the body text."""
        return 12 if self.compact else 16

    @property
    def flow(self) -> list[Block]:
        """Title and blocks."""
        return [Title(self.title, self.number), *self.blocks]

    def words(self) -> str:
        """All text of the paper, for a look at what it says."""
        return "\n".join(part for block in self.flow for part in _words(block)) + "\n" + self.footer


def joined(title: str, papers: Sequence[Paper], *, footer: str = "", unit: str = "", compact: bool = True) -> Paper:
    """Several papers as one, each beginning on a page of its own, pages counted through.

    Args:
        title: of the whole, for the file's properties; not printed.
        papers: in order; their own footers give way to ``footer``.
    """
    blocks: list[Block] = []
    for paper in papers:
        blocks += [PageBreak(), *paper.flow] if blocks else paper.flow
    whole = Paper(title, blocks, footer=footer, unit=unit, compact=compact)
    return _Joined(**{name: getattr(whole, name) for name in Paper.__slots__})


class _Joined(Paper):
    """Begins with the first paper's title instead of its own."""

    __slots__ = ()

    @property
    def flow(self) -> list[Block]:
        """The blocks alone."""
        return list(self.blocks)


def _words(block: Block) -> list[str]:
    match block:
        case Title(text=text, number=number):
            return [text, number]
        case Heading(text=text) | Para(text=text):
            return [text]
        case Facts(pairs=pairs):
            return [str(part) for pair in pairs for part in pair]
        case Table(head=head, rows=rows):
            return [str(cell) for row in [head, *rows] for cell in row]
        case Signatures():
            return [part for row in block.rows for part in (row.label, row.signed, row.on)]
        case Picture(caption=caption):
            return [caption]
    return []


def fact_rows(block: Facts) -> list[list[str]]:
    """The cells of a table of facts, filled up to whole rows."""
    cells = [[str(part) for part in pair] for pair in block.pairs]
    cells += [["", ""]] * (-len(cells) % block.across)
    return [sum(cells[start : start + block.across], []) for start in range(0, len(cells), block.across)]


def fact_widths(block: Facts) -> list[float]:
    """Millimetres of the columns of a table of facts."""
    label = 34 if block.across == 1 else 24
    return [label, WIDTH / block.across - label] * block.across


def table_widths(block: Table) -> list[float]:
    """Millimetres of a table's columns, shrunk to the width of the page."""
    widths = list(block.widths) or [WIDTH / len(block.head)] * len(block.head)
    scale = min(1.0, WIDTH / sum(widths))
    return [width * scale for width in widths]


def picture_size(block: Picture) -> tuple[float, float]:
    """Millimetres of a picture on the page: as wide as asked, never higher than a page."""
    wide, high = Image.open(io.BytesIO(block.content)).size
    width = min(block.width, WIDTH)
    if width * high / wide > TALLEST:
        width = TALLEST * wide / high
    return width, width * high / wide
