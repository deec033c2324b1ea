"""Decisions about errands: who may handle them, how they move, when somebody is wanted there. Pure."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.errands import registry
from stations.errands.models import Errand
from stations.errands.words import State
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands, is_police

DAY = timedelta(days=1)
# A band is looked for over so many days at most.
AHEAD = 14


def may_see_errands(user) -> Answer:
    """Errands name no person: the police officers, and whoever may put them on something."""
    return registry.may_carry(user) or is_police(user)


def may_set_errands(user) -> Answer:
    """The numbers of errands: whoever puts them on something, the leadership."""
    return registry.may_carry(user) or commands(user)


def may_handle(user, errand: Errand) -> Answer:
    """Put on a route, confirm, decline: who may use some carrier; once it is carried, who may use that one."""
    answer = registry.may_carry(user, errand.carrier)
    if answer:
        return YES
    return no(answer.reason or _("Nobody can carry errands here yet."), code="not_carrier")


def _passed(errand: Errand, at) -> Answer:
    if errand.passes:
        return YES
    return no(_("Nobody has passed there yet."), code="not_passed")


def _stands(errand: Errand, at: datetime | None) -> Answer:
    if at is None or timezone.localdate(at) < errand.end:
        return YES
    return no(_("Its days are over; whoever asked may ask again."), code="over")


def _over(errand: Errand, at: datetime | None) -> Answer:
    if at is None or timezone.localdate(at) < errand.end:
        return no(_("Its time is not over yet."), code="not_over")
    if errand.passes:
        return no(_("Somebody passed there; confirm it."), code="passed")
    return YES


STEPS = Workflow(
    "errand",
    [
        Step(State.ASKED, "plan", State.PLANNED, _("Put on a route"), may_handle, _stands),
        Step(State.PLANNED, "plan", State.PLANNED, _("Put on another route"), may_handle, _stands, tone=""),
        # Also where the route that passed it carries it no longer.
        *[Step(state, "finish", State.DONE, _("Confirm: walked"), may_handle, _passed)
          for state in (State.ASKED, State.PLANNED)],
        Step(State.PLANNED, "release", State.ASKED, _("Take off the route"), may_handle, tone="danger"),
        *[Step(state, "decline", State.DECLINED, _("Decline"), may_handle, tone="danger")
          for state in (State.ASKED, State.PLANNED)],
        *[Step(state, "lapse", State.LAPSED, _("Its time is over"), None, _over)
          for state in (State.ASKED, State.PLANNED)],
        *[Step(state, "withdraw", State.LAPSED, _("No longer wanted"), None)
          for state in (State.ASKED, State.PLANNED)],
        *[Step(state, "ask_again", State.ASKED, _("Asked for again"), None)
          for state in (State.DECLINED, State.LAPSED)],
    ],
)  # fmt: skip


# -- when somebody is wanted there -----------------------------------------------------------------------------


def window(errand: Errand, day: date) -> tuple[datetime, datetime] | None:
    """The band of a day, in the station's time; it belongs to the day it begins on. None on a day not wanted."""
    if not errand.first <= day < errand.end or (errand.weekdays and day.isoweekday() not in errand.weekdays):
        return None
    begin = timezone.make_aware(datetime.combine(day, errand.starts))
    last = day if errand.ends > errand.starts else day + DAY
    return begin, timezone.make_aware(datetime.combine(last, errand.ends))


def meets(errand: Errand, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime] | None:
    """The first part of a span of time in which somebody is wanted there; None where they never meet.

    Args:
        starts_at, ends_at: half-open, at most :data:`AHEAD` days long.
    """
    day, last = timezone.localdate(starts_at) - DAY, timezone.localdate(ends_at)
    for _turn in range(AHEAD + 3):
        if day > last:
            return None
        found = window(errand, day)
        if found and found[0] < ends_at and starts_at < found[1]:
            return max(found[0], starts_at), min(found[1], ends_at)
        day += DAY
    return None


def counts(errand: Errand, at: datetime, slack: timedelta) -> bool:
    """Whether passing at a moment counts: inside the band of a wanted day, or not far from it."""
    return meets(errand, at - slack, at + slack + timedelta(microseconds=1)) is not None


def gives_reason(reason: str) -> Answer:
    """A refusal names its reason: the asker reads it."""
    return YES if reason.strip() else no(_("Give the reason."), code="no_reason")


def may_be_asked(place: str, first: date, end: date) -> Answer:
    """An errand names a place and at least one day."""
    if not place.strip():
        return no(_("Say where."), code="no_place")
    if end <= first:
        return no(_("The last day lies before the first."), code="span")
    return YES
