"""Who plans and leads consultations, and how a meeting and its tasks go from state to state."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.models import Case
from mediation.cases.rules import may_keep
from mediation.cases.words import State as CaseState
from mediation.consultations.models import Consultation, ConsultationTask
from mediation.consultations.words import State, TaskState
from mediation.network.readings import standing
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow

LAST = 5


def may_plan(user, meeting: Consultation | None = None) -> Answer:
    """Meetings are planned and led by the keepers of the room, the leadership, and who takes the chair."""
    who = standing(user)
    if may_keep(user) or (meeting is not None and who.officer_id and meeting.chair_id == who.officer_id):
        return YES
    return no(_("Ask the keeper of the mediation room or the chair of the meeting."), code="keepers_only")


def owns(user, task: ConsultationTask) -> bool:
    """Whether a task is the person's own; what a department does is entered by the keepers."""
    who = standing(user)
    return bool(
        (task.officer_id and task.officer_id == who.officer_id)
        or (task.mediator_id and who.mediator and task.mediator_id == who.mediator.pk)
    )


def may_answer(user, task: ConsultationTask) -> Answer:
    """Done or sent back: said by whose task it is, by the chair, or by the keepers."""
    if owns(user, task) or may_plan(user, task.consultation):
        return YES
    return no(_("This is for whose task it is, or for the keeper of the room."), code="not_yours")


def may_give(user, task: ConsultationTask) -> Answer:
    """Given out, and given out again, by who leads the meeting."""
    return may_plan(user, task.consultation)


def is_open(meeting: Consultation) -> Answer:
    """Agenda, members, decisions and tasks change until the meeting is closed."""
    if meeting.state in {State.PLANNED, State.HELD}:
        return YES
    return no(_("The meeting is closed."), code="meeting_closed")


def is_planned(meeting: Consultation) -> Answer:
    """Time, room and what is taken off the agenda change before the meeting only."""
    if meeting.state == State.PLANNED:
        return YES
    return no(_("The meeting has been held."), code="meeting_held")


def may_put_on(case: Case) -> Answer:
    """Cases are spoken about while there is something to decide."""
    if case.state == CaseState.ARCHIVED:
        return no(_("The case is archived."), code="archived")
    return YES


def _begun(meeting: Consultation, at: datetime) -> Answer:
    if at is not None and at < meeting.starts_at:
        return no(_("The meeting has not begun yet."), code="too_early")
    return YES


def _nothing_lost(meeting: Consultation, at: datetime) -> Answer:
    if meeting.items.exists():
        return no(_("Move the points of the agenda to another meeting first; none is lost."), code="agenda_left")
    return YES


def _all_done(meeting: Consultation, at: datetime) -> Answer:
    if meeting.items.filter(decision="").exists():
        return no(_("A point of the agenda has no decision yet."), code="undecided")
    left = meeting.tasks.exclude(state=TaskState.DONE).count()
    if left:
        return no(_("%(count)s tasks are not done yet; a meeting is closed with its last task.") % {"count": left},
                  code="tasks_open")  # fmt: skip
    return YES


STEPS = Workflow("consultation", [
    Step(State.PLANNED, "hold", State.HELD, _("Record the meeting"), may_plan, _begun),
    Step(State.PLANNED, "cancel", State.CANCELLED, _("Cancel the meeting"), may_plan, _nothing_lost, tone="danger"),
    Step(State.HELD, "close", State.CLOSED, _("Close the meeting"), may_plan, _all_done),
])  # fmt: skip
TASK_STEPS = Workflow("consultation_task", [
    Step(TaskState.OPEN, "done", TaskState.DONE, pgettext_lazy("task", "Done"), may_answer),
    Step(TaskState.OPEN, "give_back", TaskState.RETURNED, _("Send back"), may_answer, tone="warning"),
    Step(TaskState.RETURNED, "give", TaskState.OPEN, _("Give out again"), may_give),
    Step(TaskState.OPEN, "give", TaskState.OPEN, _("Give to somebody else"), may_give, tone="outline"),
    Step(TaskState.DONE, "not_done", TaskState.OPEN, _("Not done after all"), may_give, tone="warning"),
])  # fmt: skip


def rule_days(weekday: int, weeks: Sequence[int], first: date, last: date) -> Iterable[date]:
    """The days of a standing rule from ``first`` to ``last``, both included.

    Args:
        weekday: 0 Monday … 6 Sunday.
        weeks: 1 … 4 counted from the first such weekday of a month, 5 its last; empty is every week.
    """
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        number = (day.day - 1) // 7 + 1
        is_last = (day + timedelta(days=7)).month != day.month
        if not weeks or (number < LAST and number in weeks) or (is_last and LAST in weeks):
            yield day
        day += timedelta(days=7)


def starts(day: date, clock) -> datetime:
    """The moment a meeting of this day begins."""
    return timezone.make_aware(datetime.combine(day, clock))
