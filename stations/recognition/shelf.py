"""Rewards: the shelf and its budget, reserve, hand out, end; stock brought in, counted, every movement in the book.

Order of locks: reservation, the person's account, reward, budget.
"""

import uuid
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.kit.history import unsigned
from stations.kit.spans import in_force
from stations.notices.actions import tell
from stations.organisation.models import Station, User
from stations.recognition import rules
from stations.recognition.actions import balance, earning, hold_account, settings_of
from stations.recognition.models import LedgerEntry
from stations.recognition.models_rewards import Reservation, Reward, RewardBudget, RewardEntry
from stations.recognition.words import Booking, Movement, Taken
from stations.timeline.actions import lines_last, record

# -- the shelf and its budget -----------------------------------------------------------------------------------


@transaction.atomic
def save_reward(*, station: Station, actor: User, reward: Reward | None = None, **values: Any) -> Reward:
    """Offer a reward or change what is said of it; what was reserved keeps its points and its worth."""
    demand(rules.may_set(actor))
    name = values.get("name", "")
    if Reward.objects.filter(name=name).exclude(pk=reward.pk if reward else None).exists():
        raise RuleBroken(_("There is a reward of this name already."), code="name")
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk) if reward else Reward(station=station)
    for column, value in values.items():
        setattr(row, column, value)
    # The places are the book's.
    row.save(update_fields=[*values] if reward else None)
    record(verb="reward.saved", subject=row, actor=actor, points=row.points)
    return row


@transaction.atomic
def bring_in(*, reward: Reward, actor: User, items: int, key: uuid.UUID, at: datetime | None = None) -> RewardEntry:
    """Items are put on the shelf, once a ``key``.

    Raises:
        RuleBroken: ``items``.
    """
    demand(rules.may_set(actor))
    if items < 1:
        raise RuleBroken(_("How many?"), code="items")
    Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    if known := RewardEntry.objects.filter(source=f"stock:{key}").first():
        return known
    moved = _move(reward, None, Movement.STOCK, f"stock:{key}", at, actor, items_in=items, shelf=items)
    record(verb="reward.stocked", subject=reward, actor=actor, items=items)
    return moved


@transaction.atomic
def count(
    *, reward: Reward, actor: User, counted: int, reason: str, key: uuid.UUID, at: datetime | None = None
) -> RewardEntry:
    """Book the difference between a count and the book, with its reason.

    Args:
        counted: items that are there, those reserved included.

    Raises:
        RuleBroken: ``held``, ``agrees``, ``no_reason``.
    """
    demand(rules.may_set(actor))
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    if known := RewardEntry.objects.filter(source=f"count:{key}").first():
        return known
    rules.counts_right(row, counted).or_refuse()
    if not reason.strip():
        raise RuleBroken(_("Say why the count differs."), code="no_reason")
    more = counted - row.held - row.shelf
    moved = _move(
        row, None, Movement.COUNT, f"count:{key}", at, actor, items_in=more, shelf=more, reason=reason.strip()
    )
    record(verb="reward.counted", subject=row, actor=actor, difference=more)
    return moved


@transaction.atomic
def save_budget(
    *, station: Station, actor: User, name: str, start: date, end: date, yuan: Decimal, key: uuid.UUID,
    at: datetime | None = None,
) -> RewardBudget:  # fmt: skip
    """Open the budget of a period with its first sum.

    Raises:
        RuleBroken: ``overlap``, ``span``, ``yuan``.
    """
    demand(rules.may_set(actor))
    if known := RewardEntry.objects.filter(source=f"grant:{key}").select_related("budget").first():
        return known.budget
    if end <= start:
        raise RuleBroken(_("The end must lie after the start."), code="span")
    if RewardBudget.objects.filter(start__lt=end, end__gt=start).exists():
        raise RuleBroken(_("There is a budget for these days already."), code="overlap")
    row = RewardBudget.objects.create(station=station, name=name.strip(), start=start, end=end)
    grant(budget=row, actor=actor, yuan=yuan, reason=name, key=key, at=at)
    row.refresh_from_db()
    return row


