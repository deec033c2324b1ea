"""The code of a reservation, shown on the phone and typed or scanned at the desk: signed, not stored (0018)."""

import hashlib
import hmac
import re

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from stations.access.rules import CODE_ALPHABET as LETTERS

PLACES, SIGNED = 5, 5


def code_of(number: int) -> str:
    """Ten letters that nobody mistakes: which reservation, and a signature."""
    body, rest = "", number
    for _place in range(PLACES):
        rest, sign = divmod(rest, len(LETTERS))
        body = LETTERS[sign] + body
    if rest:
        raise ValueError(f"reservation {number} is too large for a code")
    return body + _letters(body, settings.FIELD_KEYS[0])


def read(text: str) -> int | None:
    """The reservation a typed or scanned code stands for; None when it is forged or mistyped."""
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
    """``ABCDE FGHJK``."""
    return " ".join(code[place : place + 5] for place in range(0, len(code), 5))


def tidy(text: str) -> str:
    """A code as it was shown: capitals, without the spaces and hyphens people type."""
    return re.sub(r"[\s-]+", "", text).upper()


def drawn(code: str) -> SafeString:
    """The desk's address with the code, as a QR code for the page."""
    address = f"{settings.PHONE_URL}{reverse('reward-desk')}?code={code}"
    made = segno.make(address, error="m", micro=False)
    return mark_safe(made.svg_inline(border=4, dark="#000", light="#fff", svgclass="fg-qr", omitsize=True))


def _letters(body: str, key: str) -> str:
    made = hmac.new(key.encode(), b"reward-desk:" + body.encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(made[:16], "big"), ""
    for _place in range(SIGNED):
        number, sign = divmod(number, len(LETTERS))
        letters += LETTERS[sign]
    return letters
