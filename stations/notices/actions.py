"""Tell people, once each; what is told also waits for its deliveries, which are done when an adapter took them."""

import logging
import time
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django_scopes import scopes_disabled

from stations.kit import live, queue
from stations.notices.adapters import Hopeless, Message, NotTaken, hand_over, ways
from stations.notices.models import Delivery, Notice
from stations.notices.registry import known, resting, words
from stations.notices.rules import KEPT, LEASE, MOST_ATTEMPTS, next_try
from stations.timeline.actions import record

log = logging.getLogger(__name__)

DELIVER = "stations.notices.deliver"
# One sweep works for so long and leaves the rest to the next one.
SWEEP_SECONDS = 15.0


@transaction.atomic
def tell(*, station, recipients: Iterable, kind: str, key: str, url: str = "", urgent: bool = False, **data) -> int:
    """Tell people of a station one fact, inside the caller's transaction; returns how many had not been told yet.

    Args:
        station: whose people.
        recipients: accounts, or profiles on one (officers); who is not an active person of the station is left out.
        kind: registered code, see :mod:`stations.notices.registry`.
        key: what makes it the same fact: a person is told once a key, e.g. ``"dispatch.overdue:4711:first"``.
        url: path on this portal where something can be done about it.
        urgent: alarms an open page, and also goes the urgent ways.
        data: codes, ids, counts and times only; never names, numbers or free text about persons.

    Raises:
        ValueError: nobody registered the kind, or the address leads elsewhere.
    """
    if not known(kind):
        raise ValueError(f"unknown kind of notice: {kind}")
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"not a path on this portal: {url}")
    accounts = _accounts(station, recipients)
    told = set(Notice.objects.filter(recipient__in=accounts, key=key).values_list("recipient_id", flat=True))
    # In one order, so that two who tell the same fact wait for each other instead of locking each other out.
    fresh = [account for account in accounts if account not in told]
    if not fresh:
        return 0
    Notice.objects.bulk_create(
        [
            Notice(station=station, recipient_id=account, kind=kind, key=key, url=url, data=data, urgent=urgent)
            for account in fresh
        ],
        ignore_conflicts=True,
    )
    _queue(station, Notice.objects.filter(recipient__in=fresh, key=key), urgent)
    live.changed(station.pk, *[live.mine(account) for account in fresh])
    return len(fresh)


def _accounts(station, recipients: Iterable) -> list[int]:
    wanted = {getattr(person, "user_id", None) or person.pk for person in recipients}
    people = get_user_model().objects.filter(pk__in=wanted, home_station=station, is_active=True)
    return sorted(people.values_list("pk", flat=True)) if wanted else []


def _queue(station, notices, urgent: bool) -> None:
    """Deliveries in the same transaction, and one message for all of them after it; who rests gets theirs later."""
    now, chosen = timezone.now(), ways(urgent)
    if not chosen:
        return
    told = list(notices.order_by("id"))
    rest = resting(station, [notice.recipient_id for notice in told], now)
    rows = [
        Delivery(station=station, notice=notice, adapter=way, next_at=rest.get(notice.recipient_id, now))
        for notice in told
        for way in chosen
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if due := sorted({row.notice_id for row in rows if row.next_at <= now}):
        queue.on_commit(DELIVER, due)


# Deliveries


def deliver(*, notice_ids: list[int]) -> int:
    """Try the deliveries of some notices that are due; returns how many an adapter took. Safe to run twice."""
    with scopes_disabled():
        due = Delivery.objects.filter(notice__in=notice_ids)
        return _work(due, MOST_ATTEMPTS * max(len(notice_ids), 1))


def sweep() -> int:
    """Try what is due and nobody took up: the message was lost, the adapter was down, the worker was killed.

    Returns:
        How many an adapter took.
    """
    with scopes_disabled():
        return _work(Delivery.objects.all(), 500)


def _work(rows, most: int) -> int:
    """Try rows one by one; an adapter that refuses rests until the next run, so that a dead one holds nobody up."""
    taken, tired = 0, set()
    for delivery in _claimed(rows, tired, most):
        if _attempt(delivery):
            taken += 1
        else:
            tired.add(delivery.adapter)
    return taken


def _claimed(rows, tired: set[str], most: int) -> Iterator[Delivery]:
    """One due row after the other, each leased to us in a transaction of its own before it is tried."""
    end = time.monotonic() + SWEEP_SECONDS
    for _turn in range(most):
        now = timezone.now()
        with transaction.atomic():
            due = rows.filter(state=Delivery.State.QUEUED, next_at__lte=now).exclude(adapter__in=tired)
            row = (
                due.select_for_update(no_key=True, of=("self",), skip_locked=True)
                .select_related("notice__recipient")
                .order_by("-notice__urgent", "next_at", "id")
                .first()
            )
            if row is None:
                return
            row.attempts, row.next_at = row.attempts + 1, now + LEASE
            row.save(update_fields=["attempts", "next_at"])
        yield row
        if time.monotonic() > end:
            return


def _attempt(delivery: Delivery) -> bool:
    """Hand one delivery over and note what came of it; True when the adapter took it."""
    if delivery.attempts > MOST_ATTEMPTS:
        # Its workers were killed each time.
        _put_off(delivery, "broke off")
        return False
    try:
        hand_over(delivery.adapter, message_of(delivery))
    except NotTaken as refusal:
        _put_off(delivery, str(refusal), hopeless=isinstance(refusal, Hopeless))
        return False
    except Exception as error:
        log.exception("adapter broke", extra={"fields": {"delivery": delivery.pk, "adapter": delivery.adapter}})
        _put_off(delivery, type(error).__name__)
        return False
    # Only one of two tries that overlapped (the first one outlived its lease) finds it still queued.
    queued = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.QUEUED)
    return bool(queued.update(state=Delivery.State.DONE, finished_at=timezone.now(), error=""))


