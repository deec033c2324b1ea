"""The code on a checkpoint's sign: short, signed, and dead as soon as a new one is issued (PA-02, PA-12).

A sign carries ``/c/<token>``. The token is ``<checkpoint>-<version>-<signature>``; a display shows
``<checkpoint>-<version>.<step>-<signature>``, another one every 15 seconds. Both are checked without the database;
whether the version is still the newest is asked where the checkpoint is read.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from stations.kit.signed import base36, signed_by

STEP = 15  # seconds between two codes of a display
LIVES = 2  # steps a code stays valid: 30 seconds
PURPOSE = "checkpoint"
TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-z]{1,4})(?:\.([0-9a-z]{1,10}))?-([A-Za-z0-9_-]{12})\Z")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a token says.

    Attributes:
        checkpoint_id: the point.
        version: the issue of its sign.
        step: number of the 15-second step for the code of a display, None for a printed sign.
    """

    checkpoint_id: int
    version: int
    step: int | None = None

    def is_fresh(self, at: datetime) -> bool:
        """Whether a display's code is not older than 30 seconds; a printed sign always is."""
        return self.step is None or 0 <= step_of(at) - self.step < LIVES


def printed(checkpoint) -> str:
    """The token of a checkpoint's printed sign."""
    return _token(checkpoint.pk, checkpoint.sign_version, None)


def rotating(checkpoint, at: datetime) -> str:
    """The token that a checkpoint's display shows at a moment."""
    return _token(checkpoint.pk, checkpoint.sign_version, step_of(at))


def step_of(at: datetime) -> int:
    """Number of the 15-second step a moment lies in."""
    return int(at.timestamp()) // STEP


def address(token: str) -> str:
    """What a code of a sign holds: the address a phone opens."""
    return f"{settings.PHONE_URL}/c/{token}"


def read(token: str) -> Sign | None:
    """What a token says, or None when it is forged or garbled. Any key of ``FIELD_KEYS`` may have signed it."""
    return _read(token, tuple(settings.FIELD_KEYS))


# A station has some dozens of signs, and each is read thousands of times.
@lru_cache(maxsize=2048)
def _read(token: str, keys: tuple[str, ...]) -> Sign | None:
    found = TOKEN.match(token)
    if not found:
        return None
    body, signature = token[: -len(found[4]) - 1], found[4]
    if not any(hmac.compare_digest(signed_by(PURPOSE, body, key), signature) for key in keys):
        return None
    return Sign(int(found[1], 36), int(found[2], 36), int(found[3], 36) if found[3] else None)


def _token(checkpoint_id: int, version: int, step: int | None) -> str:
    body = f"{base36(checkpoint_id)}-{base36(version)}" + (f".{base36(step)}" if step is not None else "")
    return f"{body}-{signed_by(PURPOSE, body, settings.FIELD_KEYS[0])}"
