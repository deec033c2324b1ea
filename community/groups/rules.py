"""Who may do what among the crime-watch groups; how a membership moves; when nobody is disturbed."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups.models import CommunitySettings, Member, WatchGroup
from community.groups.readings import standing
from community.groups.words import State, Vetting
from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.rules import commands

# How old a signed paper may be when it is entered (days): an older one is signed again.
PAPER_DAYS = 60


def may_see_groups(user) -> Answer:
    """Lists of groups, members and enrolments: the office, the leadership, officers who answer for a community."""
    who = standing(user)
    if who.sees_all or who.communities:
        return YES
    return no(_("This page is for the crime-watch office and the community officers."), code="watch_only")


def may_keep_groups(user) -> Answer:
    """Settings, trades, consent texts, striking off: the office and the leadership."""
    if standing(user).sees_all:
        return YES
    return no(_("Ask the crime-watch office or the station leadership."), code="watch_office_only")


def may_seat_office(user) -> Answer:
    """Who works in the crime-watch office is decided by the leadership."""
    return commands(user)


def may_tend(user, community_id: int | None) -> Answer:
    """Enrol for a group, confirm at the desk, vet: the office, and officers who answer for its community."""
    who = standing(user)
    if who.sees_all or (community_id is not None and community_id in who.communities):
        return YES
    return no(_("This group belongs to another community."), code="other_community")


def may_see_member(user, member: Member) -> Answer:
    """A member's own page in the office."""
    return may_tend(user, getattr(member, "community_id", None))


def is_profiled(user) -> Answer:
    """Whoever has a crime-watch profile, confirmed or not: the own membership under ``/me/``."""
    if standing(user).member is not None:
        return YES
    return no(_("This page is for members of the crime-watch groups."), code="members_only")


def is_member(user) -> Answer:
    """A confirmed member: the only one who gets a task, a message or a point."""
    if standing(user).is_member:
        return YES
    return no(_("This is for confirmed members of the crime-watch groups."), code="members_only")


def leads_a_group(user) -> Answer:
    """Leader or deputy of some group today."""
    if standing(user).leads:
        return YES
    return no(_("This page is for leaders of crime-watch groups."), code="group_leaders_only")


# The membership


def is_own(user, member: Member) -> Answer:
    """The member oneself."""
    if user.pk == member.user_id:
        return YES
    return no(_("Only the member decides this."), code="own_only")


def _own_or_tends(user, member: Member) -> Answer:
    return is_own(user, member) or may_see_member(user, member)


def _keeps(user, member: Member) -> Answer:
    if user.pk == member.user_id:
        return no(_("Nobody decides about the own membership."), code="own_membership")
    return may_keep_groups(user)


def _overdue(member: Member, at: datetime | None) -> Answer:
    if at is not None and timezone.localdate(at) >= member.valid_until:
        return YES
    return no(_("This membership is still valid."), code="still_valid")


MEMBERSHIP = Workflow(
    "membership",
    [
        Step(State.CONFIRMED, "renew", State.CONFIRMED, _("Renew"), _own_or_tends),
        Step(State.CONFIRMED, "lapse", State.LAPSED, _("Renewal is overdue"), None, _overdue),
        Step(State.CONFIRMED, "leave", State.LEFT, _("Leaves"), _own_or_tends, tone="danger"),
        Step(State.CONFIRMED, "strike", State.STRUCK, _("Strike off"), _keeps, tone="danger"),
        Step(State.LAPSED, "renew", State.CONFIRMED, _("Renew"), _own_or_tends),
        Step(State.LAPSED, "leave", State.LEFT, _("Leaves"), _own_or_tends, tone="danger"),
        Step(State.LAPSED, "strike", State.STRUCK, _("Strike off"), _keeps, tone="danger"),
        Step(State.LEFT, "rejoin", State.CONFIRMED, _("Joins again"), None),
        Step(State.STRUCK, "readmit", State.LEFT, _("May enrol again"), _keeps),
    ],
)


def may_vet(user, member: Member) -> Answer:
    """Vetting is done by an officer who answers for the group, never for oneself."""
    if user.pk == member.user_id:
        return no(_("Nobody vets themselves."), code="own_vetting")
    if member.state not in {State.CONFIRMED, State.LAPSED}:
        return no(_("This membership has ended."), code="wrong_state")
    return may_see_member(user, member)


def vetting_says(result: str, reason: str) -> Answer:
    """A refusal names its reason; it never names an offence."""
    if result not in {Vetting.PASSED, Vetting.REFUSED}:
        return no(_("Choose a result."), code="no_result")
    if result == Vetting.REFUSED and not reason.strip():
        return no(_("Give the reason."), code="no_reason")
    return YES


def paper_holds(signed_on: date, day: date) -> Answer:
    """Whether a signed paper can be entered on a day."""
    if signed_on > day:
        return no(_("The paper cannot have been signed later than today."), code="signed_later")
    if (day - signed_on).days > PAPER_DAYS:
        return no(_("This paper is too old; have it signed again."), code="signed_long_ago")
    return YES


def may_lead(member: Member, group: WatchGroup) -> Answer:
    """Leader and deputy are confirmed members of the group itself."""
    if member.station_id != group.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if member.state != State.CONFIRMED:
        return no(_("Only a confirmed member can lead a group."), code="not_confirmed")
    if getattr(member, "group_id", None) != group.pk:
        return no(_("Only a member of this group can lead it."), code="not_in_group")
    return YES


def ends(start: date, months: int) -> date:
    """The day on which a membership that begins on ``start`` is no longer valid."""
    count = start.year * 12 + start.month - 1 + months
    year, month = count // 12, count % 12 + 1
    for day in (start.day, 30, 29, 28):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise ValueError(start)


def is_quiet(settings: CommunitySettings, at: datetime) -> bool:
    """Whether members are left in peace at a moment (quiet hours; the span may pass midnight)."""
    clock: time = timezone.localtime(at).time()
    begin, end = settings.quiet_from, settings.quiet_until
    if begin == end:
        return False
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def holds_card(member: Member) -> Answer:
    """Only a confirmed member has a card."""
    if member.state == State.CONFIRMED:
        return YES
    return no(_("Only confirmed members have a card."), code="not_confirmed")
