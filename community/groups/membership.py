"""Verbs of a membership after the consent: renew, lapse, leave, strike off, readmit, vet, move, a new card."""

from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups import ending, rules
from community.groups.models import Consent, GroupLead, GroupMembership, Member, WatchGroup
from community.groups.readings import consent_text, members_on, settings_of
from community.groups.words import How, State
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.actions import close
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, looked, record

RENEW_NOTICE = "watch.renew"


def locked(member: Member) -> Member:
    """The member's row with the group of today, held until the transaction ends."""
    return (
        members_on(timezone.localdate())
        .select_related("station")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=member.pk)
    )


@transaction.atomic
@lines_last()
def renew(*, member: Member, actor: User, at: datetime, signed_on: date | None = None) -> Member:
    """Agree once more, to the text in force now: by the person, or entered from a signed paper.

    Args:
        signed_on: day on the paper; needed where an officer enters it.

    Raises:
        NotAllowed, RuleBroken: what the step table, ``rules.paper_holds`` refuse; ``not_signed``.
    """
    member = locked(member)
    rules.MEMBERSHIP.advance(member, "renew", actor, at)
    own = actor.pk == member.user_id
    day = timezone.localdate(at)
    if not own:
        if signed_on is None:
            raise RuleBroken(_("Give the day on which the paper was signed."), code="not_signed")
        rules.paper_holds(signed_on, day).or_refuse()
    text = consent_text(member.station)
    if text is None:
        raise RuleBroken(_("Publish a consent text first."), code="no_text")
    member.valid_until = rules.ends(day, settings_of(member.station).renewal_months)
    member.save(update_fields=["state", "valid_until"])
    Consent.objects.create(
        station=member.station, member=member, text=text, how=How.PHONE if own else How.DESK, given_at=at,
        signed_on=None if own else signed_on, entered_by=None if own else actor,
    )  # fmt: skip
    record(
        verb="watch.renewed", subject=member, actor=actor, until=str(member.valid_until), text=text.version
    )  # fmt: skip
    return member


@transaction.atomic
@lines_last()
def lapse_overdue(*, station: Station, at: datetime) -> int:
    """Members whose renewal is overdue take part in nothing until they renew; returns how many. Safe to run twice."""
    rows = Member.objects.confirmed().filter(station=station, valid_until__lte=timezone.localdate(at))
    rows = list(rows.select_for_update(no_key=True).order_by("pk"))
    for member in rows:
        rules.MEMBERSHIP.advance(member, "lapse", None, at)
    Member.objects.bulk_update(rows, ["state"], batch_size=500)
    for member in rows:
        ending.end_all(member, at)
        record(verb="watch.lapsed", subject=member)
    return len(rows)


def remind(*, station: Station, at: datetime) -> int:
    """Ask members whose renewal comes near, once for each term; returns how many were asked."""
    soon = timezone.localdate(at) + timezone.timedelta(days=settings_of(station).renewal_days)
    rows = Member.objects.confirmed().filter(station=station, valid_until__lte=soon).order_by("valid_until", "pk")
    return sum(
        tell(
            station=station, recipients=list(members), kind=RENEW_NOTICE, url="/me/membership/",
            key=f"watch.renew:{until}", until=str(until),
        )
        for until, members in groupby(rows, key=attrgetter("valid_until"))
    )  # fmt: skip


@transaction.atomic
@lines_last()
def leave(*, member: Member, actor: User, at: datetime) -> Member:
    """The person leaves, or an officer enters that wish."""
    member = locked(member)
    rules.MEMBERSHIP.advance(member, "leave", actor, at)
    _end(member, at, "")
    record(verb="watch.left", subject=member, actor=actor)
    return member


@transaction.atomic
@lines_last()
def strike(*, member: Member, actor: User, reason: str, at: datetime) -> Member:
    """The station strikes a member off, with a reason.

    Raises:
        RuleBroken: ``no_reason``.
    """
    member = locked(member)
    rules.MEMBERSHIP.advance(member, "strike", actor, at)
    if not reason.strip():
        raise RuleBroken(_("Give the reason."), code="no_reason")
    _end(member, at, reason.strip())
    record(verb="watch.struck", subject=member, actor=actor)
    return member


