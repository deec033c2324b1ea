"""The poster of wishes: an A4 sheet with the code that opens the public page."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.units import mm

from community.groups.documents import BLUE, HEIGHT, SOFT, WIDTH, centred, new_canvas, qr
from stations.kit.render import BOLD, REGULAR
from stations.organisation.models import Station
from stations.places.models import Community

ROOM = WIDTH - 30 * mm


def address_of(station: Station, community: Community | None = None) -> str:
    """What the code holds: the public page, with the community already chosen where there is one."""
    path = reverse("public-wishes", args=[station.code.lower()])
    return f"{settings.PHONE_URL}{path}{'?' + urlencode({'c': community.code}) if community else ''}"


def poster(station: Station, community: Community | None = None) -> bytes:
    """The sheet as PDF; below the code its address for whoever types (UI-10)."""
    canvas, stream = new_canvas(_("Poster of wishes"), station)
    middle = WIDTH / 2
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 62 * mm, WIDTH, 62 * mm, stroke=0, fill=1)
    where = community.name if community else _("Wishes of residents for patrols")
    for words, font, size, low in (
        (station.name, REGULAR, 17, 18), (_("You say where, we patrol"), BOLD, 38, 38), (where, BOLD, 20, 54),
    ):  # fmt: skip
        centred(canvas, words, font, size, middle, HEIGHT - low * mm, ROOM, colors.white)
    side = 120 * mm
    low = HEIGHT - 72 * mm - side
    qr(canvas, address_of(station, community), middle - side / 2, low, side)
    centred(canvas, address_of(station), REGULAR, 12, middle, low - 2 * mm, ROOM, SOFT)
    centred(canvas, _("Scan, tap what worries you, where and when"), BOLD, 22, middle, low - 16 * mm, ROOM, BLUE)
    lines = [
        _("No name is asked for. You get a code; with it you read what was done."),
        _("What many residents wish and where calls come from is patrolled first."),
        _("The list is answered and cleared every quarter, and everybody can read it."),
        _("In an emergency call 110 at once."),
    ]
    for place, words in enumerate(lines):
        centred(canvas, words, REGULAR, 13.5, middle, low - (30 + 9.5 * place) * mm, ROOM, SOFT)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()
