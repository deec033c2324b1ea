"""What pages, papers and the agenda read of consultations; of cases a person does not see, only the number."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from mediation.cases.models import Case
from mediation.consultations.models import (
    Consultation,
    ConsultationItem,
    ConsultationMember,
    ConsultationTask,
)
from mediation.consultations.words import TASK_TONES, Kind, TaskState
from mediation.network.readings import standing


def meetings():
    """Every meeting of the station with its counts, newest first."""
    left = Count("tasks", filter=~Q(tasks__state=TaskState.DONE), distinct=True)
    rows = Consultation.objects.select_related("booking__room", "chair__user", "station")
    return rows.annotate(points=Count("items", distinct=True), tasks_left=left).order_by("-starts_at", "-id")


def next_workday(at: datetime) -> Consultation | None:
    """The next 政法工作日 that is planned."""
    rows = Consultation.objects.planned().filter(kind=Kind.WORKDAY, starts_at__gt=at)
    return rows.order_by("starts_at", "id").first()


def visible_ids(user, case_ids) -> frozenset[int]:
    """Which of these cases the person sees by content."""
    wanted = {pk for pk in case_ids if pk}
    if not wanted:
        return frozenset()
    return frozenset(Case.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda as one person may read it."""

    row: ConsultationItem
    open: bool

    @property
    def title(self) -> str:
        """The case's number, or the topic."""
        return self.row.case.number if self.row.case_id else self.row.topic


def points(meeting: Consultation, user) -> list[Point]:
    """The agenda; of a case the person does not see only the number is told. Two queries."""
    rows = list(meeting.items.select_related("case__community", "put_by"))
    seen = visible_ids(user, [row.case_id for row in rows])
    return [Point(row, row.case_id is None or row.case_id in seen) for row in rows]


@dataclass(frozen=True, slots=True)
class Shown:
    """A task as one person may read it."""

    row: ConsultationTask
    open: bool
    tone: str

    @property
    def owner(self) -> str:
        """Who does it."""
        return owner_of(self.row)


def owner_of(row: ConsultationTask) -> str:
    """Who does a task: a person's name or the department's."""
    if row.officer_id:
        return row.officer.user.name
    return row.mediator.user.name if row.mediator_id else row.department.name


def tasks_of(rows, user) -> list[Shown]:
    """Tasks, with their words where the person sees the case, or where the task is the person's own."""
    who = standing(user)
    rows = list(rows.select_related("case", "officer__user", "mediator__user", "department", "consultation"))
    seen = visible_ids(user, [row.case_id for row in rows])
    return [
        Shown(
            row,
            row.case_id is None or row.case_id in seen or _own(row, who),
            TASK_TONES[row.state],
        )
        for row in rows
    ]


def _own(row: ConsultationTask, who) -> bool:
    own = bool(who.officer_id and row.officer_id == who.officer_id)
    return own or bool(who.mediator and row.mediator_id == who.mediator.pk)


def tasks_visible(user):
    """Tasks whose words the person may read: general ones, of visible cases, the person's own."""
    who = standing(user)
    found = Q(case=None) | Q(case__in=Case.objects.visible_to(user))
    if who.officer_id:
        found |= Q(officer=who.officer_id)
    if who.mediator:
        found |= Q(mediator=who.mediator)
    return ConsultationTask.objects.filter(found).select_related(
        "case", "officer__user", "mediator__user", "department", "consultation__station"
    )


def members(meeting: Consultation) -> list[ConsultationMember]:
    """Who is invited, with names; one query."""
    return list(meeting.members.select_related("officer__user", "mediator__user", "mediator__kind",
                                               "contact__department"))  # fmt: skip


def name_of(member: ConsultationMember) -> str:
    """Name and office of a member, as invitations and minutes say it."""
    if member.officer_id:
        return member.officer.user.name
    if member.mediator_id:
        return f"{member.mediator.user.name}（{member.mediator.kind.name}）"
    title = f" {member.contact.title}" if member.contact.title else ""
    return f"{member.contact.department.name} {member.contact.name}{title}"


def place_of(meeting: Consultation) -> str:
    """The room, or the other place."""
    return meeting.booking.room.name if meeting.booking_id else meeting.place


def late_tasks(day: date):
    """Tasks due before a day, and what came back and is not given out again."""
    rows = ConsultationTask.objects.exclude(state=TaskState.DONE)
    return rows.filter(Q(due_on__lt=day) | Q(state=TaskState.RETURNED))
