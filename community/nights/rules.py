"""Who plans, leads, joins and confirms a night patrol, and how it moves. No rule punishes a no."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.readings import standing
from community.groups.rules import is_member, may_tend
from community.nights.models import NightPatrol, NightSettings
from community.nights.words import JOINABLE, Seat, State
from stations.agenda.standing_in import stands_in_for
from stations.kit.answer import YES, Answer, no
from stations.kit.ties import ties_of
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Officer
from stations.organisation.rules import is_staff, officer_of, post_of

# What a report holds at most; a typing error is asked for again.
MOST_FINDINGS, HALF_HOUR = 99, Decimal("0.5")
OVER = _("The patrol is over.")
# A patrol that did not begin is noted as not held so long after its end.
LATE = timedelta(hours=2)
# Helpers a patrol may want; more is a parade.
MOST_HELPERS, MOST_PLACES = 60, 20


# -- pages -----------------------------------------------------------------------------------------------------


def may_see_nights(user) -> Answer:
    """Lists, calendar and one patrol: the staff of the station; whoever is out at night is known to the house."""
    return is_staff(user)


def may_plan(user) -> Answer:
    """Plan patrols: the crime-watch office, the leadership, officers who answer for a community."""
    who = standing(user)
    if who.sees_all or who.communities:
        return YES
    return no(_("This is for the crime-watch office and the community officers."), code="watch_only")


def may_set(user) -> Answer:
    """The numbers of night patrols: the crime-watch office and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the crime-watch office or the station leadership."), code="watch_office_only")


def may_join_in(user) -> Answer:
    """The phone's pages: confirmed members, and whoever leads a patrol of these days (guards, officers)."""
    if standing(user).is_member or leads_some(user):
        return YES
    return is_member(user)


def leads_some(user) -> bool:
    """Whether somebody leads a patrol that is not over; no query of its own."""
    return bool(user.is_authenticated and user.home_station_id and ties_of(user).get("nights.leads"))


# -- one patrol ------------------------------------------------------------------------------------------------


def in_charge(user, patrol: NightPatrol) -> bool:
    """The officer in charge or the B角 of a patrol, or who does their work today."""
    own, theirs = officer_of(user), {patrol.officer_id, patrol.deputy_id}
    if not (own and post_of(user)):
        return False
    return own.pk in theirs or bool(theirs & stands_in_for(user))


def may_keep(user, patrol: NightPatrol) -> Answer:
    """Change, call, cancel: who is in charge, and who keeps the groups of its community."""
    keeps = may_tend(user, patrol.community_id)
    return YES if keeps or in_charge(user, patrol) else keeps


def may_lead(user, patrol: NightPatrol) -> Answer:
    """Set out, note who is there, tick places, report: its leader, or the officers in charge."""
    if user.pk == patrol.leader_id or in_charge(user, patrol):
        return YES
    return no(_("The leader of the patrol does this."), code="leader_only")


def may_confirm(user, patrol: NightPatrol) -> Answer:
    """A report is confirmed by who is in charge or keeps the groups, never by who led the patrol."""
    if user.pk == patrol.leader_id:
        return no(_("Somebody else confirms the patrol that you led."), code="own")
    return may_keep(user, patrol)


def may_be_leader(patrol: NightPatrol, user, kinds: set[str]) -> Answer:
    """A patrol is led by a confirmed member, a serving guard or an officer of its own station.

    Args:
        kinds: what the person is (``member``, ``guard``, ``officer``); see ``readings.kinds_of``.
    """
    if user.home_station_id != patrol.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if not kinds:
        return no(_("A patrol is led by a confirmed member, a guard or an officer."), code="no_leader")
    return YES


def may_be_planned(
    settings: NightSettings, starts_at: datetime, ends_at: datetime, officers: tuple[Officer | None, ...]
) -> Answer:
    """Whether a plan makes sense: it lasts a while and not too long, its officers serve and are two people."""
    if ends_at <= starts_at:
        return no(_("The end must lie after the start."), code="span")
    if ends_at - starts_at > timedelta(hours=settings.longest_hours):
        words = _("A night patrol lasts at most {n} hours: nobody is to be worn out.")
        return no(format_lazy(words, n=settings.longest_hours), code="too_long")
    if any(row is not None and row.standing != Officer.Standing.ON_POST for row in officers):
        return no(_("This officer does not serve at present."), code="not_serving")
    if officers[0] is not None and officers[0] == officers[1]:
        return no(_("The B role is another officer."), code="same_officer")
    return YES


def _leads(user, patrol: NightPatrol) -> Answer:
    return may_lead(user, patrol)


def _wants_somebody(patrol: NightPatrol, at: datetime | None) -> Answer:
    if at is not None and at >= patrol.starts_at:
        return no(_("This patrol should have begun already."), code="too_late")
    if getattr(patrol, "wanted_total", 1) < 1:
        return no(_("Say first how many helpers are wanted."), code="nobody_wanted")
    return YES


