"""What pages and other rooms ask about training: lists, who came, who is due, who holds which certificate."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.organisation.models import Station, User
from stations.training import rules
from stations.training.models import Attendance, Certificate, Course, Sitting, TrainingSettings
from stations.training.registry import audience

Standing = Attendance.Standing
# What each person does at a sitting stands in the day-book; the page's timeline tells what the teacher did.
OWN = ("sitting.enrolled", "sitting.given_up", "sitting.signed_in", "quiz.begun", "quiz.finished")


def settings_of(station: Station) -> TrainingSettings:
    """The station's settings, with the defaults where it has set none."""
    return TrainingSettings.objects.filter(station=station).first() or TrainingSettings(station=station)


def sittings():
    """Sittings with how many were invited or have a seat (``invited``), wait for one, and came."""
    rows = Sitting.objects.select_related("course", "teacher", "community")
    came = Q(attendances__attended_at__isnull=False)
    expected = Q(attendances__invited=True) | Q(attendances__standing=Standing.SEAT)
    return rows.annotate(
        invited=Count("attendances", filter=expected),
        waiting=Count("attendances", filter=Q(attendances__standing=Standing.WAITING)),
        came=Count("attendances", filter=came),
    ).order_by("-starts_at", "-id")


def courses():
    """Courses with their number of sittings held."""
    held = Count("sittings", filter=Q(sittings__state=Sitting.State.HELD))
    return Course.objects.annotate(held=held).order_by("title")


def people_of(sitting: Sitting) -> list[Attendance]:
    """Who was invited, signed up or came, by name; who waits, in the order of the list; with ``passed``."""
    rows = sitting.attendances.select_related("user", "certificate").annotate(
        passed=Count("attempts", filter=Q(attempts__passed=True)),
        tries=Count("attempts", filter=Q(attempts__finished_at__isnull=False)),
    )
    found = sorted(rows, key=lambda row: (row.user.pinyin, row.pk))
    waiting = sorted((row for row in found if row.standing == Standing.WAITING), key=lambda row: row.standing_at)
    return [row for row in found if row.standing != Standing.WAITING] + waiting


def due_people(course: Course, day: date) -> list[tuple[User, date | None]]:
    """Who of the audience needs the course on a day, with the day they last came; two queries."""
    entry = audience(course.audience)
    if entry is None or not course.required:
        return []
    last = last_days(course)
    rows = [(person, last.get(person.pk)) for person in entry.people([], day)]
    return [(person, came_on) for person, came_on in rows if rules.is_due(course, came_on, day)]


@dataclass(frozen=True, slots=True)
class Again:
    """Somebody who needs a course: the day they last had it, the day it runs out, whether that has passed."""

    person: User
    last: date | None
    until: date | None
    over: bool

    @property
    def state(self) -> str:
        """In words."""
        if self.over:
            return _("run out")
        return _("runs out soon") if self.last else _("never had it")


def due_list(course: Course, day: date, warn_days: int) -> list[Again]:
    """Who of the audience is due, and who will be within so many days: first who has run out; two queries."""
    entry = audience(course.audience)
    if entry is None or not (course.required or course.certificate):
        return []
    last, edge, found = last_days(course), day + timedelta(days=warn_days), []
    for person in entry.people([], day):
        had = last.get(person.pk)
        until = rules.months_after(had, course.valid_months) if had and course.valid_months else None
        if (had is None and course.required) or (until is not None and until <= edge):
            found.append(Again(person, had, until, until is not None and until <= day))
    return sorted(found, key=lambda one: (not one.over, one.until or date.max, one.person.pinyin, one.person.pk))


