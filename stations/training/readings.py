"""What pages and agendas ask about training: lists, who came, who is due."""

from datetime import date

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.agenda.registry import Due
from stations.organisation.models import User
from stations.training import rules
from stations.training.models import Attendance, Course, Sitting
from stations.training.registry import audience


def sittings():
    """Sittings with how many were invited and came."""
    rows = Sitting.objects.select_related("course", "teacher")
    came = Q(attendances__attended_at__isnull=False)
    return rows.annotate(
        invited=Count("attendances", filter=Q(attendances__invited=True)), came=Count("attendances", filter=came)
    ).order_by("-starts_at", "-id")


def courses():
    """Courses with their number of sittings held."""
    held = Count("sittings", filter=Q(sittings__state=Sitting.State.HELD))
    return Course.objects.annotate(held=held).order_by("title")


def people_of(sitting: Sitting) -> list[Attendance]:
    """Who was invited or came, by name."""
    return list(sitting.attendances.select_related("user").order_by("user__pinyin", "id"))


def due_people(course: Course, day: date) -> list[tuple[User, date | None]]:
    """Who of the audience needs the course on a day, with the day they last came; two queries."""
    entry = audience(course.audience)
    if entry is None or not course.required:
        return []
    came = Attendance.objects.filter(sitting__course=course, attended_at__isnull=False)
    last = {row["user_id"]: row["at"] for row in came.order_by().values("user_id").annotate(at=Max("attended_at"))}
    people = entry.people([], day)
    rows = [(person, timezone.localdate(last[person.pk]) if person.pk in last else None) for person in people]
    return [(person, came_on) for person, came_on in rows if rules.is_due(course, came_on, day)]


def mine(user) -> list[Attendance]:
    """A person's own invitations and attendances, the newest first."""
    rows = Attendance.objects.filter(user=user).select_related("sitting__course")
    return list(rows.order_by("-sitting__starts_at")[:50])


def due(user, day: date) -> list[Due]:
    """Sittings a person is invited to within a week; one query."""
    rows = Attendance.objects.filter(
        user=user, attended_at=None, sitting__state__in=[Sitting.State.PLANNED, Sitting.State.OPEN],
        sitting__starts_at__date__gte=day, sitting__starts_at__date__lte=day + timezone.timedelta(days=7),
    ).select_related("sitting__course")  # fmt: skip
    return [
        Due(
            _("Training: %(course)s") % {"course": row.sitting.course},
            timezone.localdate(row.sitting.starts_at),
            reverse("my-sitting", args=[row.sitting_id]),
        )
        for row in rows
    ]
