"""The daily round of errands: whose days are over without a pass, lapses and goes back to the asker."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.errands.actions import lapse_overdue
from stations.errands.models import Errand
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)


@shared_task(name="stations.errands.keep_house")
def keep_house() -> int:
    """All stations with errands; doing it again changes nothing. Returns how many lapsed."""
    now, lapsed = timezone.now(), 0
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=Errand.objects.open().order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            lapsed += lapse_overdue(station=station, at=now)
    log.info("patrol errands kept", extra={"fields": {"lapsed": lapsed}})
    return lapsed
