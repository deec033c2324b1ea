"""Key places (重点部位): known places that patrols go past, with why they matter and at which hours.

A school gate matters when children leave, a street of bars at night, a construction site around the clock. Which
patrol routes touch them is asked of :mod:`stations.catalogue.ways`.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.catalogue import rules
from stations.catalogue.models import Spot
from stations.kit.answer import YES, Answer, RuleBroken, demand, no
from stations.kit.rows import write
from stations.organisation.actions import lock_station
from stations.organisation.models import User
from stations.timeline.actions import record

MIDNIGHT, DAY = time(0), timedelta(days=1)


def key_places() -> QuerySet[Spot]:
    """All of them with their area, by community and name."""
    rows = Spot.objects.filter(key=True).select_related("community", "grid")
    return rows.order_by("community__code", "name", "id")


def may_be_key(spot: Spot, why: str, key_from: time | None, key_until: time | None) -> Answer:
    """Whether a place can be marked: it lies somewhere, it has a reason, and both ends of its hours or none.

    Codes: ``no_point``, ``no_reason``, ``half_hours``.
    """
    if spot.lat is None or spot.lng is None:
        return no(_("Give the place a position first: patrols must find it."), code="no_point")
    if not why.strip():
        return no(_("Say why it matters; whoever walks past reads it."), code="no_reason")
    if (key_from is None) != (key_until is None):
        return no(_("Give both hours, or none for around the clock."), code="half_hours")
    return YES


def matters(spot: Spot, begin: datetime, end: datetime) -> bool:
    """Whether a key place matters at some moment of a span; its hours may pass midnight."""
    if spot.key_from is None or spot.key_until is None or spot.key_from == spot.key_until:
        return True
    begin, end = timezone.localtime(begin), timezone.localtime(end)
    day = begin.date() - DAY
    while day <= end.date():
        opens = timezone.make_aware(datetime.combine(day, spot.key_from))
        closes = timezone.make_aware(datetime.combine(day, spot.key_until))
        if closes <= opens:
            closes = timezone.make_aware(datetime.combine(day + DAY, spot.key_until))
        if opens < end and begin < closes:
            return True
        day += DAY
    return False


@transaction.atomic
def mark(
    *, spot: Spot, actor: User | None, why: str, key_from: time | None = None, key_until: time | None = None
) -> Spot:
    """Make a known place a key place, or change why and when it matters.

    Args:
        why: in a few words, for whoever walks past.
        key_from, key_until: hours of the day, local time; none: around the clock.

    Raises:
        NotAllowed: neither command room nor leadership nor personnel clerk.
        RuleBroken: what :func:`may_be_key` refuses.
    """
    if actor is not None:
        demand(rules.may_keep_catalogue(actor))
    lock_station(spot.station)
    spot = Spot.objects.select_for_update(no_key=True).get(pk=spot.pk)
    may_be_key(spot, why, key_from, key_until).or_refuse()
    first = not spot.key
    values = {"key": True, "key_why": why.strip(), "key_from": key_from, "key_until": key_until}
    if write(spot, values):
        record(verb="spot.key_marked" if first else "spot.key_changed", subject=spot, actor=actor)
    return spot


@transaction.atomic
def unmark(*, spot: Spot, actor: User | None) -> Spot:
    """A place is a key place no longer; it stays known."""
    if actor is not None:
        demand(rules.may_keep_catalogue(actor))
    lock_station(spot.station)
    spot = Spot.objects.select_for_update(no_key=True).get(pk=spot.pk)
    if write(spot, {"key": False, "key_why": "", "key_from": None, "key_until": None}):
        record(verb="spot.key_unmarked", subject=spot, actor=actor)
    return spot


def keeps_its_point(spot: Spot | None, lat: float | None) -> None:
    """Refuse to take the position from a key place.

    Raises:
        RuleBroken: ``key_point``.
    """
    if spot is not None and spot.key and lat is None:
        raise RuleBroken(_("A key place needs its position; unmark it first."), code="key_point")


def take_over(keep: Spot, gone: Spot) -> None:
    """Of two places that are merged, one stays a key place if either was; the caller saves."""
    if gone.key and not keep.key:
        keep.key, keep.key_why = True, gone.key_why
        keep.key_from, keep.key_until = gone.key_from, gone.key_until
