"""From being asked to having agreed: enrolments, their end, and the one way in which a member comes to be.

An enrolment is no person of the system. It becomes one by the person's own consent and by nothing else, and it is
deleted either way: taken over into the account of who agrees, gone with everything of who does not.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups import rules
from community.groups.models import Consent, Enrolment, GroupMembership, Member, Trade, WatchGroup
from community.groups.readings import consent_text, settings_of
from community.groups.words import How, Source, State
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.numbers.actions import take
from stations.organisation.actions import close
from stations.organisation.models import Station, User
from stations.timeline.actions import lines_last, record

# A page sent again within this time gets the answer of the first one.
REPEATS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of a consent.

    Attributes:
        member: the profile.
        opened_account: the account was made by this consent and belongs to nobody else, so the phone in hand may be
            connected to it; an account that existed before is opened by its owner in the usual way.
    """

    member: Member
    opened_account: bool


def profile_by_phone(station: Station, phone: str) -> Member | None:
    """The crime-watch profile on an account with this phone number."""
    found = Member.objects.filter(user__home_station=station, user__phone_index=blind_index(phone))
    return found.select_related("user").order_by("-user__is_active", "pk").first()


@transaction.atomic
def enrol(
    *, group: WatchGroup, name: str, phone: str, source: str, at: datetime, actor: User | None = None,
    trade: Trade | None = None,
) -> Enrolment:  # fmt: skip
    """Put somebody on the list of those who may join; nobody is told, nothing is asked of them.

    Args:
        name: as given by who enters it.
        phone: digits.
        source: :class:`Source`.
        at: now.
        actor: the officer at the desk; None where the person scanned the poster.

    Raises:
        NotAllowed: the group is not the officer's.
        RuleBroken: ``group_closed``, ``on_the_list``, ``member_already``, ``struck_off``, ``other_station``.
    """
    if actor is not None:
        demand(rules.may_tend(actor, group.community_id))
    if not group.active:
        raise RuleBroken(_("This group has been dissolved."), code="group_closed")
    if trade is not None and trade.station_id != group.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    index = blind_index(phone)
    profile = profile_by_phone(group.station, phone)
    if profile is not None and profile.state == State.STRUCK:
        raise RuleBroken(_("This person was struck off; the office decides about a new start."), code="struck_off")
    if profile is not None and profile.state != State.LEFT:
        raise RuleBroken(_("Somebody with this phone number is a member already."), code="member_already")
    days = settings_of(group.station).enrolment_days
    row, made = Enrolment.objects.get_or_create(
        station=group.station, phone_index=index,
        defaults={
            "name": name, "phone": phone, "group": group, "trade": trade or group.trade, "source": source,
            "created_by": actor, "expires_at": at + timedelta(days=days),
        },
    )  # fmt: skip
    if not made:
        raise RuleBroken(_("This phone number is on the list already."), code="on_the_list")
    record(verb="watch.enrolled", subject=row, actor=actor, source=source, group=group.pk)
    return row


@transaction.atomic
@lines_last()
def forget(*, enrolment_id: int, reason: str, actor: User | None = None) -> bool:
    """Delete an enrolment with all it says ("not me", entered by mistake); False where it is gone already.

    Args:
        reason: ``not_me`` or ``mistake``.
    """
    row = _locked(enrolment_id)
    if row is None:
        return False
    if actor is not None:
        demand(rules.may_tend(actor, row.group.community_id))
    record(verb=f"watch.forgotten_{reason}", subject=row, actor=actor, group=row.group_id)
    row.delete()
    return True


@transaction.atomic
def forget_expired(*, station: Station, at: datetime) -> int:
    """Delete what nobody confirmed in time; returns how many. Safe to run twice, and on any later day."""
    rows = Enrolment.objects.filter(station=station, expires_at__lte=at)
    count, _each = rows.delete()
    if count:
        record(verb="watch.forgotten_expired", station=station, count=count)
    return count


