"""The forum's round: overdue questions alarm, news that waited is told, phones that were left are deleted."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from community.forum import house, news
from community.forum.models import ForumTopic
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)


@shared_task(name="community.forum.keep_house")
def keep_house() -> dict[str, int]:
    """All stations with a forum; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), {"overdue": 0, "news": 0, "phones": 0}
    with scopes_disabled():
        stations = list(Station.objects.filter(pk__in=ForumTopic.objects.order_by().values("station_id")))
    for station in stations:
        with in_station(station):
            done["overdue"] += house.alarm(station=station, at=now)
            done["news"] += news.tell_later(station=station, at=now)
            done["phones"] += house.forget_phones(station=station, at=now)
    log.info("forum kept", extra={"fields": done})
    return done
