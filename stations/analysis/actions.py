"""Verbs of the analysis: meetings, tasks, operations, time away from community work."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.analysis import rules
from stations.analysis.models import AnalysisTask, Briefing, Operation, PulledOff
from stations.analysis.patrolling import ask_or_withdraw
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_force
from stations.kit.workflow import Workflow
from stations.notices.actions import tell
from stations.organisation.rules import same_station
from stations.places.models import CommunityPost
from stations.timeline.actions import lines_last, record


def _same(station, *objects) -> None:
    """What is referred to belongs to the station (foreign keys are not scoped)."""
    for obj in objects:
        if obj is not None and obj.station_id != station.pk:
            raise RuleBroken(_("These belong to different stations."), code="other_station")


def _step(workflow: Workflow, obj, verb: str, actor, at: datetime, **data) -> None:
    """One step: check, save, record. The caller has locked the row and set its columns."""
    workflow.advance(obj, verb, actor, at)
    obj.save()
    record(verb=f"{obj._meta.model_name}.{verb}", subject=obj, actor=actor, state=obj.state, **data)


# -- tasks -----------------------------------------------------------------------------------------------------


@transaction.atomic
def open_task(
    *,
    station,
    actor,
    title: str,
    kind: str = AnalysisTask.Kind.OTHER,
    briefing: Briefing | None = None,
    owner=None,
    due_on: date | None = None,
    community=None,
) -> AnalysisTask:
    """Set a task, at once given to somebody when ``owner`` is named.

    Raises:
        NotAllowed: the person sets no tasks.
        RuleBroken: something belongs to another station; the meeting is closed.
    """  # fmt: skip
    demand(rules.may_lead(actor))
    _same(station, briefing, owner, community)
    if (
        briefing
        and Briefing.objects.select_for_update(no_key=True).get(pk=briefing.pk).state == Briefing.State.CLOSED
    ):
        raise RuleBroken(_("This meeting is closed."), code="briefing.closed")
    task = AnalysisTask.objects.create(
        station=station, kind=AnalysisTask.Kind.MEETING if briefing else kind, title=title, briefing=briefing,
        owner=owner, due_on=due_on, community=community, opened_by=actor, opened_at=timezone.now(),
        state=AnalysisTask.State.ASSIGNED if owner else AnalysisTask.State.OPEN,
    )  # fmt: skip
    if owner:
        _tell_owner(task)
    record(verb="analysistask.open", subject=task, actor=actor, kind=task.kind, owner=task.owner_id)
    return task


def _locked(task: AnalysisTask) -> AnalysisTask:
    return AnalysisTask.objects.select_for_update(no_key=True, of=("self",)).select_related("station").get(pk=task.pk)


def _tell_owner(task: AnalysisTask) -> None:
    tell(
        station=task.station, recipients=[task.owner.user], kind="analysis.task",
        key=f"analysis:{task.pk}:{task.owner_id}", url=task.get_absolute_url(), task=task.pk,
    )  # fmt: skip


@transaction.atomic
def assign(*, task: AnalysisTask, actor, owner, due_on: date | None = None) -> AnalysisTask:
    """Give a task to somebody, who is told."""
    task = _locked(task)
    same_station(task, owner).or_refuse()
    task.owner, task.due_on = owner, due_on or task.due_on
    rules.TASK_STEPS.advance(task, "assign", actor, timezone.now())
    task.save()
    _tell_owner(task)
    record(verb="analysistask.assign", subject=task, actor=actor, state=task.state, owner=owner.pk)
    return task


@transaction.atomic
def finish(*, task: AnalysisTask, actor, result: str) -> AnalysisTask:
    """Report what came of a task."""
    task = _locked(task)
    task.result, task.done_by, task.done_at = result, actor, timezone.now()
    _step(rules.TASK_STEPS, task, "finish", actor, task.done_at)
    return task


@transaction.atomic
def send_back(*, task: AnalysisTask, actor) -> AnalysisTask:
    """What was done is not enough: the owner goes on."""
    task = _locked(task)
    _step(rules.TASK_STEPS, task, "send_back", actor, timezone.now())
    return task


@transaction.atomic
def close(*, task: AnalysisTask, actor) -> AnalysisTask:
    """Accept what was done; by somebody else than who did it."""
    task = _locked(task)
    task.closed_by, task.closed_at = actor, timezone.now()
    _step(rules.TASK_STEPS, task, "close", actor, task.closed_at)
    return task


@transaction.atomic
def drop(*, task: AnalysisTask, actor, result: str) -> AnalysisTask:
    """A task that is not needed, with the reason."""
    task = _locked(task)
    task.result, task.closed_by, task.closed_at = result, actor, timezone.now()
    _step(rules.TASK_STEPS, task, "drop", actor, task.closed_at)
    return task


# -- meetings --------------------------------------------------------------------------------------------------


@transaction.atomic
def call_briefing(*, station, actor, rhythm: str, topic: str, first: date, last: date, chair=None) -> Briefing:
    """Call an analysis meeting over a period.

    Raises:
        RuleBroken: the same meeting is already called, or the period ends before it begins.
    """
    demand(rules.may_lead(actor))
    _same(station, chair)
    if last < first:
        raise RuleBroken(_("The last day lies before the first."), code="briefing.span")
    try:
        with transaction.atomic():
            briefing = Briefing.objects.create(
                station=station, rhythm=rhythm, topic=topic, first=first, last=last, chair=chair, called_by=actor
            )
    except IntegrityError:
        raise RuleBroken(_("This meeting has already been called."), code="briefing.twice") from None
    record(verb="briefing.call", subject=briefing, actor=actor, first=str(first), last=str(last))
    return briefing


@transaction.atomic
def hold(*, briefing: Briefing, actor, held_at: datetime, findings: str, chair=None) -> Briefing:
    """Record that the meeting took place and what it found."""
    briefing = Briefing.objects.select_for_update(no_key=True).get(pk=briefing.pk)
    if held_at > timezone.now():
        raise RuleBroken(_("The meeting cannot have been held in the future."), code="briefing.future")
    briefing.held_at, briefing.findings, briefing.chair = held_at, findings, chair or briefing.chair
    _step(rules.BRIEFING_STEPS, briefing, "hold", actor, timezone.now())
    return briefing


@transaction.atomic
def close_briefing(*, briefing: Briefing, actor) -> Briefing:
    """All its tasks have ended."""
    briefing = Briefing.objects.select_for_update(no_key=True).get(pk=briefing.pk)
    _step(rules.BRIEFING_STEPS, briefing, "close", actor, timezone.now())
    return briefing


# -- operations ------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_operation(*, station, actor, start: date, end: date, lead, **values) -> Operation:
    """Plan an operation against a hot spot.

    Args:
        start, end: first day and the day after the last.
        lead: the officer who leads it.
        values: ``kind name place community grid category forces goal``.
    """
    demand(rules.may_lead(actor))
    _same(station, lead, values.get("community"), values.get("grid"), values.get("category"))
    rules.check_operation(start, end).or_refuse()
    operation = Operation.objects.create(station=station, planned_by=actor, start=start, end=end, lead=lead, **values)
    record(verb="operation.plan", subject=operation, actor=actor, kind=operation.kind, start=str(start), end=str(end))
    return operation


@transaction.atomic
@lines_last()
def move_operation(*, operation: Operation, actor, verb: str, review: str = "") -> Operation:
    """Start, end, review or call off an operation.

    Args:
        verb: of ``rules.OPERATION_STEPS``.
        review: what it brought; for ``review``.
    """
    operation = Operation.objects.select_for_update(no_key=True).get(pk=operation.pk)
    operation.review = review or operation.review
    _step(rules.OPERATION_STEPS, operation, verb, actor, timezone.now())
    ask_or_withdraw(operation, verb, actor, timezone.now())
    return operation


# -- time away from community work -----------------------------------------------------------------------------


@transaction.atomic
def record_pulled_off(*, station, actor, officer, day: date, hours: Decimal, work: str, today: date) -> PulledOff:
    """A community officer was taken off community work (A角专职).

    Raises:
        RuleBroken: the officer is the A角 of no community that day; the day is refused; it is already recorded.
    """
    demand(rules.may_see(actor))
    _same(station, officer)
    rules.check_pulled_off(day, today).or_refuse()
    post = CommunityPost.objects.filter(in_force(day), officer=officer, role=CommunityPost.Role.A).first()
    if post is None:
        raise RuleBroken(_("This officer was the A role of no community on that day."), code="pulled_off.not_a")
    try:
        with transaction.atomic():
            row = PulledOff.objects.create(
                station=station, officer=officer, community_id=post.community_id, date=day, hours=hours, work=work,
                recorded_by=actor,
            )  # fmt: skip
    except IntegrityError:
        raise RuleBroken(_("This is already recorded."), code="pulled_off.twice") from None
    record(verb="pulledoff.record", subject=row, actor=actor, officer=officer.pk, day=str(day), hours=str(hours))
    return row