@transaction.atomic
@lines_last()
def confirm(
    *, enrolment_id: int, how: str, at: datetime, actor: User | None = None, signed_on: date | None = None,
    request_key: uuid.UUID | None = None,
) -> Joined | None:  # fmt: skip
    """The person agrees: account, profile with its number, group, consent; the enrolment is gone.

    Args:
        enrolment_id: which enrolment.
        how: :class:`How`.
        at: now.
        actor: the officer who entered the signed paper (``how`` desk).
        signed_on: day on the paper.
        request_key: of the page that was sent; the same key again gives the same answer.

    Returns:
        None where there is no such enrolment (any more).

    Raises:
        RuleBroken: ``no_text``, ``struck_off``, ``administrator``, what ``rules.paper_holds`` refuses.
    """
    row = _locked(enrolment_id)
    if row is None:
        return joined_before(request_key, at)
    if how == How.DESK:
        demand(rules.may_tend(actor, row.group.community_id))
        if signed_on is None:
            raise RuleBroken(_("Give the day on which the paper was signed."), code="not_signed")
        rules.paper_holds(signed_on, timezone.localdate(at)).or_refuse()
    text = consent_text(row.station)
    if text is None:
        raise RuleBroken(_("Publish a consent text first."), code="no_text")
    user, number = _account(row, timezone.localdate(at))
    member = _profile(row, user, number, at)
    Consent.objects.create(
        station=row.station, member=member, text=text, how=how, given_at=at, signed_on=signed_on,
        entered_by=actor, request_key=request_key, opened_account=bool(number),
    )  # fmt: skip
    record(
        verb="watch.joined", subject=member, actor=actor or user, how=how, source=row.source, group=row.group_id,
        text=text.version,
    )  # fmt: skip
    row.delete()
    return Joined(member, bool(number))


def joined_before(request_key: uuid.UUID | None, at: datetime) -> Joined | None:
    """What a page that is sent twice came to the first time."""
    if request_key is None:
        return None
    rows = Consent.objects.filter(request_key=request_key, given_at__gt=at - REPEATS)
    found = rows.select_related("member__user__home_station").first()
    return Joined(found.member, found.opened_account) if found else None


def _locked(enrolment_id: int) -> Enrolment | None:
    """Two taps at once: the second waits here, and then finds nothing."""
    row = Enrolment.objects.select_for_update(no_key=True).filter(pk=enrolment_id).first()
    if row is not None:
        row.group = WatchGroup.objects.select_related("station").get(pk=row.group_id)
        row.station = row.group.station
    return row


def _account(row: Enrolment, day: date) -> tuple[User, str]:
    """The account with this phone number, or a new one that only a paired phone or a one-time code opens.

    Returns:
        The account, and the member's number where it was made for it.
    """
    known = User.objects.filter(home_station=row.station_id, phone_index=row.phone_index, is_active=True)
    user = known.select_related("home_station").order_by("pk").first()
    if user is not None:
        if user.admin_role:
            raise RuleBroken(_("An administrator's account is for administration only."), code="administrator")
        return user, ""
    number = _number(row.station, day)
    username = f"m{number}@{row.station.code}".lower()
    user = User(username=username, name=row.name, phone=row.phone, home_station=row.station)
    user.password = make_password(None)
    user.save()
    return user, number


def _number(station: Station, day: date) -> str:
    return f"{day.year}{take(station_id=station.pk, series='watch-member', year=day.year):05d}"


def _profile(row: Enrolment, user: User, number: str, at: datetime) -> Member:
    day = timezone.localdate(at)
    until = rules.ends(day, settings_of(row.station).renewal_months)
    member = None if number else Member.objects.select_for_update(no_key=True).filter(user=user).first()
    if member is None:
        member = Member.objects.create(
            station=row.station, user=user, number=number or _number(row.station, day), trade=row.trade,
            joined_on=day, valid_until=until,
        )  # fmt: skip
    elif member.state == State.STRUCK:
        raise RuleBroken(_("This person was struck off; the office decides about a new start."), code="struck_off")
    elif member.state == State.LEFT:
        rules.MEMBERSHIP.advance(member, "rejoin", None)
        member.ended_on, member.ended_reason, member.erased_at = None, "", None
        member.trade, member.valid_until = row.trade, until
        member.save()
        for before in GroupMembership.objects.filter(member=member).exclude(end__lte=day):
            close(row=before, end=day)
    else:
        return member
    GroupMembership.objects.create(station=row.station, member=member, group=row.group, start=day)
    return member


def pending_by_phone(station: Station, phone: str) -> Enrolment | None:
    """The enrolment of a phone number, if there is one."""
    return Enrolment.objects.filter(station=station, phone_index=blind_index(phone)).first()


__all__ = [
    "Joined", "Source", "confirm", "enrol", "forget", "forget_expired", "joined_before", "pending_by_phone",
    "profile_by_phone",
]  # fmt: skip
