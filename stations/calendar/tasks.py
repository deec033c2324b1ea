"""Celery envelope of the calendar."""

from celery import shared_task

from stations.calendar import actions


@shared_task(name="stations.calendar.seed")
def seed() -> None:
    """Fill the calendar up to the end of next year."""
    actions.seed()
