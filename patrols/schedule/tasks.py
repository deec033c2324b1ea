"""Celery envelopes of the schedule."""

from celery import shared_task
from django.utils import timezone

from patrols.schedule import actions, reckoning
from stations.jobs import actions as jobs
from stations.kit.queue import publish
from stations.kit.scoping import in_station
from stations.organisation.models import Station

EXTEND = "patrols.schedule.extend"


@shared_task(name="patrols.schedule.extend_all")
def extend_all() -> None:
    """Send one run a station, so that they go side by side."""
    for pk in Station.objects.values_list("pk", flat=True):
        publish(EXTEND, pk)


@shared_task(name=EXTEND)
def extend(station_id: int) -> None:
    """Keep the patrol duties of one station ready up to its horizon."""
    station = Station.objects.get(pk=station_id)
    with (
        in_station(station),
        jobs.once(f"patrols.extend:{station.pk}", f"{timezone.localtime():%Y-%m-%dT%H}") as mine,
    ):
        if mine:
            actions.extend(station=station)


@shared_task(name="patrols.schedule.close")
def close() -> None:
    """Judge what is over and reckon again what something came in for; each minute, safe to run twice."""
    reckoning.close_due()
