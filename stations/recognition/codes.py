"""The code of a reservation, shown on the phone and typed or scanned at the desk: signed, not stored (0018)."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from stations.kit import qr
from stations.kit.signed import Typed

_RESERVATION = Typed("reward-desk")


def code_of(number: int) -> str:
    """Ten letters that nobody mistakes: which reservation, and a signature."""
    return _RESERVATION.of(number)


def read(text: str) -> int | None:
    """The reservation a typed or scanned code stands for; None when it is forged or mistyped."""
    return _RESERVATION.read(text)


def drawn(code: str) -> SafeString:
    """The desk's address with the code, as a QR code for the page."""
    return qr.drawn(f"{settings.PHONE_URL}{reverse('reward-desk')}?code={code}")
