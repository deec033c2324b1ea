"""Celery envelopes of surveys."""

from celery import shared_task
from django.utils import timezone

from community.surveys.actions import tell_late
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="community.surveys.watch")
def watch() -> int:
    """Tell who is responsible what is overdue; safe to run twice."""
    told = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            told += tell_late(station=station, day=timezone.localdate())
    return told
