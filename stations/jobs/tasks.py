"""Celery envelopes of long work."""

from celery import shared_task
from django.utils import timezone

from stations.jobs import actions


@shared_task(name="stations.jobs.run")
def run(job_id: int) -> None:
    """Do one job."""
    actions.run(job_id=job_id)


@shared_task(name="stations.jobs.sweep")
def sweep() -> None:
    """Send again what waits or whose worker died."""
    actions.sweep()


@shared_task(name="stations.jobs.tick")
def tick() -> None:
    """Beat's pulse; ``config.celery`` notes its time when beat sends it."""


@shared_task(name="stations.jobs.forget_keys")
def forget_keys() -> None:
    """Forget old idempotency keys."""
    actions.forget_keys(at=timezone.now())
