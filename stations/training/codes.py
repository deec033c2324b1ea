"""The code on the screen of a sitting: six digits, another one every 20 seconds, signed with the house's key."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings

STEP = 20  # seconds between two codes
LIVES = 3  # steps a code is taken: whoever types slowly still gets in


def shown(sitting_id: int, at: datetime) -> str:
    """The digits the screen shows at a moment."""
    return _digits(sitting_id, int(at.timestamp()) // STEP)


def fits(sitting_id: int, code: str, at: datetime) -> bool:
    """Whether typed digits are those of this minute."""
    now = int(at.timestamp()) // STEP
    typed = code.strip().replace(" ", "")
    return any(hmac.compare_digest(_digits(sitting_id, now - back).encode(), typed.encode()) for back in range(LIVES))


def _digits(sitting_id: int, step: int) -> str:
    made = hmac.new(settings.FIELD_KEYS[0].encode(), f"sitting:{sitting_id}:{step}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 1_000_000:06d}"