@transaction.atomic
def grant(
    *, budget: RewardBudget, actor: User, yuan: Decimal, reason: str, key: uuid.UUID, at: datetime | None = None
) -> RewardEntry:
    """Grant a sum, or take back what is free (a negative sum), with its reason; once a ``key``.

    Raises:
        RuleBroken: ``yuan``, ``no_reason``.
    """
    demand(rules.may_set(actor))
    row = RewardBudget.objects.select_for_update(no_key=True).get(pk=budget.pk)
    if known := RewardEntry.objects.filter(source=f"grant:{key}").first():
        return known
    if yuan == 0 or row.free + yuan < 0:
        raise RuleBroken(_("Only what is still free can be taken back."), code="yuan")
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    moved = _move(
        None, row, Movement.GRANT, f"grant:{key}", at, actor, yuan_in=yuan, free=yuan, reason=reason.strip()
    )
    record(verb="budget.granted", subject=row, actor=actor, yuan=str(yuan))
    return moved


def budget_of(day: date, locked: bool = False) -> RewardBudget | None:
    """The budget of a day."""
    rows = RewardBudget.objects.filter(in_force(day))
    return (rows.select_for_update(no_key=True) if locked else rows).first()


# -- reservations -----------------------------------------------------------------------------------------------


@unsigned()
@transaction.atomic
@lines_last()
def reserve(*, reward: Reward, actor: User, client_id: uuid.UUID, at: datetime | None = None) -> Reservation:
    """Take one off the shelf for oneself: points, item and yuan move in this transaction. Once a ``client_id``.

    Raises:
        RuleBroken: ``earns_no_more``, ``points_off``, ``not_offered``, ``below_zero``, ``too_few``, ``enough``,
            ``gone``, ``no_budget``, ``budget``, ``idempotency``.
    """
    now = at or timezone.now()
    day, settings = timezone.localdate(now), settings_of(reward.station)
    rules.may_exchange(earning(actor, reward.station)).or_refuse()
    hold_account(actor)
    if known := Reservation.objects.filter(client_id=client_id).first():
        if known.user_id != actor.pk or known.reward_id != reward.pk:
            raise RuleBroken(_("This page was already used. Open it anew."), code="idempotency")
        return known
    row = Reward.objects.select_for_update(no_key=True).get(pk=reward.pk)
    budget = budget_of(day, locked=True)
    taken = Reservation.objects.filter(
        user=actor, reward=row, budget=budget, state__in=(Taken.RESERVED, Taken.HANDED)
    ).count()
    rules.may_redeem(settings, row, balance(actor), taken, budget, day).or_refuse()
    entry = LedgerEntry.objects.create(
        station_id=row.station_id, user=actor, points=-row.points, act="reward", source=f"reservation:{client_id}",
        at=now, kind=Booking.REDEEM,
    )  # fmt: skip
    made = Reservation.objects.create(
        station_id=row.station_id, client_id=client_id, user=actor, reward=row, budget=budget, points=row.points,
        yuan=row.yuan, entry=entry, reserved_at=now, expires_at=now + timedelta(days=settings.reserve_days),
    )  # fmt: skip
    _move(
        row, budget, Movement.RESERVE, f"reserve:{made.pk}", at, None, shelf=-1, held=1, free=-row.yuan,
        reserved=row.yuan, points=row.points, entry=entry, reservation=made,
    )  # fmt: skip
    # The book of the station has no names: who reserved is the reservation's (SE-31).
    record(verb="reward.reserved", subject=made, actor=None, points=made.points)
    return made


