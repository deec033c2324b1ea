"""Tasks of consultations: given out, done, sent back, given out again; none vanishes."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases.models import Case
from mediation.consultations import rules
from mediation.consultations.actions import locked
from mediation.consultations.models import Consultation, ConsultationTask
from mediation.network.models import Department, Mediator
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import record

GIVEN, RETURNED = "consultation.task_given", "consultation.task_returned"


def _owner(station_id, officer: Officer | None, mediator: Mediator | None, department: Department | None) -> dict:
    """Exactly one of the three.

    Raises:
        RuleBroken: ``no_owner``, ``other_station``.
    """
    given = {"officer": officer, "mediator": mediator, "department": department}
    there = [row for row in given.values() if row is not None]
    if len(there) != 1:
        raise RuleBroken(_("Give the task to one: an officer, a mediator or a department."), code="no_owner")
    if there[0].station_id != station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    return given


def _tell(task: ConsultationTask) -> None:
    """The person whose task it is; a department is told outside the house."""
    person = task.officer or (task.mediator.user if task.mediator_id else None)
    if person is not None:
        tell(
            station=task.station, recipients=[person], kind=GIVEN, key=f"{GIVEN}:{task.pk}:{task.times_returned}",
            url=task.get_absolute_url(), day=str(task.due_on),
        )  # fmt: skip


@transaction.atomic
def give(
    *,
    meeting: Consultation,
    words: str,
    due_on: date,
    actor,
    officer: Officer | None = None,
    mediator: Mediator | None = None,
    department: Department | None = None,
    case: Case | None = None,
    at: datetime | None = None,
) -> ConsultationTask:
    """Give out a task, for a case or in general.

    Raises:
        NotAllowed: not a keeper, the leadership or the chair.
        RuleBroken: ``meeting_closed``, ``no_owner``, ``no_words``, ``past``, ``not_on_agenda``.
    """
    at = at or timezone.now()
    found = locked(meeting.pk)
    demand(rules.may_plan(actor, found))
    rules.is_open(found).or_refuse()
    if not words.strip():
        raise RuleBroken(_("Say what is to be done."), code="no_words")
    if due_on < timezone.localdate(at):
        raise RuleBroken(_("The day lies in the past."), code="past")
    if case is not None:
        same_station(found, case).or_refuse()
        if not found.items.filter(case=case).exists():
            raise RuleBroken(_("The case is not on the agenda of this meeting."), code="not_on_agenda")
    task = ConsultationTask.objects.create(
        station_id=found.station_id, consultation=found, case=case, words=words.strip(), due_on=due_on,
        given_by=actor, **_owner(found.station_id, officer, mediator, department),
    )  # fmt: skip
    _tell(task)
    record(verb="consultation.task_given", subject=found, actor=actor, task=task.pk, due=str(due_on))
    return task


def _advance(task: ConsultationTask, verb: str, actor, at: datetime) -> ConsultationTask:
    locked(task.consultation_id)
    row = ConsultationTask.objects.select_for_update(no_key=True).get(pk=task.pk)
    rules.TASK_STEPS.advance(row, verb, actor, at)
    rules.is_open(row.consultation).or_refuse()
    return row


def _saved(task: ConsultationTask, verb: str, actor) -> ConsultationTask:
    task.save()
    record(verb=f"consultation.task_{verb}", subject=task.consultation, actor=actor, task=task.pk)
    return task


@transaction.atomic
def done(*, task: ConsultationTask, result: str, actor, at: datetime | None = None) -> ConsultationTask:
    """Done, and what came of it.

    Raises:
        NotAllowed, RuleBroken: see ``rules.TASK_STEPS``; ``no_result``.
    """
    at = at or timezone.now()
    row = _advance(task, "done", actor, at)
    if not result.strip():
        raise RuleBroken(_("Say what was done."), code="no_result")
    row.result, row.done_on = result.strip(), timezone.localdate(at)
    return _saved(row, "done", actor)


@transaction.atomic
def give_back(*, task: ConsultationTask, reason: str, actor, at: datetime | None = None) -> ConsultationTask:
    """Sent back with a reason: it stays in sight until it is given out again; who gave it is told.

    Raises:
        NotAllowed, RuleBroken: see ``rules.TASK_STEPS``; ``no_reason``.
    """
    at = at or timezone.now()
    row = _advance(task, "give_back", actor, at)
    if not reason.strip():
        raise RuleBroken(_("Say why it is sent back."), code="no_reason")
    row.return_reason, row.returned_on = reason.strip(), timezone.localdate(at)
    row.times_returned += 1
    if row.given_by_id:
        tell(
            station=row.station, recipients=[row.given_by], kind=RETURNED,
            key=f"{RETURNED}:{row.pk}:{row.times_returned}", url=row.get_absolute_url(),
        )  # fmt: skip
    return _saved(row, "give_back", actor)


@transaction.atomic
def give_again(
    *,
    task: ConsultationTask,
    due_on: date,
    actor,
    officer: Officer | None = None,
    mediator: Mediator | None = None,
    department: Department | None = None,
    at: datetime | None = None,
) -> ConsultationTask:
    """Give a task to somebody else, e.g. after it was sent back; its history stays.

    Raises:
        NotAllowed, RuleBroken: see ``rules.TASK_STEPS``; ``no_owner``, ``past``.
    """
    at = at or timezone.now()
    row = _advance(task, "give", actor, at)
    if due_on < timezone.localdate(at):
        raise RuleBroken(_("The day lies in the past."), code="past")
    for name, value in _owner(row.station_id, officer, mediator, department).items():
        setattr(row, name, value)
    row.due_on, row.given_by = due_on, actor
    _tell(row)
    return _saved(row, "give", actor)


@transaction.atomic
def not_done(*, task: ConsultationTask, actor, at: datetime | None = None) -> ConsultationTask:
    """A task that was called done is not: it is open again."""
    row = _advance(task, "not_done", actor, at or timezone.now())
    row.done_on = None
    return _saved(row, "not_done", actor)