@transaction.atomic
def readmit(*, member: Member, actor: User, at: datetime) -> Member:
    """Somebody struck off may enrol again; nothing else follows from it."""
    member = locked(member)
    rules.MEMBERSHIP.advance(member, "readmit", actor, at)
    member.ended_reason = ""
    member.save(update_fields=["state", "ended_reason"])
    record(verb="watch.readmitted", subject=member, actor=actor)
    return member


def _end(member: Member, at: datetime, reason: str) -> None:
    """Group, leading places and what was promised elsewhere end; the consent is withdrawn."""
    day = timezone.localdate(at)
    member.ended_on, member.ended_reason = day, reason
    member.save(update_fields=["state", "ended_on", "ended_reason"])
    for lead in GroupLead.objects.filter(member=member).exclude(end__lte=day):
        close(row=lead, end=day)
    # A membership that began today keeps its day, so that it is known where the person was.
    GroupMembership.objects.filter(member=member, end=None, start__lt=day).update(end=day)
    GroupMembership.objects.filter(member=member, end=None, start=day).update(end=day + timezone.timedelta(days=1))
    Consent.objects.filter(member=member, withdrawn_at=None).update(withdrawn_at=at)
    ending.end_all(member, at)


@transaction.atomic
def vet(*, member: Member, actor: User, result: str, reason: str, at: datetime) -> Member:
    """An officer notes whether a member is fit to take part: who, when, yes or no with a reason, nothing more.

    Raises:
        NotAllowed: another community's, or the own one.
        RuleBroken: ``no_result``, ``no_reason``.
    """
    member = locked(member)
    demand(rules.may_vet(actor, member))
    rules.vetting_says(result, reason).or_refuse()
    member.vetting, member.vetting_reason = result, reason.strip()
    member.vetted_on, member.vetted_by = timezone.localdate(at), actor
    member.save(update_fields=["vetting", "vetting_reason", "vetted_on", "vetted_by"])
    record(verb="watch.vetted", subject=member, actor=actor, result=result)
    return member


@transaction.atomic
@lines_last()
def move(*, member: Member, group: WatchGroup, actor: User, day: date) -> Member:
    """A member goes to another group as of today; leading places in the old one end.

    Raises:
        RuleBroken: ``group_closed``, ``same_group``, ``other_station``, ``ended``.
    """
    member = locked(member)
    demand(rules.may_see_member(actor, member))
    demand(rules.may_tend(actor, group.community_id))
    if member.station_id != group.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if member.state not in {State.CONFIRMED, State.LAPSED}:
        raise RuleBroken(_("This membership has ended."), code="ended")
    if not group.active:
        raise RuleBroken(_("This group has been dissolved."), code="group_closed")
    if member.group_id == group.pk:
        raise RuleBroken(_("The member is in this group already."), code="same_group")
    for lead in GroupLead.objects.filter(member=member).exclude(end__lte=day):
        close(row=lead, end=day)
    for row in GroupMembership.objects.filter(member=member, end=None):
        close(row=row, end=day)
    GroupMembership.objects.create(station=member.station, member=member, group=group, start=day)
    record(verb="watch.moved", subject=member, actor=actor, group=group.pk)
    return member


@transaction.atomic
def new_card(*, member: Member, actor: User) -> Member:
    """A lost card dies: the next one carries another code."""
    member = locked(member)
    if actor.pk != member.user_id:
        demand(rules.may_see_member(actor, member))
    member.card_version += 1
    member.save(update_fields=["card_version"])
    record(verb="watch.card_renewed", subject=member, actor=actor, version=member.card_version)
    return member


@transaction.atomic
def look_at_phone(*, member: Member, actor: User) -> str:
    """The phone number in full, recorded (SE-24)."""
    demand(rules.may_see_member(actor, member))
    looked(subject=member, actor=actor, what="phone")
    return member.user.phone
