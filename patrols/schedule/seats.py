"""Verbs on the guards of one duty: swap, add, take off; each with a reason, never against the rules of seats."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from patrols.schedule import LIVE, rules
from patrols.schedule.actions import locked
from patrols.schedule.generation import lock_station
from patrols.schedule.models import DutyGuard, PatrolDuty
from patrols.schedule.words import Change
from patrols.squads.models import Guard, SquadMembership
from stations.kit import live
from stations.kit.answer import NotAllowed, RuleBroken, no
from stations.kit.spans import in_force
from stations.timeline.actions import record


@transaction.atomic
def swap(*, duty: PatrolDuty, out: Guard, guard: Guard, actor, reason: str, at: datetime | None = None) -> PatrolDuty:
    """Another guard goes instead of one on the duty.

    Args:
        duty: not over yet.
        out: who was to go.
        guard: who goes.
        actor: leader of the squad, its liaison officer, the office.
        reason: a :class:`Change`.
        at: now by default.

    Raises:
        NotAllowed: the person does not run the squad.
        RuleBroken: the duty is over, the guard is elsewhere then or not of the squad.
    """
    duty = _open(duty, actor, at)
    row = _seated(duty, out)
    _may_join(duty, guard)
    row.delete()
    _join(duty, guard)
    return _changed(duty, actor, f"patrol_duty.guard_swapped_{_known(reason)}", out=out.pk, guard=guard.pk)


@transaction.atomic
def add(*, duty: PatrolDuty, guard: Guard, actor, reason: str, at: datetime | None = None) -> PatrolDuty:
    """One more guard goes. Arguments and errors: see :func:`swap`."""
    duty = _open(duty, actor, at)
    _may_join(duty, guard)
    _join(duty, guard)
    return _changed(duty, actor, f"patrol_duty.guard_added_{_known(reason)}", guard=guard.pk)


@transaction.atomic
def remove(*, duty: PatrolDuty, guard: Guard, actor, reason: str, at: datetime | None = None) -> PatrolDuty:
    """One guard less; the last one stays. Arguments and errors: see :func:`swap`."""
    duty = _open(duty, actor, at)
    row = _seated(duty, guard)
    rules.one_stays(duty.guards.count()).or_refuse()
    row.delete()
    return _changed(duty, actor, f"patrol_duty.guard_removed_{_known(reason)}", guard=guard.pk)


def _open(duty: PatrolDuty, actor, at: datetime | None) -> PatrolDuty:
    """The duty locked, after the station: the same order as the generator."""
    lock_station(duty.station_id)
    duty = locked(duty.pk)
    answer = rules.may_change_guards(actor, duty, at or timezone.now())
    if not answer and answer.code == "not_allowed":
        raise NotAllowed(answer.reason, code="squad_leader_only")
    answer.or_refuse()
    return duty


def _known(reason: str) -> str:
    if reason not in Change.values:
        raise RuleBroken(rules.SAY_WHY, code="reason_missing")
    return reason


def _seated(duty: PatrolDuty, guard: Guard) -> DutyGuard:
    row = DutyGuard.objects.filter(duty=duty, guard=guard).first()
    return row or no(rules.NOT_ON_IT, code="patrol_duty.not_on_it").or_refuse()


def _may_join(duty: PatrolDuty, guard: Guard) -> None:
    if guard.station_id != duty.station_id:
        raise RuleBroken(rules.OTHER_STATION, code="other_station")
    if DutyGuard.objects.filter(duty=duty, guard=guard).exists():
        raise RuleBroken(rules.ALREADY_ON_IT, code="patrol_duty.already_on_it")
    squads = SquadMembership.objects.filter(in_force(duty.date), guard=guard)
    rules.guard_may_go(guard, dict(squads.values_list("guard_id", "squad_id")), duty).or_refuse()
    held = DutyGuard.objects.filter(guard=guard, holds=True).exclude(duty=duty)
    spans = held.filter(starts_at__lt=duty.ends_at, ends_at__gt=duty.starts_at).values_list("starts_at", "ends_at")
    rules.free_between(spans, duty.starts_at, duty.ends_at).or_refuse()


def _join(duty: PatrolDuty, guard: Guard) -> None:
    DutyGuard.objects.create(
        station_id=duty.station_id, duty=duty, guard=guard, starts_at=duty.starts_at, ends_at=duty.ends_at
    )


def _changed(duty: PatrolDuty, actor, verb: str, **data) -> PatrolDuty:
    if not duty.by_hand:
        duty.by_hand = True
        duty.save(update_fields=["by_hand"])
    live.changed(duty.station_id, LIVE)
    record(verb=verb, subject=duty, actor=actor, **data)
    return duty
