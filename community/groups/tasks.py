"""The daily round of the groups: what was not confirmed goes, what is overdue lapses, who must renew is asked."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from community.groups import enrolling, importer, membership
from community.groups.models import WatchGroup
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)


@shared_task(name="community.groups.keep_house")
def keep_house() -> dict[str, int]:
    """All stations with groups; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), {"forgotten": 0, "lapsed": 0, "asked": 0, "workbooks": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=WatchGroup.objects.order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            done["forgotten"] += enrolling.forget_expired(station=station, at=now)
            done["lapsed"] += membership.lapse_overdue(station=station, at=now)
            done["asked"] += membership.remind(station=station, at=now)
            done["workbooks"] += importer.forget_workbooks(station=station, at=now)
    log.info("crime-watch groups kept", extra={"fields": done})
    return done
