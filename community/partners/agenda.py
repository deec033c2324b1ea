"""What working with enterprises wants done: demands, resolutions, meetings, losses; lines of the handover."""

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.partners import readings, rules
from community.partners.models import JointMeeting, Resolution
from community.partners.models_demands import Demand, RecoveredLoss
from community.partners.words import WAITING, DemandState, LossState
from stations.agenda.words import Ask, Due, Tally
from stations.handovers.registry import Line
from stations.organisation.rules import officer_of, post_of

MOST, AHEAD = 20, timedelta(days=7)


def due_demands(user, day: date) -> list[Ask]:
    """Demands to accept and to answer, each with its place; work of an area."""
    own = officer_of(user)
    if own is None or not post_of(user):
        return []
    rows = Demand.objects.filter(officer=own, state__in=WAITING).select_related("building", "enterprise")
    return [Ask(rows.order_by("due_on", "id")[:MOST], partial(_demand_due, day=day))]


def _demand_due(row: Demand, day: date) -> Due:
    words = {
        DemandState.RECEIVED: _("Accept the demand %(number)s of %(shop)s"),
        DemandState.PASSED: _("Ask for the reply to the demand %(number)s of %(shop)s"),
        DemandState.RETURNED: _("Answer again the demand %(number)s of %(shop)s"),
    }.get(DemandState(row.state), _("Answer the demand %(number)s of %(shop)s"))
    until = row.accept_by if row.state == DemandState.RECEIVED else row.due_on
    tone = "danger" if until < day or row.state == DemandState.RETURNED else "warn" if until <= day else "info"
    place = row.enterprise or row.building
    point = (place.lat, place.lng) if place is not None and place.lat is not None else None
    return Due(
        words % {"number": row.number, "shop": row.shop}, until, row.get_absolute_url(), tone, kind="demand",
        place=" ".join(filter(None, (str(row.building or ""), row.place))), point=point, passes=True,
    )  # fmt: skip


def due_resolutions(user, day: date) -> list[Ask]:
    """The own resolutions of joint meetings."""
    own = officer_of(user)
    if own is None or not post_of(user):
        return []
    rows = Resolution.objects.open().filter(officer=own).select_related("meeting").order_by("due_on", "id")
    return [Ask(rows[:MOST], partial(_resolution_due, day=day))]


def _resolution_due(row: Resolution, day: date) -> Due:
    words = _("Resolution of a joint meeting: %(words)s") % {"words": row.words}
    tone = "danger" if row.due_on < day else "warn" if row.due_on <= day + AHEAD else "info"
    return Due(words, row.due_on, row.get_absolute_url(), tone, kind="meeting", passes=True)


def due_meetings(user, day: date) -> list[Ask]:
    """Meetings to lead, to record or to minute, for their chair."""
    own = officer_of(user)
    if own is None or not post_of(user):
        return []
    soon = Q(state="planned", starts_at__date__lte=day + AHEAD) | Q(state="held")
    rows = JointMeeting.objects.filter(soon, chair=own).order_by("starts_at")
    return [Ask(rows[:MOST], partial(_meeting_due, day=day))]


def _meeting_due(row: JointMeeting, day: date) -> Due:
    on = timezone.localdate(row.starts_at)
    if row.state == "held":
        words, tone = _("Make the minutes final: %(title)s"), "warn"
    elif on < day:
        words, tone = _("Record the joint meeting: %(title)s"), "danger"
    else:
        words, tone = _("Joint meeting: %(title)s"), "info"
    return Due(words % {"title": row.title}, on, row.get_absolute_url(), tone, kind="meeting", place=row.place)


def due_losses(user, day: date) -> list[Tally]:
    """Recovered losses that a second person verifies."""
    if not rules.may_set_partners(user):
        return []
    rows = RecoveredLoss.objects.filter(state=LossState.GIVEN_BACK).exclude(recorded_by=user)
    return [Tally(rows.exclude(given_back_by=user), _losses_due)]


def _losses_due(n: int) -> Due:
    words = ngettext("%(n)s recovered loss to be verified", "%(n)s recovered losses to be verified", n) % {"n": n}
    return Due(words, None, f"{reverse('recovered-losses')}?state=given_back", kind="check")


def late_lines(station, at: datetime) -> list[Line]:
    """Demands and resolutions that are overdue; two queries. Numbers only: who asked is not for a frozen sheet."""
    today = timezone.localdate(at)
    demands = Demand.objects.late(today).order_by("due_on", "id")[:MOST]
    found = [
        Line(
            format_lazy(_("Demand {number} of an enterprise is overdue"), number=row.number), row.get_absolute_url(),
            "danger",
        )
        for row in demands
    ]  # fmt: skip
    rows = readings.resolutions().open().filter(due_on__lt=today)[:MOST]
    return found + [
        Line(
            format_lazy(_("Resolution {number} of {meeting} is overdue"), number=row.pk, meeting=row.meeting.title),
            row.get_absolute_url(), "warn",
        )
        for row in rows
    ]  # fmt: skip
