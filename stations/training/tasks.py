"""The round of training: announce, tell who moved up, remind, warn before certificates run out."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.training import certificates, enrolling
from stations.training.models import Course

log = logging.getLogger(__name__)


@shared_task(name="stations.training.keep_house")
def keep_house() -> dict[str, int]:
    """All stations with courses; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), {"announced": 0, "promoted": 0, "reminded": 0, "warned": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=Course.objects.order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            for name, count in enrolling.keep_house(station=station, at=now).items():
                done[name] += count
            done["warned"] += certificates.warn(station=station, at=now)
    log.info("training kept", extra={"fields": done})
    return done
