"""The sheet of a night patrol to pin up (A4): when, where, how long, what to bring, a code to join by.

Nobody is named on it, and no key place: members read on their phones which places the patrol watches (SE-28).
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.units import mm

from community.groups.documents import BLUE, HEIGHT, INK, PALE, SOFT, WIDTH, centred, new_canvas, qr
from community.nights import codes
from community.nights.models import NightPatrol
from community.nights.readings import Kind
from community.nights.tables import span
from stations.kit.render import BOLD, REGULAR, text

ROOM = WIDTH - 36 * mm


def poster(*, patrol: NightPatrol, kinds: Sequence[Kind], station) -> bytes:
    """A sheet for doors and notice boards.

    Args:
        kinds: helpers wanted.
        station: whose.
    """
    canvas, stream = new_canvas(_("Night patrol"), station)
    middle = WIDTH / 2
    canvas.setFillColor(BLUE)
    canvas.rect(0, HEIGHT - 62 * mm, WIDTH, 62 * mm, stroke=0, fill=1)
    centred(canvas, station.name, REGULAR, 16, middle, HEIGHT - 17 * mm, ROOM, colors.white)
    centred(canvas, _("Walk with us at night"), BOLD, 38, middle, HEIGHT - 36 * mm, ROOM, colors.white)
    centred(canvas, f"{patrol.community.name} {patrol.name}".strip(), BOLD, 18, middle, HEIGHT - 51 * mm, ROOM,
            colors.white)  # fmt: skip
    begins, high = timezone.localtime(patrol.starts_at), HEIGHT - 80 * mm
    when = f"{date_format(begins, 'Y年n月j日 l')} {span(patrol)}"
    centred(canvas, when, BOLD, 26, middle, high, ROOM, BLUE)
    centred(canvas, _("Meet at: %(place)s") % {"place": patrol.meeting_place}, BOLD, 18, middle, high - 13 * mm, ROOM,
            INK)  # fmt: skip
    wanted = "、".join(f"{kind.label} {kind.wanted}" for kind in kinds)
    centred(canvas, _("Wanted: %(kinds)s") % {"kinds": wanted}, REGULAR, 14, middle, high - 23 * mm, ROOM, INK)
    side = 84 * mm
    qr(canvas, codes.poster_address(patrol), middle - side / 2, high - 30 * mm - side, side)
    low = high - 36 * mm - side
    centred(canvas, _("Members: scan with your own phone and accept in one tap"), BOLD, 17, middle, low, ROOM, BLUE)
    _lines(canvas, patrol, low - 6 * mm)
    centred(canvas, _boundary(patrol), REGULAR, 10.5, middle, 14 * mm, ROOM, SOFT)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _lines(canvas, patrol: NightPatrol, low: float) -> None:
    """What to bring, and that it is voluntary: a pale box."""
    words = [patrol.note] if patrol.note else []
    words.append(
        _("Taking part is voluntary; nobody is asked why not. Whoever is not a member yet joins at the station.")
    )
    flows = [text(sentence) for sentence in words]
    tall = [flow.wrap(ROOM - 12 * mm, HEIGHT)[1] for flow in flows]
    box = sum(tall) + (len(flows) + 1) * 2.5 * mm
    canvas.setFillColor(PALE)
    canvas.roundRect(18 * mm, low - box, ROOM, box, 2 * mm, stroke=0, fill=1)
    at = low
    for flow, height in zip(flows, tall, strict=True):
        at -= height + 2.5 * mm
        flow.drawOn(canvas, 24 * mm, at)


def _boundary(patrol: NightPatrol) -> str:
    """PA-14, and whom to call."""
    told = _("Helpers look, dissuade and report; they question, search and hold nobody. In danger call 110.")
    if patrol.command_phone:
        told += " " + _("Command room: %(phone)s") % {"phone": patrol.command_phone}
    return told
