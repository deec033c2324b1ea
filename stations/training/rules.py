"""Decisions about training: who plans, who may sign in and sign up and when, who is due again."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands, is_police
from stations.training.models import Attendance, Certificate, Course, Sitting
from stations.training.registry import audience, audiences

EARLY, AFTER = timedelta(minutes=30), timedelta(minutes=30)
# A seat whose owner has not come by then may be taken by somebody who is there.
SEAT_KEPT = timedelta(minutes=10)
State = Sitting.State
Standing = Attendance.Standing


def may_see(user) -> Answer:
    """Courses and sittings: police officers, and whoever teaches an audience of an upper app."""
    if is_police(user) or teaches_any(user):
        return YES
    return no(_("This page is for the staff of the station."), code="staff_only")


def teaches_any(user) -> Answer:
    """The leadership, or whoever an audience names."""
    if commands(user) or any(entry.may_teach(user) for entry in audiences()):
        return YES
    return no(_("The leadership or the office of the audience plans training."), code="teachers_only")


def may_teach(user, code: str) -> Answer:
    """Plan and hold sittings for one audience."""
    entry = audience(code)
    if commands(user) or (entry is not None and entry.may_teach(user)):
        return YES
    return no(_("The leadership or the office of the audience plans training."), code="teachers_only")


def may_see_people(user, course: Course) -> Answer:
    """Who came: colleagues see it of colleagues; who comes of the public is known to who teaches them."""
    entry = audience(course.audience)
    if entry is not None and entry.signs_up:
        return may_teach(user, course.audience)
    return may_see(user)


def may_set(user) -> Answer:
    """Settings of training: the leadership."""
    return commands(user)


def may_plan(starts_at: datetime, ends_at: datetime) -> Answer:
    """A sitting ends after it begins, and within a day."""
    if not timedelta(0) < ends_at - starts_at <= timedelta(days=1):
        return no(_("A sitting ends after it begins, within a day."), code="span")
    return YES


def may_change(sitting: Sitting) -> Answer:
    """Time, place and seats can change until it is held."""
    if sitting.state not in {State.PLANNED, State.OPEN}:
        return no(_("This is no longer possible in the present state."), code="wrong_state")
    return YES


# Signing up


def may_enrol(sitting: Sitting, at: datetime) -> Answer:
    """People sign up until the sitting is over, where it is open to them."""
    if not sitting.open_enrolment:
        return no(_("For this training the station draws up the list."), code="by_invitation")
    if sitting.state not in {State.PLANNED, State.OPEN}:
        return no(_("Signing up is closed."), code="closed")
    if at >= sitting.ends_at:
        return no(_("This training is over."), code="over")
    return YES


def may_give_up(row: Attendance, at: datetime) -> Answer:
    """Whoever signed up may cancel until they have come."""
    if row.attended_at:
        return no(_("You have been there already."), code="attended")
    if row.standing not in {Standing.SEAT, Standing.WAITING}:
        return no(_("You are not signed up."), code="not_enrolled")
    if at >= row.sitting.ends_at:
        return no(_("This training is over."), code="over")
    return YES


def standing_for(seats: int | None, taken: int) -> str:
    """What somebody who signs up gets: a seat while there is one, else a place on the waiting list."""
    return Standing.SEAT if seats is None or taken < seats else Standing.WAITING


def may_walk_in(sitting: Sitting, *, reserved: int, came: int, at: datetime) -> Answer:
    """Somebody without a seat stands in the room.

    Args:
        reserved: seats that are held or sat on.
        came: people who have signed in.
        at: once the class has begun, a seat is kept for so many minutes; after that only who came counts.
    """
    taken = came if at >= sitting.starts_at + SEAT_KEPT else reserved
    if sitting.seats is not None and taken >= sitting.seats:
        return no(_("All seats are taken."), code="full")
    return YES


# Signing in


def may_sign_in(sitting: Sitting, at: datetime) -> Answer:
    """From half an hour before the beginning until half an hour after the end, while it is open."""
    if sitting.state != State.OPEN:
        return no(_("Signing in is not open."), code="not_open")
    if not sitting.starts_at - EARLY <= at <= sitting.ends_at + AFTER:
        return no(_("Signing in is open around the sitting only."), code="not_now")
    return YES


# Who is due


def is_due(course: Course, last: date | None, day: date) -> bool:
    """Whether somebody of the audience needs the course (again) on a day.

    Args:
        last: the day they last came, or got the certificate where the course gives one.
    """
    if not course.required:
        return False
    if last is None:
        return True
    return bool(course.valid_months) and day >= months_after(last, course.valid_months)


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month where there is no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


# Certificates


def valid_until(course: Course, issued_on: date) -> date | None:
    """The day from which a certificate no longer holds; None: it does not run out."""
    return months_after(issued_on, course.valid_months) if course.valid_months else None


def holds_on(row: Certificate, day: date) -> bool:
    """Whether a certificate holds on a day."""
    return row.revoked_at is None and row.issued_on <= day and (row.valid_until is None or day < row.valid_until)


def runs_out(row: Certificate, day: date, warn_days: int) -> bool:
    """Whether a certificate that still holds runs out within so many days."""
    return holds_on(row, day) and row.valid_until is not None and row.valid_until <= day + timedelta(days=warn_days)


def may_revoke(user, row: Certificate, reason: str) -> Answer:
    """Who plans the course's classes takes a certificate back, with a reason, never the own one."""
    if row.user_id == user.pk:
        return no(_("Nobody decides about the own certificate."), code="own_certificate")
    if row.revoked_at:
        return no(_("This certificate has been revoked already."), code="revoked")
    if not reason.strip():
        return no(_("Give the reason."), code="no_reason")
    return YES


def _teacher(user, sitting: Sitting) -> Answer:
    return may_teach(user, sitting.course.audience)


def _nobody_came(sitting: Sitting, at: datetime | None) -> Answer:
    """What somebody came to was held; only what nobody came to is cancelled."""
    if getattr(sitting, "came", 0):
        return no(_("Somebody has signed in already; say that it was held."), code="came")
    return YES


STEPS = Workflow(
    "sitting",
    [
        Step(State.PLANNED, "open", State.OPEN, _("Open for signing in"), who=_teacher),
        Step(State.OPEN, "hold", State.HELD, _("End and note as held"), who=_teacher, tone="outline"),
        Step(State.PLANNED, "hold", State.HELD, _("Note as held"), who=_teacher, tone="outline"),
        Step(State.PLANNED, "cancel", State.CANCELLED, _("Call this class off"), who=_teacher, tone="danger"),
        Step(State.OPEN, "cancel", State.CANCELLED, _("Call this class off"), _teacher, _nobody_came, tone="danger"),
        Step(State.HELD, "reopen", State.OPEN, pgettext_lazy("training", "Open again"), who=_teacher, tone="outline"),
    ],
)
