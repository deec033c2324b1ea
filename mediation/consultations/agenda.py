"""What consultations want done: tasks, meetings without a room or record, for a person's list and the handover."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from mediation.cases.rules import may_keep
from mediation.consultations import readings
from mediation.consultations.models import Consultation, ConsultationTask
from mediation.consultations.words import TaskState
from mediation.network.readings import standing
from stations.agenda.registry import Due
from stations.handovers.registry import Line

MOST = 30
AHEAD = timedelta(days=7)


def due_tasks(user, day: date) -> list[Due]:
    """My open tasks; for keepers what came back and what departments owe. Two queries."""
    who = standing(user)
    mine = Q()
    if who.officer_id:
        mine |= Q(officer=who.officer_id)
    if who.mediator:
        mine |= Q(mediator=who.mediator)
    wanted = Q(pk=None)
    if mine:
        wanted |= mine & Q(state=TaskState.OPEN)
    if may_keep(user):
        wanted |= Q(state=TaskState.RETURNED) | Q(state=TaskState.OPEN, department__isnull=False, due_on__lte=day)
    rows = ConsultationTask.objects.filter(wanted).order_by("due_on", "id")
    return [_due(row, day) for row in rows[:MOST]]


def _due(row: ConsultationTask, day: date) -> Due:
    if row.state == TaskState.RETURNED:
        words = _("Give out again the task that was sent back: %(task)s")
        return Due(
            title=words % {"task": row.words},
            due=row.returned_on,
            url=row.get_absolute_url(),
            tone="danger",
            kind="meeting",
        )
    tone = "danger" if row.due_on < day else "warn"
    title = _("Task of a consultation: %(task)s") % {"task": row.words}
    return Due(title=title, due=row.due_on, url=row.get_absolute_url(), tone=tone, kind="meeting")


def due_meetings(user, day: date) -> list[Due]:
    """Meetings to prepare or to record: for keepers and the chair. One query."""
    who = standing(user)
    rows = Consultation.objects.planned().filter(starts_at__date__lte=day + AHEAD).order_by("starts_at")
    if not may_keep(user):
        if not who.officer_id:
            return []
        rows = rows.filter(chair=who.officer_id)
    return [_meeting_due(row, day) for row in rows[:MOST]]


def _meeting_due(row: Consultation, day: date) -> Due:
    on = timezone.localdate(row.starts_at)
    if on < day:
        words, tone = _("Record the meeting: %(title)s"), "danger"
    elif row.booking_id is None and not row.place:
        words, tone = _("Find a room for: %(title)s"), "warn"
    else:
        words, tone = _("Consultation: %(title)s"), "info"
    return Due(
        title=words % {"title": row.title},
        due=on,
        url=row.get_absolute_url(),
        tone=tone,
        kind="meeting",
        place=row.place,
    )


def task_lines(station, at: datetime) -> list[Line]:
    """Tasks that are late or came back; one query. No words of a task, they may name somebody."""
    rows = readings.late_tasks(timezone.localdate(at)).select_related("consultation").order_by("due_on", "id")
    return [
        Line(
            format_lazy(
                _("Task {number} of {meeting}: sent back, to be given out again")
                if row.state == TaskState.RETURNED
                else _("Task {number} of {meeting} is overdue"),
                number=row.pk, meeting=row.consultation.title,
            ),
            row.get_absolute_url(), "danger" if row.state == TaskState.RETURNED else "warn",
        )
        for row in rows
    ]  # fmt: skip
