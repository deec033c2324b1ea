"""Celery envelopes of the day-book."""

import logging

from celery import shared_task
from django_scopes import scopes_disabled

from stations.timeline.actions import broken_links
from stations.timeline.models import Entry

log = logging.getLogger(__name__)


@shared_task(name="stations.timeline.verify")
def verify() -> None:
    """Reckon every station's chain again; a broken one is an error in the log that monitoring must raise (SE-09)."""
    with scopes_disabled():
        stations = list(Entry.objects.order_by().values_list("station_id", flat=True).distinct())
    for station_id in stations:
        broken = broken_links(station_id=station_id)
        if broken:
            log.error("day-book chain broken", extra={"fields": {"station": station_id, "numbers": broken}})
