"""Decisions of the analysis: who calls meetings and sets tasks, how they end, what counts as repeated (IN-12)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from stations.analysis.models import AnalysisTask, Briefing, Operation
from stations.incidents.models import InboxSettings
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Post
from stations.organisation.rules import COMMANDERS, is_police, officer_of, post_of

DAY = timedelta(days=1)
LONGEST_OPERATION = timedelta(days=366)


# -- who may ---------------------------------------------------------------------------------------------------


def may_see(user) -> Answer:
    """Figures, meetings, tasks and operations are seen by the police officers of the station."""
    return is_police(user)


def may_lead(user) -> Answer:
    """Call meetings, set tasks, plan operations: the leadership, the command room, team leaders."""
    if post_of(user) in COMMANDERS | {Post.DESK, Post.SERGEANT} or getattr(user, "leads", None):
        return YES
    return no(_("The leadership, the command room and the team leaders do this."), code="leads_only")


def _leads(user, obj) -> Answer:
    return may_lead(user)


def _owner(user, task: AnalysisTask) -> Answer:
    own = officer_of(user)
    if (own and own.pk == task.owner_id) or post_of(user) in COMMANDERS:
        return YES
    return no(_("Only who the task was given to reports on it."), code="owner_only")


def _another(user, task: AnalysisTask) -> Answer:
    """What was done is accepted by somebody else than who did it."""
    if task.done_by_id == user.pk:
        return no(_("Who did the task does not accept it."), code="own_work")
    return may_lead(user)


def _operation_lead(user, operation: Operation) -> Answer:
    own = officer_of(user)
    if own and own.pk == operation.lead_id:
        return YES
    return may_lead(user)


# -- steps -----------------------------------------------------------------------------------------------------


def _has_owner(task: AnalysisTask, at) -> Answer:
    return YES if task.owner_id else no(_("Say first who does it."), code="no_owner")


def _has_result(task: AnalysisTask, at) -> Answer:
    return YES if task.result else no(_("Say what came of it."), code="no_result")


def _has_findings(briefing: Briefing, at) -> Answer:
    return YES if briefing.findings else no(_("Write down the findings first."), code="no_findings")


def _tasks_ended(briefing: Briefing, at) -> Answer:
    """A meeting is closed when its tasks are: they are followed to the end."""
    if any(task.state not in ENDED for task in briefing.tasks.all()):
        return no(_("Tasks of this meeting are still open."), code="tasks_open")
    return YES


def _has_review(operation: Operation, at) -> Answer:
    return YES if operation.review else no(_("Write the review first."), code="no_review")


_T, _B, _O = AnalysisTask.State, Briefing.State, Operation.State
ENDED = (_T.CLOSED, _T.DROPPED)

TASK_STEPS = Workflow(
    "analysis task",
    [
        Step(_T.OPEN, "assign", _T.ASSIGNED, _("Give to somebody"), who=_leads, guard=_has_owner),
        Step(_T.ASSIGNED, "assign", _T.ASSIGNED, _("Give to somebody else"), who=_leads, tone="outline"),
        Step(_T.ASSIGNED, "finish", _T.DONE, _("Report the result"), who=_owner, guard=_has_result),
        Step(_T.DONE, "send_back", _T.ASSIGNED, _("Send back"), who=_another, tone="warning"),
        Step(_T.DONE, "close", _T.CLOSED, _("Accept"), who=_another),
        Step(_T.OPEN, "drop", _T.DROPPED, _("Not needed"), who=_leads, guard=_has_result, tone="outline"),
        Step(_T.ASSIGNED, "drop", _T.DROPPED, _("Not needed"), who=_leads, guard=_has_result, tone="outline"),
    ],
)
BRIEFING_STEPS = Workflow(
    "analysis meeting",
    [
        Step(_B.PLANNED, "hold", _B.HELD, _("Record the meeting"), who=_leads, guard=_has_findings),
        Step(_B.HELD, "close", _B.CLOSED, _("All done"), who=_leads, guard=_tasks_ended),
    ],
)
OPERATION_STEPS = Workflow(
    "operation",
    [
        Step(_O.PLANNED, "start", _O.RUNNING, _("Start"), who=_operation_lead),
        Step(_O.RUNNING, "end", _O.ENDED, _("End"), who=_operation_lead),
        Step(_O.ENDED, "review", _O.REVIEWED, _("Review"), who=_leads, guard=_has_review),
        Step(_O.PLANNED, "cancel", _O.CANCELLED, _("Call off"), who=_leads, tone="danger"),
        Step(_O.RUNNING, "cancel", _O.CANCELLED, _("Call off"), who=_leads, tone="danger"),
    ],
)


# -- what repeats ----------------------------------------------------------------------------------------------


def place_key(station_id: int, spot_id: int | None, place: str) -> str:
    """What makes two places the same: the known place, else the words of the address without spaces."""
    if spot_id:
        return f"spot:{spot_id}"
    words = "".join(place.split()).lower()
    if not words:
        return ""
    return "place:" + hashlib.sha256(f"{station_id}|{words}".encode()).hexdigest()[:32]


def repeat_span(numbers: InboxSettings) -> timedelta:
    """How far back reports are looked at."""
    return timedelta(days=numbers.repeat_days)


def is_repeated(reported: Sequence[datetime], at: datetime, numbers: InboxSettings) -> bool:
    """IN-12: so many reports (3) or more within the last so many days (30).

    Args:
        reported: when the reports came in.
        at: now; reports exactly as old as the span still count.
        numbers: the station's own.
    """
    return sum(at - repeat_span(numbers) <= moment <= at for moment in reported) >= numbers.repeats


# -- operations ------------------------------------------------------------------------------------------------


def check_operation(start: date, end: date) -> Answer:
    """An operation has an end after its start and lasts at most a year.

    Args:
        start: first day.
        end: the day after the last.
    """
    if end <= start:
        return no(_("The end must lie after the start."), code="operation.span")
    if end - start > LONGEST_OPERATION:
        return no(_("An operation lasts at most a year."), code="operation.long")
    return YES


def before_and_after(start: date, end: date, today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Equal spans before an operation and since its end (while it runs: since its start), half-open.

    Args:
        start, end: its first day and the day after its last.
        today: the second span never reaches beyond today, and the first is cut to the same length.
    """
    since = end if end <= today else start
    length = max(min(end - start, today + DAY - since), DAY)
    return (start - length, start), (since, since + length)


def check_pulled_off(day: date, today: date) -> Answer:
    """Recorded for a day that has come, at most a month back."""
    if day > today:
        return no(_("That day has not come yet."), code="pulled_off.future")
    if (today - day).days > 31:
        return no(_("It can be recorded up to 31 days back."), code="pulled_off.old")
    return YES