def message_of(delivery: Delivery) -> Message:
    """What an adapter is handed, in the recipient's language."""
    notice = delivery.notice
    with translation.override(notice.recipient.language):
        text = words(notice.kind, notice.data)
    url = f"{settings.PUBLIC_URL}{notice.url}" if notice.url else ""
    return Message(delivery.pk, notice.kind, notice.recipient, text, url, notice.urgent)


def _put_off(delivery: Delivery, error: str, *, hopeless: bool = False) -> None:
    """Try again later, or give up where everybody can see it."""
    now = timezone.now()
    again = None if hopeless else next_try(delivery.attempts, now)
    mine = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.QUEUED, attempts=delivery.attempts)
    if again:
        mine.update(next_at=again, error=error[:200])
        return
    if mine.update(state=Delivery.State.GIVEN_UP, finished_at=now, error=error[:200]):
        fields = {"delivery": delivery.pk, "adapter": delivery.adapter, "attempts": delivery.attempts, "error": error}
        log.error("notice not delivered, given up", extra={"fields": fields})


# Reading


@transaction.atomic
def read(*, notice: Notice, actor, at) -> Notice:
    """The recipient has read a notice; an urgent one is thereby confirmed and stops alarming.

    Args:
        notice: one of the actor's own.
        actor: the recipient.
        at: now.
    """
    notice = Notice.objects.visible_to(actor).select_for_update(no_key=True).get(pk=notice.pk)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
        _confirmed([notice], actor)
        live.changed(notice.station_id, live.mine(actor.pk))
    return notice


@transaction.atomic
def read_all(*, actor, station, until: int, at) -> int:
    """The person has read all notices up to one: what arrived after the list was shown stays unread.

    Args:
        actor: the recipient.
        station: the person's station.
        until: id of the newest notice shown.
        at: now.

    Returns:
        How many were unread.
    """
    unread = Notice.objects.visible_to(actor).unread().filter(pk__lte=until).order_by("id")
    rows = list(unread.select_for_update(no_key=True).only("id", "station", "kind", "urgent"))
    if rows:
        Notice.objects.filter(pk__in=[row.pk for row in rows]).update(read_at=at)
        _confirmed(rows, actor)
        live.changed(station.pk, live.mine(actor.pk))
    return len(rows)


def _confirmed(notices: Iterable[Notice], actor) -> None:
    """That an alarm was heard is part of the day-book; reading anything else is nobody's business."""
    for notice in notices:
        if notice.urgent:
            record(verb="notice.confirmed", subject=notice, actor=actor, kind=notice.kind)


def forget_read(*, at) -> int:
    """Delete notices that were read more than six months ago; returns how many rows. Safe to run twice.

    Args:
        at: now.
    """
    with scopes_disabled():
        return Notice.objects.filter(read_at__lt=at - KEPT).delete()[0]
