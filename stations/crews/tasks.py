"""Celery envelopes of crews."""

from celery import shared_task
from django.utils import timezone

from stations.crews import actions
from stations.jobs import actions as jobs
from stations.kit.queue import publish
from stations.kit.scoping import in_station
from stations.organisation.models import Station

PREPARE = "stations.crews.prepare"


@shared_task(name="stations.crews.prepare_all")
def prepare_all() -> None:
    """Send one run a station, so that they go side by side."""
    for pk in Station.objects.values_list("pk", flat=True):
        publish(PREPARE, pk)


@shared_task(name=PREPARE)
def prepare(station_id: int) -> None:
    """Keep the crews of one station ready: the running day and the next three."""
    station = Station.objects.get(pk=station_id)
    with in_station(station), jobs.once(f"crews.prepare:{station.pk}", f"{timezone.localtime():%Y-%m-%dT%H}") as mine:
        if mine:
            actions.keep_ready(station=station)
