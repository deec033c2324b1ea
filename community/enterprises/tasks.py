"""The daily round of the enterprises: who must be reminded, whose contacts are deleted."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from community.enterprises import actions, finding_steps, first_visits
from community.enterprises.models import Enterprise
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)


@shared_task(name="community.enterprises.keep_house")
def keep_house() -> dict[str, int]:
    """All stations with enterprises; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), {"first_visits": 0, "findings": 0, "contacts": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=Enterprise.objects.order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            done["first_visits"] += first_visits.remind(station=station, at=now)
            done["findings"] += finding_steps.remind(station=station, at=now)
            done["contacts"] += actions.forget_contacts(station=station, at=now)
    log.info("enterprises kept", extra={"fields": done})
    return done
