"""The daily round of points: pay what was verified, end what nobody came for, let old points lapse, look."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.recognition.keeping import keep
from stations.recognition.models import RecognitionSettings

log = logging.getLogger(__name__)


@shared_task(name="stations.recognition.keep_house")
def keep_house() -> dict[str, int]:
    """All stations that keep points; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), {"paid": 0, "lapsed": 0, "expired": 0, "found": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=RecognitionSettings.objects.values("station_id")))
    for station in stations:
        with in_station(station):
            for what, count in keep(station=station, at=now).items():
                done[what] += count
    log.info("points kept", extra={"fields": done})
    return done
