"""Celery envelopes of sessions."""

from celery import shared_task
from django.utils import timezone

from mediation.sessions.reminding import remind as remind_station
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="mediation.sessions.remind")
def remind() -> int:
    """Remind of what begins soon, station by station."""
    told = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            told += remind_station(station=station, at=timezone.now())
    return told
