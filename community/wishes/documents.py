"""The poster of wishes: an A4 sheet with the code that opens the public page."""

import io
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from stations.kit.render import BOLD, REGULAR, register_fonts, visible
from stations.organisation.models import Station
from stations.places.models import Community

WIDTH, HEIGHT = A4
BLUE, INK, SOFT = (colors.HexColor(code) for code in ("#12315f", "#111827", "#4a5565"))
ROOM = WIDTH - 30 * mm


def address_of(station: Station, community: Community | None = None) -> str:
    """What the code holds: the public page, with the community already chosen where there is one."""
    path = reverse("public-wishes", args=[station.code.lower()])
    return f"{settings.PHONE_URL}{path}{'?' + urlencode({'c': community.code}) if community else ''}"


def poster(station: Station, community: Community | None = None) -> bytes:
    """The sheet as PDF."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, initialFontName=REGULAR)
    canvas.setTitle(_("Poster of wishes"))
    canvas.setAuthor(station.name)
    canvas.setCreator("Fenggang")
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 62 * mm, WIDTH, 62 * mm, stroke=0, fill=1)
    _centred(canvas, station.name, REGULAR, 17, HEIGHT - 18 * mm, colors.white)
    _centred(canvas, _("You say where, we patrol"), BOLD, 38, HEIGHT - 38 * mm, colors.white)
    where = community.name if community else _("Wishes of residents for patrols")
    _centred(canvas, where, BOLD, 20, HEIGHT - 54 * mm, colors.white)
    side = 120 * mm
    top = HEIGHT - 72 * mm
    _code(canvas, address_of(station, community), (WIDTH - side) / 2, top - side, side)
    low = top - side - 14 * mm
    _centred(canvas, _("Scan, tap what worries you, where and when"), BOLD, 22, low, BLUE)
    lines = [
        _("No name is asked for. You get a code; with it you read what was done."),
        _("What many residents wish and where calls come from is patrolled first."),
        _("The list is answered and cleared every quarter, and everybody can read it."),
        _("In an emergency call 110 at once."),
    ]
    for place, words in enumerate(lines):
        _centred(canvas, words, REGULAR, 13.5, low - (14 + 9.5 * place) * mm, SOFT)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _code(canvas: Canvas, address: str, x: float, y: float, side: float) -> None:
    """The code with its quiet zone, each run of dark modules one rectangle."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    module = side / len(rows)
    canvas.setFillColor(colors.black)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        begun = None
        for place, dark in enumerate([*row, 0]):
            if dark and begun is None:
                begun = place
            elif not dark and begun is not None:
                path.rect(x + begun * module, y + side - (line + 1) * module, (place - begun) * module, module)
                begun = None
    canvas.drawPath(path, stroke=0, fill=1)


def _centred(canvas: Canvas, words: str, font: str, size: float, y: float, ink) -> None:
    """One line in the middle, smaller where it would not fit."""
    words = visible(words)
    wide = stringWidth(words, font, size)
    size = size if wide <= ROOM else size * ROOM / wide
    canvas.setFillColor(ink)
    canvas.setFont(font, size)
    canvas.drawCentredString(WIDTH / 2, y, words)
