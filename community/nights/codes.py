"""The leader's code: six digits that change every twenty seconds, as a QR code and to be typed (``kit.rotating``)."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from community.groups.codes import drawn
from community.nights.models import NightPatrol
from stations.kit import rotating


def shown(patrol: NightPatrol, at: datetime) -> str:
    """The digits on the leader's phone at a moment."""
    return rotating.shown(_purpose(patrol), at)


def fits(patrol: NightPatrol, code: str, at: datetime) -> bool:
    """Whether scanned or typed digits are those of this minute."""
    return rotating.fits(_purpose(patrol), code, at)


def address(patrol: NightPatrol, at: datetime) -> str:
    """What the leader's QR code holds: the page on which a helper taps once."""
    return settings.PHONE_URL + reverse("my-night-here", args=[patrol.pk, shown(patrol, at)])


def picture(patrol: NightPatrol, at: datetime) -> SafeString:
    """The QR code of this moment as SVG."""
    return drawn(address(patrol, at))


def poster_address(patrol: NightPatrol) -> str:
    """Where the code of the sheet to pin up leads: the patrol on a member's own phone."""
    return settings.PHONE_URL + reverse("my-night", args=[patrol.pk])


def _purpose(patrol: NightPatrol) -> str:
    return f"night:{patrol.pk}"
