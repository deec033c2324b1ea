"""What is due for whom: my session today and tomorrow, the second session of a public order case; handover lines."""

from datetime import date, datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.cases.agenda import about
from mediation.cases.models import Case
from mediation.cases.words import State as CaseState
from mediation.cases.words import Track
from mediation.network.readings import standing
from mediation.sessions import readings
from mediation.sessions.models import Session
from mediation.sessions.words import State
from stations.agenda.words import Ask, Due
from stations.handovers.registry import Line

MOST = 10
AHEAD = timedelta(hours=36)


def sessions_due(user, day: date) -> list[Ask]:
    """My sessions of today and tomorrow, those under way, and records not ended."""
    who = standing(user)
    if not (who.mediator or who.officer_id):
        return []
    rows = Session.objects.filter(readings.mine(user), state__in=(State.CONFIRMED, State.RUNNING))
    rows = (
        rows.filter(starts_at__date__lte=day + timedelta(days=1))
        .select_related("case__incident")
        .order_by("starts_at")
    )
    return [Ask(rows[:MOST], partial(_due, day=day))]


def _due(row: Session, day: date) -> Due:
    on = timezone.localdate(row.starts_at)
    values = {"number": row.case.number, "at": timezone.localtime(row.starts_at).strftime("%m-%d %H:%M")}
    # A session needs the one who mediates: it is moved, not done by somebody else.
    place = about(row.case, passes=False)
    if row.state == State.RUNNING:
        return Due(
            _("Session of %(number)s is under way: end it with its record") % values, on, _at(row), "warn", **place
        )
    if on < day:
        title = _("Session of %(number)s on %(at)s: say whether it took place") % values
        return Due(title, on, _at(row), "danger", **place)
    return Due(_("Session of %(number)s at %(at)s") % values, on, _at(row), "warn" if on == day else "info", **place)


def second_due(user, day: date) -> list[Ask]:
    """ZA-11: the second session of my public order cases that is not fixed yet."""
    who = standing(user)
    if not (who.officer_id or who.sees_all):
        return []
    rows = Case.objects.visible_to(user).filter(
        track=Track.ZA, state=CaseState.MEDIATING, sessions_held=1, next_session_at=None, due_on__isnull=False
    )
    if not who.sees_all:
        rows = rows.filter(officer=who.officer_id)
    rows = rows.exclude(sessions__state=State.RUNNING).select_related("incident").order_by("due_on", "id")
    return [Ask(rows[:MOST], partial(_second, day=day))]


def _second(case: Case, day: date) -> Due:
    title = _("Second session of %(number)s by the seventh working day, or end it (ZA-11)") % {"number": case.number}
    tone = "danger" if case.due_on <= day + timedelta(days=1) else "warn"
    return Due(title, case.due_on, reverse("session-new", args=[case.pk]), tone, **about(case))


def handover_lines(station, at: datetime) -> list[Line]:
    """Sessions of the next day, and those under way; one query."""
    rows = Session.objects.filter(state__in=(State.CONFIRMED, State.RUNNING), starts_at__lte=at + AHEAD)
    return [
        Line(
            format_lazy(
                _("Mediation of {number}: {at}, {place}"), number=row.case.number,
                at=timezone.localtime(row.starts_at).strftime("%m-%d %H:%M"), place=row.place,
            ),
            row.get_absolute_url(), "warn" if row.state == State.RUNNING else "info", row.starts_at,
        )
        for row in rows.select_related("case", "booking__room").order_by("starts_at", "id")
    ]  # fmt: skip


def _at(row: Session) -> str:
    return row.get_absolute_url()
