"""Codes of training: the digits on the screen, the word of an online class, the code of a certificate.

The digits change every 20 seconds; all are signed with the house's key and none is stored (decision 0018).
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from stations.access.rules import CODE_ALPHABET as LETTERS
from stations.kit import rotating


def shown(sitting_id: int, at: datetime) -> str:
    """The digits the screen shows at a moment."""
    return rotating.shown(f"sitting:{sitting_id}", at)


def fits(sitting_id: int, code: str, at: datetime) -> bool:
    """Whether typed digits are those of this minute."""
    return rotating.fits(f"sitting:{sitting_id}", code, at)


# An online class has no screen that is seen only in one room: its word is said when the class ends.
WORD = 6


def word(sitting_id: int) -> str:
    """The word of an online sitting, six letters and digits that nobody mistakes."""
    return _word(sitting_id, settings.FIELD_KEYS[0])


def is_word(sitting_id: int, typed: str) -> bool:
    """Whether typed letters are the word of this sitting."""
    told = re.sub(r"[\s-]+", "", typed).upper().encode()
    return any(hmac.compare_digest(_word(sitting_id, key).encode(), told) for key in settings.FIELD_KEYS)


def _word(sitting_id: int, key: str) -> str:
    made = hmac.new(key.encode(), f"sitting-word:{sitting_id}".encode(), hashlib.sha256).digest()
    number, letters = int.from_bytes(made[:16], "big"), ""
    for _place in range(WORD):
        number, sign = divmod(number, len(LETTERS))
        letters += LETTERS[sign]
    return letters


# Certificates
TOKEN = re.compile(r"([0-9a-z]{1,13})-([A-Za-z0-9_-]{12})\Z")
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


def certificate_token(number: int) -> str:
    """What the code of a certificate holds after ``/q/certificate/``."""
    body = _base36(number)
    return f"{body}-{_signature(body, settings.FIELD_KEYS[0])}"


def certificate_of(token: str) -> int | None:
    """The certificate a token stands for; None when it is forged or garbled."""
    found = TOKEN.match(token)
    if not found or not any(hmac.compare_digest(_signature(found[1], key), found[2]) for key in settings.FIELD_KEYS):
        return None
    return int(found[1], 36)


def certificate_address(number: int) -> str:
    """The address a phone opens from the code on a certificate."""
    return f"{settings.PHONE_URL}{reverse('certificate-check', args=[certificate_token(number)])}"


def _signature(body: str, key: str) -> str:
    made = hmac.new(key.encode(), f"certificate:{body}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made[:9]).decode()


def _base36(number: int) -> str:
    text = ""
    while number:
        number, sign = divmod(number, 36)
        text = SIGNS[sign] + text
    return text or "0"
