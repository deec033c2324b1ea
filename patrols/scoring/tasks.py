"""Celery envelopes of scores."""

from celery import shared_task

from patrols.scoring.actions import freeze_missing
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="patrols.scoring.freeze_missing")
def freeze_scores() -> int:
    """Freeze every finished month of every station that has none yet."""
    made = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            made += freeze_missing(station=station)
    return made
