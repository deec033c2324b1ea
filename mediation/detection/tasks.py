"""Celery envelopes of early detection."""

from celery import shared_task
from django.utils import timezone

from mediation.detection import radar
from stations.jobs import actions as jobs
from stations.kit.queue import publish
from stations.kit.scoping import in_station
from stations.organisation.models import Station

LOOK = "mediation.detection.look"


@shared_task(name="mediation.detection.look_all")
def look_all() -> None:
    """Send one run a station, so that they go side by side."""
    for pk in Station.objects.values_list("pk", flat=True):
        publish(LOOK, pk)


@shared_task(name=LOOK)
def look(station_id: int) -> None:
    """Reckon the recurrences of one station; once a day and station, and a second run would change nothing."""
    station = Station.objects.get(pk=station_id)
    with (
        in_station(station),
        jobs.once(f"mediation.recurrences:{station.pk}", f"{timezone.localtime():%Y-%m-%dT%H}") as mine,
    ):
        if mine:
            radar.look_again(station=station)
