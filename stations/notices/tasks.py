"""Celery envelopes of notices."""

from celery import shared_task
from django.utils import timezone

from stations.notices import actions


@shared_task(name="stations.notices.deliver")
def deliver(notice_ids: list[int]) -> None:
    """Try the deliveries of some notices."""
    actions.deliver(notice_ids=notice_ids)


@shared_task(name="stations.notices.sweep")
def sweep() -> None:
    """Try what waits."""
    actions.sweep()


@shared_task(name="stations.notices.forget_read")
def forget_read() -> None:
    """Forget what was read long ago."""
    actions.forget_read(at=timezone.now())
