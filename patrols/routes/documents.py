"""Signs of checkpoints on paper: twelve on a page with cutting lines, or one large sign a page (PA-12, UI-10)."""

import io
from collections.abc import Callable, Iterator, Sequence

import segno
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from patrols.routes import signs
from patrols.routes.models import Checkpoint
from stations.kit.render import BOLD, REGULAR, register_fonts

WIDTH, HEIGHT = A4
BLUE, INK, SOFT, CUT = (colors.HexColor(code) for code in ("#12315f", "#111827", "#4a5565", "#8a94a3"))
# A printer keeps some millimetres of the edge for itself.
COLUMNS, ROWS, EDGE = 3, 4, 7 * mm
CELL = ((WIDTH - 2 * EDGE) / COLUMNS, (HEIGHT - 2 * EDGE) / ROWS)
# With the white around it: the printed code itself is 34 mm and 124 mm wide (UI-10 asks for 30).
SMALL_CODE, LARGE_CODE = 44 * mm, 160 * mm
A_PAGE = COLUMNS * ROWS
QUIET = 4  # modules of white around a code


def sheet(*, points: Sequence[Checkpoint], station, progress: Callable = lambda done, total: None) -> bytes:
    """Twelve signs on a page, with lines to cut along.

    Args:
        points: the checkpoints in order.
        station: whose name stands on the signs.
        progress: called with signs drawn and all signs.
    """
    canvas, stream = _canvas(_("Signs of checkpoints"), station)
    for start in range(0, len(points), A_PAGE):
        _cutting_lines(canvas)
        for place, point in enumerate(points[start : start + A_PAGE]):
            column, row = place % COLUMNS, place // COLUMNS
            _small(canvas, point, station, EDGE + column * CELL[0], HEIGHT - EDGE - (row + 1) * CELL[1])
            progress(start + place + 1, len(points))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def large(*, points: Sequence[Checkpoint], station, progress: Callable = lambda done, total: None) -> bytes:
    """One large sign a page; see :func:`sheet`."""
    canvas, stream = _canvas(_("Signs of checkpoints"), station)
    for number, point in enumerate(points, 1):
        _large(canvas, point, station)
        canvas.showPage()
        progress(number, len(points))
    canvas.save()
    return stream.getvalue()


def _canvas(title: str, station) -> tuple[Canvas, io.BytesIO]:
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor(station.name)
    canvas.setCreator("Fenggang")
    return canvas, stream


