"""Celery envelopes of the handover."""

from celery import shared_task
from django.utils import timezone

from stations.handovers import actions
from stations.kit.queue import publish
from stations.kit.scoping import in_station
from stations.organisation.models import Station

WATCH = "stations.handovers.watch"


@shared_task(name="stations.handovers.watch_all")
def watch_all() -> None:
    """Send one look a station, so that they run side by side."""
    for pk in Station.objects.values_list("pk", flat=True):
        publish(WATCH, pk)


@shared_task(name=WATCH)
def watch(station_id: int) -> None:
    """Write the handover that is near, remind of one that is late; twice does no harm (unique keys)."""
    station, now = Station.objects.get(pk=station_id), timezone.now()
    with in_station(station):
        actions.prepare(station=station, at=now)
        actions.remind(station=station, at=now)
