"""Celery envelopes of findings."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from patrols.findings.actions import forward_waiting
from patrols.squads.readings import settings_of
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="patrols.findings.watch")
def watch() -> int:
    """Forward what no office has looked at in time, station by station."""
    moved = 0
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            now = timezone.now()
            before = now - timedelta(minutes=settings_of(station).office_minutes)
            moved += forward_waiting(before=before, at=now)
    return moved