def _may_begin(patrol: NightPatrol, at: datetime | None) -> Answer:
    """Within its time, with a leader, with enough people there (``present`` and ``numbers`` are set by readings)."""
    numbers: NightSettings = getattr(patrol, "numbers", None) or NightSettings()
    if patrol.leader_id is None:
        return no(_("Name the leader first."), code="no_leader")
    in_time = signing_in_open(patrol, numbers, at) if at is not None else YES
    if not in_time:
        return in_time
    if getattr(patrol, "present", 0) < numbers.least_present:
        words = _("Nobody sets out with fewer than {n} people; note who is there first.")
        return no(format_lazy(words, n=numbers.least_present), code="too_few")
    return YES


def _is_over(patrol: NightPatrol, at: datetime | None) -> Answer:
    if at is not None and at >= patrol.ends_at + LATE:
        return YES
    return no(_("The patrol can still begin."), code="not_over")


STEPS = Workflow(
    "night_patrol",
    [
        Step(State.PLANNED, "call", State.CALLED, _("Call for helpers"), may_keep, _wants_somebody),
        Step(State.PLANNED, "cancel", State.CANCELLED, _("Call it off"), may_keep, tone="danger"),
        Step(State.PLANNED, "lapse", State.NOT_HELD, _("Was not held"), None, _is_over),
        Step(State.CALLED, "fill", State.STANDING, _("Enough helpers"), None),
        Step(State.CALLED, "begin", State.WALKING, _("Set out"), _leads, _may_begin),
        Step(State.CALLED, "cancel", State.CANCELLED, _("Call it off"), may_keep, tone="danger"),
        Step(State.CALLED, "lapse", State.NOT_HELD, _("Was not held"), None, _is_over),
        Step(State.STANDING, "fall_short", State.CALLED, _("Short of helpers"), None),
        Step(State.STANDING, "begin", State.WALKING, _("Set out"), _leads, _may_begin),
        Step(State.STANDING, "cancel", State.CANCELLED, _("Call it off"), may_keep, tone="danger"),
        Step(State.STANDING, "lapse", State.NOT_HELD, _("Was not held"), None, _is_over),
        Step(State.WALKING, "finish", State.FINISHED, _("Report the end"), _leads),
        Step(State.FINISHED, "send_back", State.WALKING, pgettext_lazy("report", "Send back"), may_confirm,
             tone="secondary"),
        Step(State.FINISHED, "confirm", State.CONFIRMED, _("Confirm the hours"), may_confirm),
    ],
)  # fmt: skip


# -- taking part -----------------------------------------------------------------------------------------------


def signing_in_opens(patrol: NightPatrol, numbers: NightSettings) -> datetime:
    """From when on somebody can be noted as present: shortly before the start."""
    return patrol.starts_at - timedelta(minutes=numbers.early_minutes)


def signing_in_open(patrol: NightPatrol, numbers: NightSettings, at: datetime) -> Answer:
    """Whether somebody can be noted as present: from shortly before the start to the end; if not, from when on."""
    opens = signing_in_opens(patrol, numbers)
    if at < opens:
        moment = timezone.localtime(opens).strftime("%m-%d %H:%M")
        return no(format_lazy(_("You can sign in from {moment} on."), moment=moment), code="not_now")
    return YES if at < patrol.ends_at else no(OVER, code="not_now")


def may_accept(patrol: NightPatrol, at: datetime) -> Answer:
    """Whether helpers can accept now, whoever they are."""
    if patrol.state not in JOINABLE:
        return no(_("This patrol takes no more helpers."), code="closed")
    if at >= patrol.starts_at:
        return no(_("It has begun. Go to the meeting place and scan the leader's code."), code="begun")
    return YES


def may_sign_in(patrol: NightPatrol, numbers: NightSettings, at: datetime) -> Answer:
    """Whether the leader's code works now."""
    if patrol.state not in {*JOINABLE, State.WALKING}:
        return no(_("This patrol is not under way."), code="closed")
    return signing_in_open(patrol, numbers, at)


def may_give_back(patrol: NightPatrol, state: str) -> Answer:
    """Whoever cannot come says so until the patrol sets out; no reason is asked."""
    if patrol.state not in JOINABLE:
        return no(_("The patrol has set out or is over."), code="closed")
    if state not in {Seat.TAKEN, Seat.WAITING}:
        return no(_("You have no place in this patrol."), code="no_place")
    return YES


def may_tick(patrol: NightPatrol) -> Answer:
    """Places are ticked on the way."""
    if patrol.state == State.WALKING:
        return YES
    return no(_("Places are ticked while the patrol is on the way."), code="not_walking")


def may_report(hours: Decimal, findings: int, longest: int, missed_without_reason: int) -> Answer:
    """What a report has to hold.

    Args:
        longest: hours a patrol lasts at most.
        missed_without_reason: places neither touched nor explained.
    """
    if not HALF_HOUR <= hours <= longest + 1:
        return no(format_lazy(_("Between half an hour and {n} hours."), n=longest + 1), code="hours")
    if not 0 <= findings <= MOST_FINDINGS:
        return no(_("Check the number of findings."), code="findings")
    if missed_without_reason:
        return no(_("Say why a place was not touched."), code="missed_reason")
    return YES
