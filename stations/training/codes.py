"""Codes of training: the digits on the screen, the word of an online class, the code of a certificate.

The digits change every 20 seconds; all are signed with the house's key and none is stored (decision 0018).
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from stations.kit import rotating, signed
from stations.kit.receipts import tidy

# An online class has no screen that is seen only in one room: its word is said when the class ends.
WORD = 6
CERTIFICATE = "certificate"


def shown(sitting_id: int, at: datetime) -> str:
    """The digits the screen shows at a moment."""
    return rotating.shown(f"sitting:{sitting_id}", at)


def fits(sitting_id: int, code: str, at: datetime) -> bool:
    """Whether typed digits are those of this minute."""
    return rotating.fits(f"sitting:{sitting_id}", code, at)


def word(sitting_id: int) -> str:
    """The word of an online sitting, six letters and digits that nobody mistakes."""
    return signed.letters("sitting-word", sitting_id, WORD)


def is_word(sitting_id: int, typed: str) -> bool:
    """Whether typed letters are the word of this sitting."""
    told = tidy(typed)
    return len(told) == WORD and signed.fits("sitting-word", sitting_id, told)


def certificate_token(number: int) -> str:
    """What the code of a certificate holds after ``/q/certificate/``."""
    return signed.token(CERTIFICATE, number)


def certificate_of(token: str) -> int | None:
    """The certificate a token stands for; None when it is forged or garbled."""
    found = signed.numbers_of(CERTIFICATE, token)
    return found[0] if found and len(found) == 1 else None


def certificate_address(number: int) -> str:
    """The address a phone opens from the code on a certificate."""
    return f"{settings.PHONE_URL}{reverse('certificate-check', args=[certificate_token(number)])}"
