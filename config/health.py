"""``/healthz``: one line a part, 200 when all are well, 503 otherwise."""

import time

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from redis.exceptions import RedisError

from config.celery import app

BEAT_SILENCE = 30
LIVE_SILENCE = 30
WORKER_MEMORY = 10


def healthz(request):
    """State of database, migrations, broker, worker, beat and live streams, for monitors and for `make demo`."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    well = all(state == "ok" for state in parts.values())
    return JsonResponse({"ok": well, "parts": parts}, status=200 if well else 503)


def _state(check) -> str:
    try:
        return check() or "ok"
    except (DatabaseError, RedisError, OSError) as error:
        return f"down: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(open_ones)} not applied" if open_ones else ""


def _broker() -> str:
    cache.set("health:broker", 1, 10)
    return "" if cache.get("health:broker") else "does not keep values"


def _worker() -> str:
    """Ask the workers to answer, at most once every ten seconds."""
    if cache.get("health:worker"):
        return ""
    if not app.control.ping(timeout=1.0):
        return "none answers"
    cache.set("health:worker", 1, WORKER_MEMORY)
    return ""


def _beat() -> str:
    last = cache.get("health:beat")
    silent = time.time() - last if last else None
    return "" if silent is not None and silent < BEAT_SILENCE else "no pulse"


def _live() -> str:
    """Its own note: pages poll while it is away, so this is no outage, but somebody should look."""
    last = cache.get("health:live")
    return "" if last and time.time() - last < LIVE_SILENCE else "no pulse"


CHECKS = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "beat": _beat,
    "live": _live,
}
