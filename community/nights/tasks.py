"""Celery envelopes of night patrols."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from community.groups.readings import settings_of
from community.groups.rules import is_quiet
from community.nights import actions, asking, joining
from community.nights.models import NightPatrol
from community.nights.words import State
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)
# Thanks wait for the end of the quiet hours; after some days nobody expects them any more.
THANKS = timedelta(days=3)


@shared_task(name="community.nights.ask")
def ask() -> int:
    """Send the waves of requests that are due."""
    return asking.send_due(at=timezone.now())


@shared_task(name="community.nights.keep_house")
def keep_house() -> dict[str, int]:
    """Patrols that never began, thanks that waited for the morning, requests that are to be forgotten."""
    now, done = timezone.now(), {"lapsed": 0, "thanked": 0, "forgotten": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=NightPatrol.objects.order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            done["lapsed"] += actions.lapse_overdue(station=station, at=now)
            done["forgotten"] += asking.forget_requests(station=station, at=now)
            if not is_quiet(settings_of(station), now):
                rows = NightPatrol.objects.filter(state=State.CONFIRMED, confirmed_at__gt=now - THANKS)
                done["thanked"] += sum(joining.thank(patrol) for patrol in rows.order_by("pk"))
    log.info("night patrols kept", extra={"fields": done})
    return done
