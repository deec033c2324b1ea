"""Celery envelope of agreements."""

from celery import shared_task
from django.utils import timezone

from mediation.agreements.reminding import remind as remind_station
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="mediation.agreements.remind")
def remind_performance() -> int:
    """Remind of instalments near or overdue, station by station; safe to run twice."""
    told = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            told += remind_station(station=station, at=timezone.now())
    return told
