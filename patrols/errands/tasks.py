"""Celery envelope of errands: who passed."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from patrols.errands import actions
from patrols.errands.rules import CARRIER
from stations.errands.readings import carried
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="patrols.errands.look")
def look() -> int:
    """All stations whose patrols carry errands; each minute, safe to run twice."""
    now, made = timezone.now(), 0
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=carried(CARRIER).order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            made += actions.look(station=station, at=now)
    return made
