"""What the own page of training shows: my places, what I can sign up for (near me first), my certificates."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from stations.training import rules
from stations.training.enrolling import TAKES_A_SEAT
from stations.training.models import Attendance, Certificate, Sitting
from stations.training.readings import mine, own_running_out, settings_of
from stations.training.registry import Audience, audience, belongs

Standing = Attendance.Standing


@dataclass(slots=True)
class Offer:
    """A sitting somebody can sign up for.

    Attributes:
        sitting: with ``taken`` and ``waiting``.
        near: it is held where the person is at home.
        again: its course is one whose certificate runs out.
    """

    sitting: Sitting
    near: bool = False
    again: bool = False

    @property
    def free(self) -> int | None:
        """Seats left; None where they are not counted."""
        seats = self.sitting.seats
        return None if seats is None else max(seats - self.sitting.taken, 0)


@dataclass(slots=True)
class Page:
    """The own page of training."""

    coming: list[Attendance] = field(default_factory=list)
    quizzes: list[Attendance] = field(default_factory=list)
    past: list[Attendance] = field(default_factory=list)
    ending: list[Certificate] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @property
    def again(self) -> set[int]:
        """Courses to be had again that somebody can sign up for."""
        return {one.sitting.course_id for one in self.offers if one.again}


def page_of(user, station, at: datetime) -> Page:
    """Everything of the page in a fixed number of queries, however long its lists."""
    day, settings = timezone.localdate(at), settings_of(station)
    found = Page(ending=own_running_out(user, day, settings.warn_days))
    for row in found.ending:
        row.over = row.valid_until <= day
    found.certificates = list(
        Certificate.objects.filter(user=user, revoked_at=None).select_related("course").order_by("-issued_on", "-id")
    )
    passed = {row.attendance_id for row in found.certificates} | _passed(user)
    for row in mine(user):
        row.held_certificate = next((one for one in found.certificates if one.attendance_id == row.pk), None)
        _sort(row, found, passed, settings, at)
    found.coming.reverse()
    known = {row.sitting_id for row in (*found.coming, *found.quizzes, *found.past)}
    again = {row.course_id for row in found.ending}
    found.offers = [one for one in offers(user, day, at, again) if one.sitting.pk not in known]
    return found


def _passed(user) -> set[int]:
    return set(Attendance.objects.filter(user=user, attempts__passed=True).order_by().values_list("pk", flat=True))


def _sort(row: Attendance, found: Page, passed: set[int], settings, at: datetime) -> None:
    """Where a row of the person stands on the page."""
    sitting = row.sitting
    over = at >= sitting.ends_at or sitting.state in {Sitting.State.HELD, Sitting.State.CANCELLED}
    expected = row.standing in {Standing.SEAT, Standing.WAITING} or (row.invited and row.standing != Standing.GONE)
    if row.attended_at:
        open_until = sitting.ends_at + timezone.timedelta(days=settings.quiz_days)
        row.passed_quiz = row.pk in passed
        waits = sitting.course.quiz and not row.passed_quiz and at <= open_until
        (found.quizzes if waits else found.past).append(row)
    elif over:
        if row.standing != Standing.GONE:
            found.past.append(row)
    elif expected:
        found.coming.append(row)


def offers(user, day: date, at: datetime, again: set[int] | frozenset[int] = frozenset()) -> list[Offer]:
    """Sittings the person can sign up for: what has to be repeated first, then near, then by time; three queries."""
    rows = Sitting.objects.filter(
        open_enrolment=True, state__in=[Sitting.State.PLANNED, Sitting.State.OPEN], ends_at__gt=at,
        course__active=True,
    ).select_related("course", "community")  # fmt: skip
    rows = rows.annotate(taken=Count("attendances", filter=_inside(TAKES_A_SEAT)), waiting=Count(
        "attendances", filter=Q(attendances__standing=Standing.WAITING)
    ))  # fmt: skip
    belonging: dict[tuple, bool] = {}
    near: dict[str, frozenset[int]] = {}
    found = []
    for row in rows.order_by("starts_at", "id"):
        entry = audience(row.course.audience)
        if entry is None or not _belongs(entry, user, row, day, belonging):
            continue
        if entry.code not in near:
            near[entry.code] = entry.near(user)
        found.append(Offer(row, row.community_id in near[entry.code], row.course_id in again))
    return sorted(found, key=lambda one: (not one.again, not one.near, one.sitting.starts_at, one.sitting.pk))


def _inside(condition: Q) -> Q:
    """The condition on attendances, asked from the sitting."""
    return Q(*((f"attendances__{name}", value) for name, value in condition.children), _connector=condition.connector)


def _belongs(entry: Audience, user, row: Sitting, day: date, known: dict) -> bool:
    """Asked once for each audience and choice of parts."""
    if entry.parts_of is not None:
        if entry.code not in known:
            known[entry.code] = entry.parts_of(user, day)
        own = known[entry.code]
        return own is not None and (not row.parts or bool(own & set(row.parts)))
    key = (entry.code, tuple(sorted(row.parts)))
    if key not in known:
        known[key] = belongs(entry, user, row.parts, day)
    return known[key]


def may_open(user, sitting: Sitting, at: datetime) -> bool:
    """Whether somebody without a place may look at a sitting: it is open to them."""
    entry = audience(sitting.course.audience)
    if entry is None or not rules.may_enrol(sitting, at):
        return False
    return belongs(entry, user, sitting.parts, timezone.localdate(at))
