"""Verbs of the schedule: keep plans, make duties from them, cancel one."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.routes.models import Checkpoint
from patrols.schedule import LIVE, rules
from patrols.schedule.generation import Difference, lock_station, reconcile
from patrols.schedule.models import DutyGuard, PatrolDuty, Plan, PlanGuard, PlanSlot
from patrols.squads.readings import settings_of
from stations.kit import live
from stations.kit.answer import RuleBroken, demand, no
from stations.timeline.actions import record

DAY = timedelta(days=1)
CHUNK = 31
COLUMNS = (
    "name", "squad", "area", "grid", "route", "task", "mode", "weekdays", "draw", "quota", "stay_minutes", "people",
    "start",
)  # fmt: skip


# -- duties from plans ---------------------------------------------------------------------------------------------


def generate(
    *, station, first: date, last: date, actor=None, at: datetime | None = None, only: Sequence[int] | None = None,
    reseat: bool = False, progress=None,
) -> Difference:  # fmt: skip
    """Make the duties of ``first`` … ``last`` (both included) what the plans say; again, it changes nothing.

    Args:
        station: the station in scope.
        first, last: duty days.
        actor: who asked; None is the system.
        at: now; duties over by then are not invented afterwards, those begun are not planned again.
        only: ids of plans, all by default.
        reseat: ask the plans again who goes, but where somebody changed the guards by hand.
        progress: called with (days done, days in all).
    """
    moment, total, done = at or timezone.now(), (last - first).days + 1, Difference()
    with transaction.atomic():
        lock_station(station.pk)
        while first <= last:
            upto = min(last, first + (CHUNK - 1) * DAY)
            found = reconcile(station, first, upto, moment, only=only, reseat=reseat)
            _add(done, found)
            if found:
                record(
                    verb="patrol_duties.generated", station=station, actor=actor, first=str(first), last=str(upto),
                    made=found.made, changed=found.changed, dropped=found.dropped, seated=found.seated,
                    gaps=len(found.gaps),
                )  # fmt: skip
            first = upto + DAY
            if progress:
                progress(total - max((last - upto).days, 0), total)
        if done:
            live.changed(station.pk, LIVE)
    return done


def _add(total: Difference, part: Difference) -> None:
    for name in ("made", "changed", "dropped", "seated"):
        setattr(total, name, getattr(total, name) + getattr(part, name))
    total.gaps += part.gaps


def extend(*, station, at: datetime | None = None) -> Difference:
    """Keep duties ready from today up to the station's horizon; whatever days were missed are filled (beat).

    Args:
        station: the station in scope.
        at: the moment it runs; now by default.
    """
    moment = at or timezone.now()
    today = timezone.localtime(moment).date()
    return generate(station=station, first=today, last=today + settings_of(station).horizon_days * DAY, at=moment)


def _follow(plan: Plan, at: datetime) -> Difference:
    """Future duties follow their plan; what has begun stays as it was."""
    today = timezone.localtime(at).date()
    made = PatrolDuty.objects.filter(plan=plan).aggregate(last=Max("date"))["last"]
    horizon = today + settings_of(plan.station).horizon_days * DAY
    return generate(
        station=plan.station, first=today, last=max(made or horizon, horizon), at=at, only=[plan.pk], reseat=True
    )


# -- plans ---------------------------------------------------------------------------------------------------------


def points_of(plan: Plan) -> int:
    """How many active points a plan may send somebody to."""
    if plan.route_id:
        return plan.route.points.filter(checkpoint__active=True).count()
    return Checkpoint.objects.filter(area=plan.area_id, active=True).count()


@transaction.atomic
def add_plan(
    *, station, actor, slots: Sequence[tuple[time, int]], guards: Sequence = (), at: datetime | None = None, **values
) -> Plan:
    """A new plan; its duties are made at once, up to the horizon.

    Args:
        station: the station in scope.
        actor: who keeps plans.
        slots: (time of day, minutes).
        guards: named guards in the order of their turns.
        values: columns of :class:`Plan`, see ``COLUMNS``.

    Raises:
        NotAllowed: the person does not keep plans.
        RuleBroken: one of the four fixed things is missing, a quota cannot be met, slots overlap.
    """
    demand(rules.may_keep_plans(actor))
    lock_station(station.pk)
    plan = Plan(station=station, **values)
    _check(plan, slots, guards)
    plan.save()
    _children(plan, slots, guards)
    record(verb="patrol_plan.added", subject=plan, actor=actor, squad=plan.squad_id, mode=plan.mode)
    _follow(plan, at or timezone.now())
    return plan


@transaction.atomic
def change_plan(
    *, plan: Plan, actor, slots: Sequence[tuple[time, int]], guards: Sequence = (), at: datetime | None = None,
    **values,
) -> Plan:  # fmt: skip
    """Change a plan: duties not begun follow at once, everything before stays as it was.

    Raises:
        NotAllowed: the person does not keep plans.
        RuleBroken: see :func:`add_plan`.
    """
    demand(rules.may_keep_plans(actor))
    lock_station(plan.station_id)
    plan = (
        Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("station", "route").get(pk=plan.pk)
    )
    for name, value in values.items():
        setattr(plan, name, value)
    _check(plan, slots, guards)
    plan.save()
    _children(plan, slots, guards)
    record(verb="patrol_plan.changed", subject=plan, actor=actor)
    _follow(plan, at or timezone.now())
    return plan


@transaction.atomic
def end_plan(*, plan: Plan, end: date, actor, at: datetime | None = None) -> Plan:
    """End a plan from a day on: its duties of that day and later go, unless they have begun.

    Raises:
        NotAllowed: the person does not keep plans.
        RuleBroken: the day is over, or before the plan begins.
    """
    demand(rules.may_keep_plans(actor))
    moment = at or timezone.now()
    lock_station(plan.station_id)
    plan = (
        Plan.objects.select_for_update(no_key=True, of=("self",)).select_related("station", "route").get(pk=plan.pk)
    )
    if end < timezone.localtime(moment).date() or end <= plan.start:
        raise RuleBroken(_("Choose a day from today on, after the plan begins."), code="plan.end_too_early")
    plan.end = end
    plan.save(update_fields=["end"])
    record(verb="patrol_plan.ended", subject=plan, actor=actor, end=str(end))
    _follow(plan, moment)
    return plan


def _check(plan: Plan, slots: Sequence[tuple[time, int]], guards: Sequence) -> None:
    """Everything belongs to one station, and the plan is whole (四定)."""
    linked = [plan.squad, plan.area, plan.grid, plan.route, *guards]
    if any(row is not None and row.station_id != plan.station_id for row in linked):
        raise RuleBroken(rules.OTHER_STATION, code="other_station")
    if not plan.task.strip():
        raise RuleBroken(_("Say what the task is."), code="plan.no_task")
    rules.check_slots(slots).or_refuse()
    rules.check_plan(plan, points_of(plan)).or_refuse()
    if plan.people < 1:
        no(_("At least one guard a duty."), code="plan.no_people").or_refuse()
    if Plan.objects.filter(name=plan.name).exclude(pk=plan.pk).exists():
        raise RuleBroken(_("There is already a plan of this name."), code="plan.name_taken")


def _children(plan: Plan, slots: Sequence[tuple[time, int]], guards: Sequence) -> None:
    """Slots and named guards as given; only what differs is written."""
    wanted, stored = dict(slots), {slot.starts: slot for slot in PlanSlot.objects.filter(plan=plan)}
    PlanSlot.objects.filter(plan=plan).exclude(starts__in=wanted).delete()
    for starts, minutes in sorted(wanted.items()):
        slot = stored.get(starts)
        if slot is None:
            PlanSlot.objects.create(station_id=plan.station_id, plan=plan, starts=starts, minutes=minutes)
        elif slot.minutes != minutes:
            slot.minutes = minutes
            slot.save(update_fields=["minutes"])
    named = {guard.pk: order for order, guard in enumerate(guards)}
    rows = {row.guard_id: row for row in PlanGuard.objects.filter(plan=plan)}
    PlanGuard.objects.filter(plan=plan).exclude(guard__in=named).delete()
    for pk, order in named.items():
        if pk not in rows:
            PlanGuard.objects.create(station_id=plan.station_id, plan=plan, guard_id=pk, order=order)
        elif rows[pk].order != order:
            rows[pk].order = order
            rows[pk].save(update_fields=["order"])


# -- one duty ------------------------------------------------------------------------------------------------------


def locked(duty_id: int) -> PatrolDuty:
    """A duty of the station in scope, locked until the end of the transaction."""
    rows = PatrolDuty.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "squad", "station", "route", "plan"
    )
    return rows.get(pk=duty_id)


@transaction.atomic
def cancel(*, duty: PatrolDuty, actor, reason: str, at: datetime | None = None) -> PatrolDuty:
    """Cancel a duty with a reason (取消有因): it leaves the figures, its guards are free.

    Raises:
        NotAllowed: the person does not run the squad; a duty on the way is cancelled by liaison officer or office.
        RuleBroken: it is over, or no reason was given.
    """
    moment = at or timezone.now()
    duty = locked(duty.pk)
    reason = reason.strip()[:200]
    rules.STEPS.advance(duty, "cancel", actor, moment)
    if not reason:
        raise RuleBroken(rules.SAY_WHY, code="reason_missing")
    duty.reason, duty.closed_at = reason, moment
    duty.save(update_fields=["state", "reason", "closed_at"])
    DutyGuard.objects.filter(duty=duty).update(holds=False)
    record(verb="patrol_duty.cancelled", subject=duty, actor=actor, squad=duty.squad_id)
    live.changed(duty.station_id, LIVE)
    return duty
