"""Papers of joining: the group's poster, personal slips to cut, the member's card (A4, UI-07, UI-10)."""

import io
from collections.abc import Sequence

import segno
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from community.groups import codes
from community.groups.models import Enrolment, Member, WatchGroup
from stations.kit import masks
from stations.kit.render import BOLD, REGULAR, register_fonts, text, visible
from stations.kit.signed import grouped

WIDTH, HEIGHT = A4
BLUE, INK, SOFT, CUT = (colors.HexColor(code) for code in ("#12315f", "#111827", "#4a5565", "#8a94a3"))
PALE = colors.HexColor("#e8edf4")
COLUMNS, ROWS, EDGE = 2, 5, 8 * mm
CELL = ((WIDTH - 2 * EDGE) / COLUMNS, (HEIGHT - 2 * EDGE) / ROWS)
# More slips than this are printed group by group: they name people, so they are never kept as a file.
MOST_SLIPS = 200
CARD = (85.6 * mm, 54 * mm)


def poster(*, group: WatchGroup, station, brand: str) -> bytes:
    """A4 poster of a group with the code to join by."""
    canvas, stream = new_canvas(_("Poster of the group"), station)
    middle = WIDTH / 2
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 58 * mm, WIDTH, 58 * mm, stroke=0, fill=1)
    centred(canvas, station.name, REGULAR, 17, middle, HEIGHT - 18 * mm, WIDTH - 30 * mm, colors.white)
    centred(
        canvas, brand or _("Crime-watch groups"), BOLD, 40, middle, HEIGHT - 36 * mm, WIDTH - 30 * mm, colors.white
    )
    centred(canvas, group.name, BOLD, 20, middle, HEIGHT - 50 * mm, WIDTH - 30 * mm, colors.white)
    side = 130 * mm
    qr(canvas, codes.join_address(group), middle - side / 2, HEIGHT - 66 * mm - side, side)
    low = HEIGHT - 80 * mm - side
    centred(canvas, _("Scan with your own phone to join"), BOLD, 24, middle, low, WIDTH - 30 * mm, BLUE)
    lines = [
        _("Only your name and phone number are asked for; joining is voluntary."),
        _("Read what is kept and why, then decide. You can leave at any time and have your data deleted."),
        _("Somebody entered you without asking? Scan and choose “Not me”: your data are deleted at once."),
    ]
    for place, words in enumerate(lines):
        centred(canvas, words, REGULAR, 13, middle, low - (14 + 9 * place) * mm, WIDTH - 30 * mm, SOFT)
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(SOFT)
    canvas.drawRightString(WIDTH - 12 * mm, 10 * mm, visible(f"{group.code} · {group.poster_version}"))
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def door_poster(*, station, title: str, call: str, address: str, lines: Sequence[str]) -> bytes:
    """A4 poster of a public page: what it is for, the code, its address for whoever types (UI-10)."""
    canvas, stream = new_canvas(title, station)
    middle, room = WIDTH / 2, WIDTH - 30 * mm
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 58 * mm, WIDTH, 58 * mm, stroke=0, fill=1)
    centred(canvas, station.name, REGULAR, 17, middle, HEIGHT - 20 * mm, room, colors.white)
    centred(canvas, title, BOLD, 40, middle, HEIGHT - 42 * mm, room, colors.white)
    side = 140 * mm
    low = HEIGHT - 68 * mm - side
    qr(canvas, address, middle - side / 2, low, side)
    centred(canvas, address, REGULAR, 12, middle, low - 2 * mm, room, SOFT)
    centred(canvas, call, BOLD, 24, middle, low - 18 * mm, room, BLUE)
    for place, words in enumerate(lines):
        centred(canvas, words, REGULAR, 13.5, middle, low - (32 + 9.5 * place) * mm, room, SOFT)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def slips(*, rows: Sequence[Enrolment], station, brand: str) -> bytes:
    """Ten slips a page, with lines to cut along, each for one person and to be handed over closed."""
    canvas, stream = new_canvas(_("Slips to confirm"), station)
    a_page = COLUMNS * ROWS
    for start in range(0, len(rows), a_page):
        _cutting_lines(canvas)
        for place, row in enumerate(rows[start : start + a_page]):
            column, line = place % COLUMNS, place // COLUMNS
            _slip(canvas, row, station, brand, EDGE + column * CELL[0], HEIGHT - EDGE - (line + 1) * CELL[1])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _slip(canvas: Canvas, row: Enrolment, station, brand: str, x: float, y: float) -> None:
    """One slip in the cell whose lower left corner is given."""
    wide, high = CELL
    code, side, top = codes.SLIP.of(row.pk), 34 * mm, y + high
    left = x + 4 * mm
    canvas.setFillColor(BLUE)
    canvas.setFont(BOLD, 10)
    canvas.drawString(
        left, top - 8 * mm, _fit(f"{brand or station.name} · {row.group.name}", BOLD, 10, wide - 8 * mm)
    )
    qr(canvas, codes.slip_address(code), x + wide - side - 2 * mm, top - 12 * mm - side, side)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 13)
    canvas.drawString(left, top - 17 * mm, _fit(row.name, BOLD, 13, 46 * mm))
    canvas.setFont(REGULAR, 8.5)
    canvas.drawString(left, top - 22 * mm, visible(masks.phone(row.phone)))
    space = wide - side - 8 * mm
    words = [
        _("You were proposed as a member. Nothing has begun yet: scan, read, and decide yourself."),
        _("Not you? Choose “Not me”. Whatever is not confirmed by %(day)s is deleted.")
        % {"day": row.expires_at.strftime("%Y-%m-%d")},
    ]
    height = top - 24 * mm
    for sentence in words:
        flow = text(sentence, "note")
        _wide, tall = flow.wrap(space, high)
        height -= tall
        flow.drawOn(canvas, left, height)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 10.5)
    canvas.drawRightString(x + wide - 4 * mm, top - 14.5 * mm - side, grouped(code, 4))


