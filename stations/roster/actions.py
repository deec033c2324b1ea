"""Verbs of the rotation: make a plan, generate duties, keep the published roster long enough."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit.answer import demand
from stations.roster import rules
from stations.roster.gaps import gaps_between
from stations.roster.generation import Difference, chunks, lock_station, reconcile
from stations.roster.models import GroupTurn, RosterRun, RotationPlan, ShiftGroup
from stations.roster.planner import duty_day, plan_on
from stations.timeline.actions import record

DAY = timedelta(days=1)
GENERATE = "roster.generate"


def running_day(at=None) -> date:
    """The duty day of a moment in the station in scope: at 03:00 it is yesterday's (DESIGN §7).

    Args:
        at: the moment; now by default.
    """
    moment = at or timezone.now()
    plan = plan_on(list(RotationPlan.objects.order_by("effective_from")), timezone.localtime(moment).date())
    return duty_day(moment, plan.handover) if plan else timezone.localtime(moment).date()


def generate(*, station, first: date, last: date, actor=None, progress=None, backwards: bool = False) -> Difference:
    """Plan ``first`` … ``last`` (both included); days already gone are filled where empty, never changed.

    Args:
        station: the station in scope.
        first, last: duty days.
        actor: who asked; None is the system.
        progress: called with (days done, days in all).
        backwards: work from the end (two runners may meet; the result is the same).

    Raises:
        RuleBroken: the span cannot be generated, e.g. before the first rotation plan.
    """
    start = RotationPlan.objects.order_by("effective_from").values_list("effective_from", flat=True).first()
    rules.check_generation(first, last, start).or_refuse()
    _check_cycles(last)
    frozen, total, done = running_day(), (last - first).days + 1, 0
    with transaction.atomic():
        lock_station(station)
        difference = Difference()
        for begin, end in chunks(first, last, backwards):
            difference += reconcile(station, begin, end, frozen)
            done += (end - begin).days + 1
            if progress:
                progress(done, total)
        if difference:
            record(
                verb="roster.generated", station=station, actor=actor, first=str(first), last=str(last),
                inserted=difference.inserted, updated=difference.updated, deleted=difference.deleted,
            )  # fmt: skip
    return difference


def _check_cycles(last: date) -> None:
    """Refuse with a reason what the constraints would refuse without one: groups that fit no cycle (DU-01)."""
    groups = ShiftGroup.objects.count()
    for plan in RotationPlan.objects.filter(effective_from__lte=last):
        rules.check_cycle(plan.cycle, groups).or_refuse()


def request_generation(*, station, first: date, last: date, actor) -> Job:
    """Ask for a span to be generated in the background.

    Raises:
        NotAllowed: the person does not plan the roster.
        RuleBroken: the span cannot be generated.
    """
    demand(rules.may_plan(actor))
    start = RotationPlan.objects.order_by("effective_from").values_list("effective_from", flat=True).first()
    rules.check_generation(first, last, start).or_refuse()
    payload = {"first": str(first), "last": str(last)}
    return jobs.start(kind=GENERATE, key=f"{first}..{last}", payload=payload, station=station, actor=actor)


def extend(*, station, at=None, backwards: bool = False) -> Difference:
    """Keep the roster published up to the horizon; catches up on every day missed since the last run.

    Running it again, or twice at once, changes nothing: neither tables nor history nor timeline.

    Args:
        station: the station in scope.
        at: the moment it runs; now by default.
        backwards: see :func:`generate`.
    """
    today = running_day(at)
    plans = list(RotationPlan.objects.order_by("effective_from"))
    if not plans:
        return Difference()
    horizon = today + settings.ROSTER_HORIZON_DAYS * DAY
    with transaction.atomic():
        lock_station(station)
        known = GroupTurn.objects.filter(date__lte=today).aggregate(last=Max("date"))["last"]
        first = max(min(known + DAY if known else today, today), plans[0].effective_from)
        difference = (
            generate(station=station, first=first, last=horizon, backwards=backwards)
            if first <= horizon
            else Difference()
        )
        plan = plan_on(plans, horizon)
        if plan:
            _note_run(station, plan, horizon, today, difference)
    return difference


def _note_run(station, plan: RotationPlan, horizon: date, today: date, difference: Difference) -> None:
    """One run row per plan and horizon, whatever the number of runners."""
    if RosterRun.objects.filter(plan=plan, horizon=horizon).exists():
        return
    RosterRun.objects.create(
        station=station, plan=plan, horizon=horizon, gaps=len(gaps_between(station, today, horizon)),
        inserted=difference.inserted, updated=difference.updated, deleted=difference.deleted,
    )  # fmt: skip


def add_plan(*, station, actor, **values) -> RotationPlan:
    """Add a rotation plan; the roster from its first day on follows it.

    Args:
        station: the station in scope.
        actor: who plans.
        values: columns of :class:`RotationPlan` (``name``, ``effective_from``, ``anchor``, ``cycle``, ``handover``,
            hours, standby times, ``note``).

    Raises:
        NotAllowed: the person does not plan the roster.
        RuleBroken: the cycle or the first day is refused.
    """
    demand(rules.may_plan(actor))
    with transaction.atomic():
        lock_station(station)
        rules.check_cycle(values["cycle"], ShiftGroup.objects.count()).or_refuse()
        rules.check_effective(values["effective_from"], running_day(), RotationPlan.objects.all()).or_refuse()
        plan = RotationPlan.objects.create(station=station, created_by=actor, **values)
        record(verb="plan.added", subject=plan, actor=actor, effective_from=str(plan.effective_from))
        last = GroupTurn.objects.aggregate(last=Max("date"))["last"]
        if last and last >= plan.effective_from:
            first = max(plan.effective_from - DAY, running_day() + DAY)
            payload = {"first": str(first), "last": str(last)}
            jobs.start(kind=GENERATE, key=f"plan-{plan.pk}", payload=payload, station=station, actor=actor)
    return plan


def generate_job(job: Job, progress) -> dict:
    """The work of the job kind ``roster.generate``."""
    first, last = date.fromisoformat(job.payload["first"]), date.fromisoformat(job.payload["last"])
    made = generate(station=job.station, first=first, last=last, actor=job.requested_by, progress=progress)
    summary = _("%(inserted)s duties added, %(updated)s changed, %(deleted)s removed.") % {
        "inserted": made.inserted, "updated": made.updated, "deleted": made.deleted,
    }  # fmt: skip
    return {
        "summary": summary,
        "inserted": made.inserted,
        "updated": made.updated,
        "deleted": made.deleted,
        "first": str(first),
        "last": str(last),
        "url": f"{reverse('generate')}?job={job.pk}",
    }
