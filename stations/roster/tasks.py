"""Celery envelopes of the roster."""

from celery import shared_task
from django.utils import timezone

from stations.jobs import actions as jobs
from stations.kit.queue import publish
from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.roster import actions

EXTEND = "stations.roster.extend"


@shared_task(name="stations.roster.extend_all")
def extend_all() -> None:
    """Send one extension a station, so that they run side by side."""
    for pk in Station.objects.values_list("pk", flat=True):
        publish(EXTEND, pk)


@shared_task(name=EXTEND)
def extend(station_id: int) -> None:
    """Keep the roster of one station published up to the horizon."""
    station = Station.objects.get(pk=station_id)
    with in_station(station), jobs.once(f"roster.extend:{station.pk}", f"{timezone.localtime():%Y-%m-%dT%H}") as mine:
        if mine:
            actions.extend(station=station)
