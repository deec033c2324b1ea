"""The certificate on paper (结业证): A4 across, with a code that says whether it still holds."""

import io

import segno
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from stations.kit.render import BOLD, REGULAR, register_fonts, visible
from stations.training import codes
from stations.training.models import Certificate

WIDTH, HEIGHT = landscape(A4)
BLUE, INK, SOFT = (colors.HexColor(code) for code in ("#12315f", "#111827", "#4a5565"))
ROOM = WIDTH - 70 * mm


def certificate(*, row: Certificate, station, class_name: str) -> bytes:
    """The paper of one certificate.

    Args:
        row: with user and course.
        station: who issues it.
        class_name: what the class is called here; may be empty.
    """
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=landscape(A4), initialFontName=REGULAR)
    canvas.setTitle(_("Certificate"))
    canvas.setAuthor(station.name)
    canvas.setCreator("Fenggang")
    _frame(canvas)
    middle = WIDTH / 2
    _line(canvas, class_name or station.name, REGULAR, 16, middle, HEIGHT - 36 * mm, BLUE)
    _line(canvas, _("Certificate"), BOLD, 40, middle, HEIGHT - 56 * mm, BLUE)
    _line(canvas, row.user.name, BOLD, 28, middle, HEIGHT - 82 * mm, INK)
    came = _("attended the class and passed:") if row.course.quiz else _("attended the class:")
    _line(canvas, came, REGULAR, 16, middle, HEIGHT - 96 * mm, INK)
    _line(canvas, row.course.title, BOLD, 24, middle, HEIGHT - 114 * mm, INK)
    _foot(canvas, row, station)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(BLUE)
    for inset, width in ((12 * mm, 2.4), (15 * mm, 0.6)):
        canvas.setLineWidth(width)
        canvas.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, stroke=1, fill=0)


def _foot(canvas: Canvas, row: Certificate, station) -> None:
    """Number and validity left, the code right, who issues it between them."""
    left, low = 30 * mm, 52 * mm
    day = "%Y年%m月%d日"
    until = row.valid_until.strftime(day) if row.valid_until else _("does not run out")
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, 12)
    lines = [
        f"{_('Number')}：{row.number}",
        f"{_('Issued on')}：{row.issued_on.strftime(day)}",
        f"{_('Valid until (that day excluded)') if row.valid_until else _('Validity')}：{until}",
    ]
    for place, words in enumerate(lines):
        canvas.drawString(left, low - place * 8 * mm, visible(words))
    _line(canvas, station.name, BOLD, 16, WIDTH / 2 + 20 * mm, low - 12 * mm, INK, 90 * mm)
    side = 34 * mm
    _code(canvas, codes.certificate_address(row.pk), WIDTH - 30 * mm - side, 30 * mm, side)
    _line(canvas, _("Scan to check"), REGULAR, 9, WIDTH - 30 * mm - side / 2, 26 * mm, SOFT, side)


def _line(canvas: Canvas, words, font: str, size: float, x: float, y: float, ink, room: float = ROOM) -> None:
    """One centred line, smaller where it would not fit."""
    words = visible(str(words))
    wide = stringWidth(words, font, size)
    canvas.setFillColor(ink)
    canvas.setFont(font, size if wide <= room else size * room / wide)
    canvas.drawCentredString(x, y, words)


def _code(canvas: Canvas, address: str, x: float, y: float, side: float) -> None:
    """A QR code with its quiet zone, module by module."""
    rows = list(segno.make(address, error="m", micro=False).matrix_iter(border=4))
    module = side / len(rows)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        for place, dark in enumerate(row):
            if dark:
                path.rect(x + place * module, y + side - (line + 1) * module, module, module)
    canvas.setFillColor(colors.black)
    canvas.drawPath(path, stroke=0, fill=1)
