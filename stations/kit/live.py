"""Tell open screens that something changed: a hint over Redis pub/sub, never the data itself (DESIGN §7).

A lost hint costs seconds, not truth: every screen also looks by itself now and then.
"""

import json
import logging
from functools import lru_cache

import redis
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)

BOARD = "board"


def channel(station_id: int) -> str:
    """The pub/sub channel of a station."""
    return f"fg:live:{station_id}"


def mine(user_id: int) -> str:
    """Topic of one person's notices."""
    return f"person:{user_id}"


def about(incident_id: int) -> str:
    """Topic of one incident's page."""
    return f"incident:{incident_id}"


def changed(station_id: int, *topics: str) -> None:
    """Announce topics once the surrounding transaction is committed.

    Args:
        station_id: whose screens.
        topics: e.g. :data:`BOARD`, ``mine(user.pk)``, ``about(incident.pk)``.
    """
    transaction.on_commit(lambda: _publish(station_id, topics))


@lru_cache(maxsize=2)
def _bus(url: str) -> redis.Redis:
    """The connection pool of this process; a page never waits for an absent Redis."""
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)


def _publish(station_id: int, topics: tuple[str, ...]) -> None:
    try:
        _bus(settings.LIVE_BUS).publish(channel(station_id), json.dumps(topics))
    except (redis.RedisError, OSError) as error:
        log.warning("no live hint", extra={"fields": {"station": station_id, "error": str(error)}})
