"""The rounds of wishes: numbers are told, walked ones answered, quarters cleared."""

import logging

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from community.wishes import clearing, sending
from community.wishes.models import Contact, Wish
from stations.kit.scoping import in_station
from stations.organisation.models import Station

log = logging.getLogger(__name__)


def _stations(rows) -> list[Station]:
    with scopes_disabled():
        return list(Station.objects.filter(pk__in=rows().order_by().values("station_id")))


@shared_task(name="community.wishes.keep_house")
def keep_house() -> dict[str, int]:
    """All stations with wishes; whatever was missed is caught up, doing it again changes nothing."""
    now, done = timezone.now(), dict.fromkeys(("answered", "cleared", "weighed", "sent", "phones", "voices"), 0)
    for station in _stations(lambda: Wish.objects.all()):
        with in_station(station):
            done["answered"] += clearing.answer_overdue(station=station, at=now)
            done["cleared"] += len(clearing.clear_missing(station=station, at=now))
            done["weighed"] += clearing.renew_errands(station=station, at=now)
            done["sent"] += sending.send_due(station=station, at=now)
            for name, count in clearing.forget(station=station, at=now).items():
                done[name] += count
    log.info("wishes kept", extra={"fields": done})
    return done


@shared_task(name="community.wishes.tell")
def tell() -> int:
    """Numbers that wait for an answer; safe to run twice."""
    now, sent = timezone.now(), 0
    for station in _stations(lambda: Contact.objects.all()):
        with in_station(station):
            sent += sending.send_due(station=station, at=now)
    return sent
