"""Decisions about training: who plans, who may sign in and when, who is due again."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands, is_police
from stations.training.models import Course, Sitting
from stations.training.registry import audience, audiences

EARLY, AFTER = timedelta(minutes=30), timedelta(minutes=30)
State = Sitting.State


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


def may_plan(starts_at: datetime, ends_at: datetime) -> Answer:
    """A sitting ends after it begins, and within a day."""
    if not timedelta(0) < ends_at - starts_at <= timedelta(days=1):
        return no(_("A sitting ends after it begins, within a day."), code="span")
    return YES


def may_sign_in(sitting: Sitting, at: datetime) -> Answer:
    """From half an hour before the beginning until half an hour after the end, while it is open."""
    if sitting.state != State.OPEN:
        return no(_("Signing in is not open."), code="not_open")
    if not sitting.starts_at - EARLY <= at <= sitting.ends_at + AFTER:
        return no(_("Signing in is open around the sitting only."), code="not_now")
    return YES


def is_due(course: Course, last: date | None, day: date) -> bool:
    """Whether somebody of the audience needs the course (again) on a day."""
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


def _teacher(user, sitting: Sitting) -> Answer:
    return may_teach(user, sitting.course.audience)


STEPS = Workflow(
    "sitting",
    [
        Step(State.PLANNED, "open", State.OPEN, _("Open for signing in"), who=_teacher),
        Step(State.OPEN, "hold", State.HELD, _("Held"), who=_teacher),
        Step(State.PLANNED, "hold", State.HELD, _("Held"), who=_teacher, tone="outline"),
        Step(State.PLANNED, "cancel", State.CANCELLED, _("Cancel"), who=_teacher, tone="danger"),
        Step(State.HELD, "reopen", State.OPEN, pgettext_lazy("training", "Open again"), who=_teacher, tone="outline"),
    ],
)
