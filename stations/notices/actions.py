"""Tell people, once each; what is told also waits for its deliveries, which are done when an adapter took them."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from stations.kit import live, queue
from stations.notices.adapters import ways
from stations.notices.models import Delivery, Notice
from stations.notices.registry import known

DELIVER = "stations.notices.deliver"


@transaction.atomic
def tell(*, station, recipients: Iterable, kind: str, key: str, url: str = "", urgent: bool = False, **data) -> int:
    """Tell people of a station one fact, inside the caller's transaction; returns how many had not been told yet.

    Args:
        station: whose people.
        recipients: accounts, or profiles on one (officers); who is not an active person of the station is left out.
        kind: registered code, see :mod:`stations.notices.registry`.
        key: what makes it the same fact: a person is told once a key, e.g. ``"dispatch.overdue:4711:first"``.
        url: address on this portal where something can be done about it.
        urgent: alarms an open page, and also goes the urgent ways.
        data: codes, ids, counts and times only; never names, numbers or free text about persons.

    Raises:
        ValueError: nobody registered the kind.
    """
    if not known(kind):
        raise ValueError(f"unknown kind of notice: {kind}")
    accounts = _accounts(station, recipients)
    notices = Notice.objects.filter(recipient__in=accounts, key=key)
    told = set(notices.values_list("recipient_id", flat=True))
    # In one order, so that two who tell the same fact wait for each other instead of locking each other out.
    fresh = [account for account in accounts if account not in told]
    Notice.objects.bulk_create(
        [
            Notice(station=station, recipient_id=account, kind=kind, key=key, url=url, data=data, urgent=urgent)
            for account in fresh
        ],
        ignore_conflicts=True,
    )
    _queue(station, Notice.objects.filter(recipient__in=fresh, key=key), urgent)
    if fresh:
        live.changed(station.pk, *[live.mine(account) for account in fresh])
    return len(fresh)


def _accounts(station, recipients: Iterable) -> list[int]:
    wanted = {getattr(person, "user_id", None) or person.pk for person in recipients}
    people = get_user_model().objects.filter(pk__in=wanted, home_station=station, is_active=True)
    return sorted(people.values_list("pk", flat=True)) if wanted else []


def _queue(station, notices, urgent: bool) -> None:
    """Deliveries in the same transaction, and one message for all of them after it."""
    now = timezone.now()
    rows = [
        Delivery(station=station, notice=notice, adapter=way, next_at=now)
        for notice in notices.order_by("id")
        for way in ways(urgent)
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
        queue.on_commit(DELIVER, sorted({row.notice_id for row in rows}))