@transaction.atomic
@lines_last()
def hand_out(*, reservation: Reservation, actor: User, at: datetime | None = None) -> Reservation:
    """Hand out at the desk what waits there; of two colleagues at once one does, the other reads who was first.

    Raises:
        NotAllowed: not at the desk; the own reservation; handed out or ended already; points below zero.
    """
    now, row = at or timezone.now(), _locked(reservation)
    hold_account(row.user)
    demand(rules.may_hand_out(actor, row, balance(row.user), now))
    row.state, row.handed_by, row.ended_at = Taken.HANDED, actor, now
    row.save()
    _move(
        row.reward, row.budget, Movement.HAND_OUT, f"hand-out:{row.pk}", at, actor, held=-1, given=1,
        reserved=-row.yuan, spent=row.yuan, reservation=row,
    )  # fmt: skip
    record(verb="reward.handed_out", subject=row, actor=actor)
    return row


def cancel(*, reservation: Reservation, actor: User, at: datetime | None = None) -> Reservation:
    """The person, or the desk for them, gives it back: points, item and yuan return. Twice is once."""
    # The person's own request would sign what names nobody (SE-31).
    with unsigned() if actor.pk == reservation.user_id else nullcontext():
        return _cancel(reservation, actor, at)


@transaction.atomic
@lines_last()
def _cancel(reservation: Reservation, actor: User, at: datetime | None) -> Reservation:
    row = _locked(reservation)
    demand(rules.may_cancel(actor, row))
    if row.state == Taken.CANCELLED:
        return row
    if row.state != Taken.RESERVED:
        rules.waits(row, at or timezone.now()).or_refuse()
    _release(row, Taken.CANCELLED, at, None if actor.pk == row.user_id else actor)
    return row


@transaction.atomic
@lines_last()
def lapse(*, reservation: Reservation, at: datetime) -> bool:
    """A reservation nobody came for ends; returns whether it did."""
    row = _locked(reservation)
    if row.state != Taken.RESERVED or at < row.expires_at:
        return False
    _release(row, Taken.LAPSED, at, None)
    tell(
        station=row.station, recipients=[row.user], kind="reward.lapsed", key=f"lapsed:{row.pk}", url="/me/points/",
        points=row.points,
    )  # fmt: skip
    return True


def lapse_overdue(*, station: Station, at: datetime) -> int:
    """End all reservations nobody came for; safe to run twice."""
    overdue = Reservation.objects.filter(station=station, state=Taken.RESERVED, expires_at__lte=at).order_by("pk")
    return sum(lapse(reservation=row, at=at) for row in overdue)


# -- small parts ------------------------------------------------------------------------------------------------


def _release(row: Reservation, state: str, at: datetime | None, by: User | None) -> None:
    now = at or timezone.now()
    hold_account(row.user)
    row.state, row.ended_at = state, now
    row.save()
    entry = LedgerEntry.objects.create(
        station_id=row.station_id, user_id=row.user_id, points=row.points, act="reward", source=f"return:{row.pk}",
        at=now, kind=Booking.RETURN, reverses_id=row.entry_id,
    )  # fmt: skip
    _move(
        row.reward, row.budget, Movement.RELEASE, f"release:{row.pk}", at, by, shelf=1, held=-1, free=row.yuan,
        reserved=-row.yuan, points=-row.points, entry=entry, reservation=row,
    )  # fmt: skip
    record(verb=f"reward.{state}", subject=row, actor=by, points=row.points)


def _locked(reservation: Reservation) -> Reservation:
    rows = Reservation.objects.select_for_update(no_key=True).prefetch_related("user", "reward", "budget", "station")
    return rows.get(pk=reservation.pk)


def _move(
    reward, budget, kind: str, source: str, at: datetime | None, by: User | None, **columns: Any
) -> RewardEntry:
    """One balanced row of the book; the same source is the same movement."""
    station_id = (reward or budget).station_id
    if known := RewardEntry.objects.filter(source=source).first():
        return known
    return RewardEntry.objects.create(
        station_id=station_id, reward=reward, budget=budget, kind=kind, source=source, at=at or timezone.now(), by=by,
        **columns,
    )  # fmt: skip