def _cutting_lines(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setStrokeColor(CUT)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    for column in range(COLUMNS + 1):
        canvas.line(EDGE + column * CELL[0], EDGE / 2, EDGE + column * CELL[0], HEIGHT - EDGE / 2)
    for row in range(ROWS + 1):
        canvas.line(EDGE / 2, EDGE + row * CELL[1], WIDTH - EDGE / 2, EDGE + row * CELL[1])
    canvas.restoreState()


def _small(canvas: Canvas, point: Checkpoint, station, x: float, y: float) -> None:
    """One sign of a sheet, in the cell whose lower left corner is given."""
    wide, high = CELL
    middle, top = x + wide / 2, y + high
    canvas.setFillColor(BLUE)
    canvas.rect(x + 1.5 * mm, top - 8.5 * mm, wide - 3 * mm, 7 * mm, stroke=0, fill=1)
    _centred(canvas, station.name, BOLD, 9, middle, top - 6.1 * mm, wide - 6 * mm, colors.white)
    _code(canvas, point, middle - SMALL_CODE / 2, top - 9 * mm - SMALL_CODE, SMALL_CODE)
    _beside(canvas, _("Scan to check in"), x + 3.5 * mm, top - 9 * mm - SMALL_CODE, SMALL_CODE)
    line = top - 9 * mm - SMALL_CODE - 3 * mm
    _centred(canvas, point.name, BOLD, 11.5, middle, line, wide - 5 * mm)
    _centred(canvas, _("No. %(code)s") % {"code": point.code}, BOLD, 10, middle, line - 4.5 * mm, wide - 5 * mm)
    notes = [
        _("Does not scan? Type the number on the scan page."),
        _("Sign lost or damaged? Tell the squad leader."),
    ]
    for number, words in enumerate(notes):
        _centred(canvas, words, REGULAR, 6.6, middle, line - (7.9 + 2.8 * number) * mm, wide - 4 * mm, SOFT)
    canvas.setFont(REGULAR, 5)
    canvas.setFillColor(SOFT)
    canvas.drawRightString(x + wide - 2 * mm, y + 1.3 * mm, _issue(point))


def _beside(canvas: Canvas, words: str, x: float, y: float, high: float) -> None:
    """Words from top to bottom beside a code, one character under the other where they are Chinese."""
    canvas.setFillColor(BLUE)
    if words.isascii():
        canvas.saveState()
        canvas.translate(x + 3 * mm, y + high / 2)
        canvas.rotate(90)
        canvas.setFont(BOLD, 9)
        canvas.drawCentredString(0, 0, words)
        canvas.restoreState()
        return
    canvas.setFont(BOLD, 12)
    step = min(6.5 * mm, high / len(words))
    for place, sign in enumerate(words):
        canvas.drawCentredString(x + 3 * mm, y + high / 2 + (len(words) / 2 - place - 0.75) * step, sign)


def _large(canvas: Canvas, point: Checkpoint, station) -> None:
    """One sign that fills a page."""
    middle = WIDTH / 2
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 34 * mm, WIDTH, 34 * mm, stroke=0, fill=1)
    _centred(canvas, station.name, BOLD, 26, middle, HEIGHT - 17 * mm, WIDTH - 30 * mm, colors.white)
    words = _("Patrol checkpoint: scan to check in")
    _centred(canvas, words, REGULAR, 16, middle, HEIGHT - 27 * mm, WIDTH - 30 * mm, colors.white)
    low = HEIGHT - 36 * mm - LARGE_CODE
    _code(canvas, point, middle - LARGE_CODE / 2, low, LARGE_CODE)
    _centred(canvas, point.name, BOLD, 38, middle, low - 9 * mm, WIDTH - 24 * mm)
    _centred(canvas, _("No. %(code)s") % {"code": point.code}, BOLD, 26, middle, low - 24 * mm, WIDTH - 24 * mm)
    notes = [
        _("Guards on patrol: scan with WeChat or the camera of the phone and tap once."),
        _("It does not scan? Open the scan page on your phone and type the number %(code)s.") % {"code": point.code},
        _("Sign lost, damaged or covered? Tell the squad leader or the patrol office; a new one is made."),
    ]
    for number, words in enumerate(notes):
        _centred(canvas, words, REGULAR, 13, middle, low - (39 + 8.5 * number) * mm, WIDTH - 24 * mm, SOFT)
    canvas.setFont(REGULAR, 9)
    canvas.setFillColor(SOFT)
    canvas.drawString(12 * mm, 9 * mm, point.where)
    canvas.drawRightString(WIDTH - 12 * mm, 9 * mm, _issue(point))


def _issue(point: Checkpoint) -> str:
    """Which sign it is: an older one that still hangs somewhere is known by it."""
    return _("Sign no. %(version)s") % {"version": point.sign_version}


def _centred(canvas: Canvas, words: str, font: str, size: float, x: float, y: float, room: float, colour=INK) -> None:
    """A line that shrinks until it fits, and is cut where it would become too small to read."""
    text, least = str(words), size * 0.6
    while size > least and stringWidth(text, font, size) > room:
        size -= 0.25
    while len(text) > 1 and stringWidth(text, font, size) > room:
        text = f"{text.rstrip('…')[:-1]}…"
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawCentredString(x, y, text)


# -- the code --------------------------------------------------------------------------------------------------


def matrix(text: str) -> list[list[bool]]:
    """The dark modules of a code, error level M (UI-10)."""
    return [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix]


def runs(rows: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int]]:
    """Dark stretches of a code as (row, column, length): fewer rectangles, and no hair lines between modules."""
    for number, row in enumerate(rows):
        start = None
        for column, dark in enumerate([*row, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield number, start, column - start
                start = None


def svg_path(text: str) -> tuple[str, int]:
    """A code as the path of an SVG and the side of its view box, quiet zone included."""
    rows = matrix(text)
    path = "".join(f"M{column + QUIET} {row + QUIET}h{wide}v1h-{wide}z" for row, column, wide in runs(rows))
    return path, len(rows) + 2 * QUIET


def _code(canvas: Canvas, point: Checkpoint, x: float, y: float, side: float) -> None:
    """The code of a point's printed sign as vectors, its quiet zone inside ``side``."""
    rows = matrix(signs.address(signs.printed(point)))
    size = side / (len(rows) + 2 * QUIET)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for row, column, wide in runs(rows):
        path.rect(x + (column + QUIET) * size, y + side - (row + QUIET + 1) * size, wide * size, size)
    canvas.drawPath(path, stroke=0, fill=1)
