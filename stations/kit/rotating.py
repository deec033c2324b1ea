"""Six digits that change every few seconds, signed with the house's key: on a screen, in a QR code, typed by hand.

Nothing is stored: who shows the digits and who types them ask the same key. A leader's phone, a screen of a class and
the like each have a purpose of their own, so that the digits of one open nothing else.
"""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

STEP = 20  # seconds between two codes
LIVES = 3  # steps a code is taken: whoever types slowly still gets in


def shown(purpose: str, at: datetime) -> str:
    """The digits to show at a moment.

    Args:
        purpose: what they open, e.g. ``"night:12"``.
        at: the moment.
    """
    return _digits(purpose, int(at.timestamp()) // STEP, settings.FIELD_KEYS[0])


def fits(purpose: str, code: str, at: datetime) -> bool:
    """Whether typed digits are those of this minute; any key of the house may have signed them."""
    now = int(at.timestamp()) // STEP
    typed = code.strip().replace(" ", "").encode()
    made = (_digits(purpose, now - back, key) for back in range(LIVES) for key in settings.FIELD_KEYS)
    return any([hmac.compare_digest(one.encode(), typed) for one in made])


def _digits(purpose: str, step: int, key: str) -> str:
    made = hmac.new(key.encode(), f"{purpose}:{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 1_000_000:06d}"
