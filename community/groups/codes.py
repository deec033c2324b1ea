"""Codes on paper: the group's poster, the personal slip, the card. Signed, not stored (decision 0018).

A slip is typed by hand when a camera fails, so it is twelve letters that nobody mistakes: which enrolment, and a
signature. Whether poster and card are the newest is asked where group and member are read.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse

from stations.access.rules import CODE_ALPHABET as LETTERS
from stations.kit.qr import drawn

PLACES, SIGNED = 5, 7
TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,4})-([A-Za-z0-9_-]{12})\Z")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
JOIN, CARD = "watch-join", "watch-card"


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
    body = f"{_base36(number)}-{_base36(version)}"
    return f"{body}-{_signature(kind, body, settings.FIELD_KEYS[0])}"


def read(kind: str, text: str) -> tuple[int, int] | None:
    """(id, version) of a token of this kind; None when it is forged or garbled."""
    found = TOKEN.match(text)
    if not found:
        return None
    body = f"{found[1]}-{found[2]}"
    if not any(hmac.compare_digest(_signature(kind, body, key), found[3]) for key in settings.FIELD_KEYS):
        return None
    return int(found[1], 36), int(found[2], 36)


def slip(number: int) -> str:
    """The code of an enrolment's slip."""
    body, rest = "", number
    for _place in range(PLACES):
        rest, sign = divmod(rest, len(LETTERS))
        body = LETTERS[sign] + body
    if rest:
        raise ValueError(f"enrolment {number} is too large for a slip")
    return body + _letters(body, settings.FIELD_KEYS[0])


def read_slip(text: str) -> int | None:
    """The enrolment a typed or scanned slip stands for; None when it is forged or mistyped."""
    code = tidy(text)
    if len(code) != PLACES + SIGNED or not set(code) <= set(LETTERS):
        return None
    body, signature = code[:PLACES], code[PLACES:]
    if not any(hmac.compare_digest(_letters(body, key), signature) for key in settings.FIELD_KEYS):
        return None
    number = 0
    for sign in body:
        number = number * len(LETTERS) + LETTERS.index(sign)
    return number


def grouped(code: str) -> str:
    """``ABCD EFGH JKMN``."""
    return " ".join(code[place : place + 4] for place in range(0, len(code), 4))


def tidy(text: str) -> str:
    """A code as it was printed: capitals, without the spaces and hyphens people type."""
    return re.sub(r"[\s-]+", "", text).upper()


def _letters(body: str, key: str) -> str:
    made = hmac.new(key.encode(), b"watch-slip:" + body.encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(made[:16], "big"), ""
    for _place in range(SIGNED):
        number, sign = divmod(number, len(LETTERS))
        letters += LETTERS[sign]
    return letters


def _signature(kind: str, body: str, key: str) -> str:
    made = hmac.new(key.encode(), f"{kind}:{body}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made[:9]).decode()


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
        if not number:
            return digits
