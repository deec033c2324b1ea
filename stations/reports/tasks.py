"""Celery envelope of the monthly reports."""

from celery import shared_task

from stations.reports import actions


@shared_task(name="stations.reports.make_missing")
def make_missing() -> None:
    """Queue every finished month without a report, station by station."""
    actions.make_all_missing()
