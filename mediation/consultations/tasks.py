"""Celery envelopes of consultations."""

from celery import shared_task
from django.utils import timezone

from mediation.consultations.models import ConsultationRule
from mediation.consultations.planning import plan_ahead
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="mediation.consultations.plan_ahead")
def plan_all() -> int:
    """Plan the standing days of every station ahead; fills whatever was missed."""
    made = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            for rule in ConsultationRule.objects.filter(active=True):
                made += plan_ahead(rule=rule, day=timezone.localdate())
    return made