def last_days(course: Course) -> dict[int, date]:
    """Account → the day it last came to a course, or got its certificate where the course gives one; one query."""
    if course.certificate:
        given = Certificate.objects.filter(course=course, revoked_at=None).order_by()
        return {row["user_id"]: row["on"] for row in given.values("user_id").annotate(on=Max("issued_on"))}
    came = Attendance.objects.filter(sitting__course=course, attended_at__isnull=False).order_by()
    found = came.values("user_id").annotate(at=Max("attended_at"))
    return {row["user_id"]: timezone.localdate(row["at"]) for row in found}


# Certificates: what other rooms ask


def tags() -> list[tuple[str, str]]:
    """What courses count as, for a setting of another room: (tag, titles of the courses); one query."""
    found: dict[str, list[str]] = {}
    rows = Course.objects.exclude(tag="").filter(active=True).order_by("title")
    for tag, title in rows.values_list("tag", "title"):
        found.setdefault(tag, []).append(title)
    return [(tag, "、".join(titles)) for tag, titles in sorted(found.items())]


def holders(course: str | int, day: date) -> QuerySet:
    """Accounts that have been trained on a day, as rows of one column ``user_id``, for a subquery.

    Args:
        course: a tag (``Course.tag``) or the id of a course; several courses of one tag stand for each other. A
            course without a certificate counts from the day somebody came, for its months.
    """
    wanted = Q(pk=course) if isinstance(course, int) else Q(tag=course) & ~Q(tag="")
    rows = list(Course.objects.filter(wanted))
    given = Certificate.objects.valid(day).filter(course__in=[row.pk for row in rows if row.certificate])
    came = Q(pk__in=[])
    for row in rows:
        if not row.certificate:
            since = {"attended_at__date__gt": rules.months_after(day, -row.valid_months)} if row.valid_months else {}
            came |= Q(sitting__course=row.pk, attended_at__isnull=False, attended_at__date__lte=day, **since)
    there = Attendance.objects.filter(came).order_by().values_list("user_id", flat=True)
    return given.order_by().values_list("user_id", flat=True).union(there)


def running_out(day: date, warn_days: int) -> list[Certificate]:
    """Certificates that run out within so many days and have no successor; one query."""
    edge = day + timedelta(days=warn_days)
    ending = Certificate.objects.valid(day).filter(valid_until__lte=edge)
    rows = Certificate.objects.valid(day).filter(user__in=ending.values("user_id"))
    return [row for row in _longest(rows) if row.valid_until and row.valid_until <= edge]


def _longest(rows: QuerySet[Certificate]) -> list[Certificate]:
    """Of each person and course the certificate that holds longest; courses of one tag stand for each other."""
    found: dict[tuple[int, str | int], Certificate] = {}
    for row in rows.select_related("course", "user").order_by("issued_on", "id"):
        key = (row.user_id, row.course.tag or row.course_id)
        found[key] = max(row, found.get(key, row), key=_until)
    return sorted(found.values(), key=lambda row: (_until(row), row.pk))


def _until(row: Certificate) -> date:
    return row.valid_until or date.max


def came_to(user, sitting_id: int) -> Sitting | None:
    """A sitting the person came to, for a question about it; None where they did not."""
    row = Attendance.objects.filter(user=user, sitting=sitting_id, attended_at__isnull=False).select_related(
        "sitting__course"
    )
    found = row.first()
    return found.sitting if found else None


# The own page


def mine(user) -> list[Attendance]:
    """A person's own invitations, places and attendances, the newest first; one query."""
    rows = Attendance.objects.filter(user=user).select_related("sitting__course")
    return list(rows.order_by("-sitting__starts_at")[:50])


def own_running_out(user, day: date, warn_days: int) -> list[Certificate]:
    """A person's certificates that run out soon, or have run out, and have no successor; one query.

    Where nobody has to have the course, it is said for as many days after as before, not for ever.
    """
    past, edge = (day + timedelta(days=days) for days in (-warn_days, warn_days))
    rows = Certificate.objects.filter(user=user, revoked_at=None, course__active=True)
    return [row for row in _longest(rows) if _until(row) <= edge and (row.course.required or _until(row) > past)]
