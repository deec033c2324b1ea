"""Celery envelopes of dispatch."""

from celery import shared_task

from stations.dispatch import watch


@shared_task(name="stations.dispatch.escalate")
def escalate() -> None:
    """Escalate what is overdue; every five seconds, safe to run twice and at the same time."""
    watch.escalate_due()
