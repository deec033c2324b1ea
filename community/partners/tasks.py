"""Celery envelopes of working with enterprises."""

from celery import shared_task
from django.utils import timezone

from community.partners import demands
from stations.kit.scoping import in_station
from stations.organisation.models import Station


@shared_task(name="community.partners.keep_house")
def keep_house() -> dict[str, int]:
    """Close what was answered without a word, delete old telephones, tell what is late; safe to run twice."""
    done: dict[str, int] = {}
    for station in Station.objects.order_by("pk"):
        with in_station(station):
            for name, count in demands.keep_house(station=station, at=timezone.now()).items():
                done[name] = done.get(name, 0) + count
    return done
