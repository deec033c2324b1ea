"""Notices."""

import itertools

from django_scopes import scopes_disabled

from stations.notices.models import Delivery, Notice

_numbers = itertools.count(1)


@scopes_disabled()
def make_notice(person, kind: str = "test.note", key: str = "", **fields) -> Notice:
    """A notice of a person (an account, or a profile with ``.user``); unread and without deliveries."""
    user = getattr(person, "user", person)
    key = key or f"key {next(_numbers)}"
    return Notice.objects.create(station=user.home_station, recipient=user, kind=kind, key=key, **fields)


@scopes_disabled()
def deliveries_of(notice: Notice) -> list[Delivery]:
    """Its deliveries as they are now."""
    return list(Delivery.objects.filter(notice=notice).order_by("adapter"))
