"""Celery envelope of casework."""

from celery import shared_task
from django_scopes import scopes_disabled

from stations.casework import actions
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="stations.casework.reckon_again")
def reckon_again() -> None:
    """Move the days of open cases once the calendar they lean on is published; safe to run twice."""
    with scopes_disabled():
        stations = list(Station.objects.all())
    for station in stations:
        with in_station(station):
            actions.reckon_again()
