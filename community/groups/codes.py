"""Codes on paper: the group's poster, the personal slip, the card. Signed, not stored (decision 0018).

A slip is typed by hand when a camera fails, so it is twelve letters that nobody mistakes: which enrolment, and a
signature. Whether poster and card are the newest is asked where group and member are read.
"""

from django.conf import settings
from django.urls import reverse

from stations.kit import signed
from stations.kit.qr import drawn

JOIN, CARD = "watch-join", "watch-card"
# The code of an enrolment's slip.
SLIP = signed.Typed("watch-slip", signed=7)


def address(path: str) -> str:
    """What a code on paper holds: the address a phone opens."""
    return f"{settings.PHONE_URL}{path}"


def join_address(group) -> str:
    """Where the poster of a group leads."""
    return address(reverse("join-group", args=[token(JOIN, group.pk, group.poster_version)]))


def slip_address(code: str) -> str:
    """Where a personal slip leads."""
    return address(reverse("join-slip", args=[code]))


def card_address(member) -> str:
    """Where the code of a member's card leads."""
    return address(reverse("member-check", args=[token(CARD, member.pk, member.card_version)]))


def door_address(name: str, station) -> str:
    """Where the code of a public page leads; ``name`` is of the page, whose one argument is the station's code."""
    return address(reverse(name, args=[station.code.lower()]))


def door(name: str, station, poster: str) -> dict:
    """A public page of a station for whoever hangs it up: its address ``door``, ``door_qr``, ``door_poster``.

    Args:
        name: of the page, whose one argument is the station's code.
        poster: name of the page that prints it on A4.
    """
    opened = door_address(name, station)
    return {"door": opened, "door_qr": drawn(opened, scale=4), "door_poster": reverse(poster)}


def token(kind: str, number: int, version: int) -> str:
    """The token of a poster (``JOIN``, group) or of a card (``CARD``, member)."""
    return signed.token(kind, number, version)


def read(kind: str, text: str) -> tuple[int, int] | None:
    """(id, version) of a token of this kind; None when it is forged or garbled."""
    match signed.numbers_of(kind, text):
        case (number, version):
            return number, version
    return None
