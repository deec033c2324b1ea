"""Queue slow work after the transaction has been committed, by task name (no import of the task)."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def publish(task: str, *args) -> bool:
    """Send a task now. False when the broker is away: its row stays queued and the sweeper sends it again."""
    try:
        current_app.send_task(task, args=args, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("broker away, task left to the sweeper", extra={"fields": {"task": task, "error": str(error)}})
        return False
    return True


def on_commit(task: str, *args) -> None:
    """Send a task once the surrounding transaction has been committed.

    Args:
        task: registered name, e.g. ``"stations.jobs.run"``; a test checks every name used.
        args: JSON values, normally one id.
    """
    transaction.on_commit(lambda: publish(task, *args))
