"""The slips with one-time codes for a squad: A4, two by five, to cut and hand out."""

import io
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from patrols.squads.codes import Slip
from patrols.squads.models import Squad
from stations.kit.render import BOLD, LINE, REGULAR, SOFT, text

WIDE, HIGH, ACROSS, DOWN = 90 * mm, 52 * mm, 2, 5
LEFT, TOP = 15 * mm, 14 * mm
QR = 26 * mm


def slips_pdf(squad: Squad, slips: Sequence[Slip], station, user, made_at: datetime) -> bytes:
    """One slip a guard.

    Args:
        squad: the squad.
        slips: from :func:`patrols.squads.codes.for_squad`.
        station: whose name stands on the slips.
        user: who hands them out.
        made_at: local time.
    """
    text("")  # loads the fonts
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, initialFontName=REGULAR)
    canvas.setTitle(" ".join([squad.name, _("one-time codes")]))
    canvas.setAuthor(str(station))
    address = settings.PHONE_URL + reverse("code-enter")
    # The user name is no secret; the code stays on paper.
    opened = address + "?" + urlencode({"next": reverse("phone")}) + "&name="
    for number, slip in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if number and place == 0:
            canvas.showPage()
        x = LEFT + (place % ACROSS) * WIDE
        y = A4[1] - TOP - (place // ACROSS + 1) * HIGH
        _qr(canvas, x + WIDE - QR - 3 * mm, y + HIGH - QR - 4 * mm, opened + quote(slip.username))
        _slip(canvas, x, y, squad, slip, address, f"{station} · {user.name} · {made_at:%Y-%m-%d %H:%M}")
    canvas.save()
    return stream.getvalue()


def _slip(canvas: Canvas, x: float, y: float, squad: Squad, slip: Slip, address: str, foot: str) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.4)
    canvas.setDash(2, 2)
    canvas.rect(x, y, WIDE, HIGH)
    canvas.setDash()
    left, top = x + 5 * mm, y + HIGH
    _line(canvas, left, top - 8 * mm, BOLD, 12, slip.guard.user.name)
    _line(canvas, left, top - 13 * mm, REGULAR, 8, squad.name, SOFT)
    _line(canvas, left, top - 20 * mm, REGULAR, 8, _("User name"), SOFT)
    _line(canvas, left + 16 * mm, top - 20 * mm, BOLD, 10, slip.username)
    _line(canvas, left, top - 29 * mm, REGULAR, 8, pgettext("one-time", "Code"), SOFT)
    _line(canvas, left + 16 * mm, top - 29.5 * mm, BOLD, 15, slip.grouped)
    _line(canvas, left, top - 36 * mm, REGULAR, 7, _("Scan or open on your own phone, then type both:"), SOFT)
    _line(canvas, left, top - 40 * mm, REGULAR, 7, address)
    _line(canvas, left, top - 44 * mm, REGULAR, 7, _("Works once, within 24 hours. Give it to nobody."), SOFT)
    _line(canvas, left, top - 49 * mm, REGULAR, 6, foot, SOFT)


def _line(canvas: Canvas, x: float, y: float, font: str, size: float, words, colour="black") -> None:
    canvas.setFont(font, size)
    canvas.setFillColor(colour)
    canvas.drawString(x, y, str(words))


def _qr(canvas: Canvas, x: float, y: float, address: str) -> None:
    widget = QrCodeWidget(address, barLevel="M")
    x0, y0, x1, y1 = widget.getBounds()
    drawing = Drawing(QR, QR, transform=[QR / (x1 - x0), 0, 0, QR / (y1 - y0), 0, 0])
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, x, y)
