"""A reward for whoever presents an anonymous receipt code: no name, one payment a code, two signatures."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station, User
from stations.recognition import rules
from stations.recognition.actions import hold_source, settings_of
from stations.recognition.models import PointRule
from stations.recognition.models_rewards import Payout, RewardEntry
from stations.recognition.registry import Presented, earners
from stations.recognition.shelf import budget_of
from stations.recognition.words import Movement, PayoutState
from stations.timeline.actions import lines_last, record


def presented(station: Station, code: str) -> tuple[Presented, PointRule]:
    """What a code stands for, and what it is worth; nothing says what was told, or when.

    Raises:
        RuleBroken: ``anonymous_off``, ``unknown``, ``paid``, ``worthless``, or why it is not ready.
    """
    if not settings_of(station).anonymous:
        raise RuleBroken(_("This station does not pay anonymous givers."), code="anonymous_off")
    found = next((one for earner in earners() if (one := earner.by_receipt(code))), None)
    if found is None:
        raise RuleBroken(_("Nothing belongs to this code. Check what was typed."), code="unknown")
    if Payout.objects.filter(source=found.source).exclude(state=PayoutState.WITHDRAWN).exists():
        raise RuleBroken(_("This code has been paid, or waits for the second signature."), code="paid")
    found.ready.or_refuse()
    rule = PointRule.objects.filter(act=found.act, active=True, anonymous_yuan__gt=0).first()
    if rule is None:
        raise RuleBroken(_("The station has set no reward for this."), code="worthless")
    return found, rule


@transaction.atomic
@lines_last()
def prepare(*, station: Station, code: str, actor: User, at: datetime | None = None) -> Payout:
    """The first colleague takes the code; the sum is set aside until another one signs. The code is not kept.

    Raises:
        NotAllowed: not at the desk.
        RuleBroken: see :func:`presented`; ``no_budget``, ``budget``.
    """
    demand(rules.at_desk(actor))
    now = at or timezone.now()
    found, _rule = presented(station, code)
    hold_source(station, found.source)
    # Whoever came at the same moment has the lock no longer: look again.
    found, rule = presented(station, code)
    budget = budget_of(timezone.localdate(now), locked=True)
    rules.may_spend(budget, rule.anonymous_yuan).or_refuse()
    payout = Payout.objects.create(
        station=station, source=found.source, act=found.act, yuan=rule.anonymous_yuan, budget=budget,
        prepared_by=actor, prepared_at=now,
    )  # fmt: skip
    _move(payout, Movement.PROMISE, now, actor, free=-payout.yuan, reserved=payout.yuan)
    record(verb="payout.prepared", subject=payout, actor=actor, yuan=str(payout.yuan))
    return payout


@transaction.atomic
@lines_last()
def sign(*, payout: Payout, actor: User, at: datetime | None = None) -> Payout:
    """The second colleague signs, and it is paid: booked on the anonymous account, on nobody's name."""
    now, row = at or timezone.now(), _locked(payout)
    demand(rules.may_sign(actor, row))
    row.state, row.signed_by, row.signed_at = PayoutState.PAID, actor, now
    row.save()
    _move(row, Movement.PAY, now, row.prepared_by, second=actor, reserved=-row.yuan, spent=row.yuan)
    record(verb="payout.paid", subject=row, actor=actor, yuan=str(row.yuan))
    return row


@transaction.atomic
@lines_last()
def withdraw(*, payout: Payout, actor: User, at: datetime | None = None) -> Payout:
    """Take a prepared reward back, e.g. where the person left; the code can be presented again."""
    now, row = at or timezone.now(), _locked(payout)
    demand(rules.may_withdraw(actor, row))
    row.state = PayoutState.WITHDRAWN
    row.save()
    _move(row, Movement.WITHDRAW, now, actor, free=row.yuan, reserved=-row.yuan)
    record(verb="payout.withdrawn", subject=row, actor=actor)
    return row


def _locked(payout: Payout) -> Payout:
    return Payout.objects.select_for_update(no_key=True).prefetch_related("prepared_by", "budget").get(pk=payout.pk)


def _move(payout: Payout, kind: str, now: datetime, by: User, second: User | None = None, **yuan) -> RewardEntry:
    return RewardEntry.objects.create(
        station_id=payout.station_id, budget=payout.budget, payout=payout, kind=kind, source=f"{kind}:{payout.pk}",
        by=by, second=second, at=now, **yuan,
    )  # fmt: skip