def card(*, member: Member, group: str, station, brand: str) -> bytes:
    """The member's card at its real size on an A4 page, with a line to cut and fold along."""
    canvas, stream = new_canvas(_("Member's card"), station)
    wide, high = CARD
    x, y = (WIDTH - wide) / 2, HEIGHT - 40 * mm - high
    _face(canvas, member, group, station, brand, x, y)
    _back(canvas, member, station, x, y - high)
    canvas.setStrokeColor(CUT)
    canvas.setLineWidth(0.5)
    canvas.setDash(2, 2)
    canvas.rect(x, y - high, wide, 2 * high, stroke=1, fill=0)
    canvas.line(x - 6 * mm, y, x + wide + 6 * mm, y)
    centred(
        canvas, _("Cut along the line, fold in the middle."), REGULAR, 9, WIDTH / 2, y - high - 8 * mm, WIDTH, SOFT
    )
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _face(canvas: Canvas, member: Member, group: str, station, brand: str, x: float, y: float) -> None:
    wide, high = CARD
    canvas.setFillColor(BLUE)
    canvas.rect(x, y + high - 14 * mm, wide, 14 * mm, stroke=0, fill=1)
    centred(
        canvas,
        brand or _("Crime-watch groups"),
        BOLD,
        13,
        x + wide / 2,
        y + high - 6.5 * mm,
        wide - 8 * mm,
        colors.white,
    )
    centred(canvas, station.name, REGULAR, 7.5, x + wide / 2, y + high - 11.5 * mm, wide - 8 * mm, colors.white)
    side = 30 * mm
    qr(canvas, codes.card_address(member), x + wide - side - 2 * mm, y + 7 * mm, side)
    canvas.setFillColor(INK)
    canvas.setFont(BOLD, 15)
    canvas.drawString(x + 5 * mm, y + high - 23 * mm, _fit(member.user.name, BOLD, 15, 46 * mm))
    canvas.setFont(REGULAR, 8.5)
    lines = [
        group,
        _("No. %(code)s") % {"code": member.number},
        _("valid until %(day)s") % {"day": member.valid_until.isoformat()},
    ]
    for place, words in enumerate(lines):
        canvas.drawString(x + 5 * mm, y + high - (30 + 5.4 * place) * mm, _fit(words, REGULAR, 8.5, 46 * mm))
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, 6)
    canvas.drawRightString(x + wide - 5 * mm, y + 4 * mm, _("Scan to check"))


def _back(canvas: Canvas, member: Member, station, x: float, y: float) -> None:
    wide, high = CARD
    canvas.setFillColor(PALE)
    canvas.rect(x, y, wide, high, stroke=0, fill=1)
    sentences = [
        _("This card shows that its holder takes part in the crime-watch groups. It gives no powers of the police."),
        _("The holder does not question, search or detain anybody. In danger: get to safety, then call 110."),
        _("Found this card? Please hand it in at %(station)s.") % {"station": station.name},
    ]
    height = y + high - 7 * mm
    for sentence in sentences:
        flow = text(sentence, "small")
        _wide, tall = flow.wrap(wide - 12 * mm, high)
        height -= tall + 1.5 * mm
        flow.drawOn(canvas, x + 6 * mm, height)


def new_canvas(title: str, station) -> tuple[Canvas, io.BytesIO]:
    """An empty A4 paper of the station and the stream it is written to."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor(station.name)
    canvas.setCreator("Fenggang")
    return canvas, stream


def qr(canvas: Canvas, address: str, x: float, y: float, side: float) -> None:
    """A QR code with its quiet zone, drawn as lines of modules."""
    # One mask for all: looking for the prettiest of eight takes most of the time of a sheet of slips.
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=2)
    rows = list(code.matrix_iter(border=4))
    module = side / len(rows)
    canvas.setFillColor(colors.black)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        start = None
        for place, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = place
            elif not dark and start is not None:
                path.rect(x + start * module, y + side - (line + 1) * module, (place - start) * module, module)
                start = None
    canvas.drawPath(path, stroke=0, fill=1)


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


def _fit(words: str, font: str, size: float, room: float) -> str:
    """The words, cut where the room ends."""
    words = visible(words)
    while words and stringWidth(words, font, size) > room:
        words = words[:-1]
    return words


def centred(canvas: Canvas, words: str, font: str, size: float, x: float, y: float, room: float, ink=INK) -> None:
    """One line, smaller where it would not fit."""
    words = visible(words)
    wide = stringWidth(words, font, size)
    size = size if wide <= room else size * room / wide
    canvas.setFillColor(ink)
    canvas.setFont(font, size)
    canvas.drawCentredString(x, y, words)
