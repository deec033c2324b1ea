"""How often the public asks: pages without login count by address and by what is asked about."""

import hashlib
import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

WINDOW = 3600  # seconds
# Why a question is not answered now → HTTP status, seconds after which it may be asked again.
REFUSED = {"too_many": (429, WINDOW), "away": (503, 300)}


def refused(**limits: tuple[str, int]) -> str:
    """Why a question of the public is not answered now: ``too_many``, ``away``, or empty.

    Args:
        limits: name of a counter → (what is counted, e.g. an address or a code; how often within the hour). All are
            counted, whether one of them refuses or not. Neither addresses nor codes lie in the cache as they are.

    ``away``: the questions cannot be counted, and uncounted a short code could be found by trying.
    """
    try:
        asked = [_count(f"public:{name}:{_mark(text)}") > most for name, (text, most) in limits.items()]
    except (RedisError, OSError) as error:
        log.warning("questions of the public cannot be counted: %s", type(error).__name__)
        return "away"
    return "too_many" if any(asked) else ""


def _count(key: str) -> int:
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two.
        return 1


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
