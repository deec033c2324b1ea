"""Celery envelope of the questions to mediators."""

from celery import shared_task
from django.utils import timezone

from mediation.cases.allotting import expire_all
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="mediation.cases.expire_questions")
def expire_questions() -> int:
    """Ask the next mediator where the one asked has not answered in time; safe to run twice."""
    closed = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            closed += expire_all(station=station, at=timezone.now())
    return closed
