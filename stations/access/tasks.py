"""Nightly tidying of the door."""

import logging

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from stations.access import actions

log = logging.getLogger(__name__)


@shared_task(name="stations.access.forget_old_codes")
def forget_old_codes() -> int:
    """Delete one-time codes that ended more than 30 days ago, and sessions that ended (SE-14)."""
    SessionStore.clear_expired()
    count = actions.forget_old_codes(at=timezone.now())
    log.info("old one-time codes forgotten", extra={"fields": {"count": count}})
    return count
