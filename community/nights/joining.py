"""A member's side: accept in one tap, say no, give a place back, be there. A no costs nothing and is kept nowhere.

The patrol's row is held first, then the member's: so of two who take the last place one waits, and a member who
accepts two patrols at once gets one of them.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.groups.models import Member
from community.groups.readings import members_on
from community.groups.rules import is_own
from community.nights import asking, codes, rules
from community.nights.actions import balance, locked
from community.nights.choosing import may_take_part
from community.nights.models import NightPatrol, NightRequest, NightSeat
from community.nights.readings import call_of, settings_of
from community.nights.words import How, Seat, State
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import User
from stations.timeline.actions import lines_last, record


def _member(patrol: NightPatrol, member: Member, at: datetime) -> Member:
    """The member's row, held: two acceptances of one person wait for each other."""
    if member.station_id != patrol.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    return members_on(patrol.duty_date).select_for_update(no_key=True, of=("self",)).get(pk=member.pk)


@transaction.atomic
@lines_last()
def accept(*, patrol: NightPatrol, member: Member, actor: User, at: datetime) -> NightSeat:
    """Come along: a place where one is open, else the waiting list. Tapping again changes nothing.

    Raises:
        NotAllowed: for somebody else.
        RuleBroken: ``closed``, ``begun``, ``not_confirmed``, ``not_vetted``, ``no_certificate``, ``busy``, ``rest``,
            ``other_station``.
    """
    demand(is_own(actor, member))
    patrol = locked(patrol)
    rules.may_accept(patrol, at).or_refuse()
    member = _member(patrol, member, at)
    seat: Any = NightSeat.objects.filter(patrol=patrol, member=member).first()
    if seat is not None and seat.state != Seat.GIVEN_BACK:
        return seat
    call = call_of(patrol)
    may_take_part(asking.person_for(patrol, member, at), call, settings_of(patrol.station)).or_refuse()
    kind = call.place_for(member.trade_id)
    free = kind is not False
    seat = seat or NightSeat(station=patrol.station, patrol=patrol, member=member)
    seat.state, seat.trade_id = (Seat.TAKEN, kind) if free else (Seat.WAITING, None)
    seat.starts_at, seat.ends_at, seat.accepted_at = patrol.starts_at, patrol.ends_at, at
    seat.save()
    record(verb="night.accepted" if free else "night.waits", subject=patrol, actor=actor)
    balance(patrol, at)
    return seat


@transaction.atomic
def decline(*, patrol: NightPatrol, member: Member, actor: User) -> None:
    """Not this time: the request is laid aside. No line, no figure, nothing follows from it."""
    demand(is_own(actor, member))
    NightRequest.objects.filter(patrol=patrol, member=member).update(declined=True)


@transaction.atomic
@lines_last()
def give_back(*, patrol: NightPatrol, member: Member, actor: User, at: datetime) -> None:
    """Cannot come after all; no reason is asked. The next one waiting moves up, or others are asked.

    The line of the day-book says that a place became free, not whose.

    Raises:
        NotAllowed: for somebody else.
        RuleBroken: ``closed``, ``no_place``.
    """
    demand(is_own(actor, member))
    patrol = locked(patrol)
    seat: Any = NightSeat.objects.filter(patrol=patrol, member=member).first()
    rules.may_give_back(patrol, seat.state if seat else "").or_refuse()
    _clear(seat)
    record(verb="night.given_back", subject=patrol, actor=None)
    balance(patrol, at)


def end(member: Member, at: datetime) -> None:
    """The membership has ended: places in patrols to come are free again, calls to them are taken back."""
    NightRequest.objects.filter(member=member, patrol__starts_at__gt=at).delete()
    seats = NightSeat.objects.filter(member=member, starts_at__gt=at, state__in=(Seat.TAKEN, Seat.WAITING))
    for seat in seats.select_related("patrol").order_by("patrol_id"):
        patrol = locked(seat.patrol)
        if not rules.may_give_back(patrol, seat.state):
            continue
        _clear(seat)
        record(verb="night.given_back", subject=patrol, actor=None)
        balance(patrol, at)


def _clear(seat: NightSeat) -> None:
    seat.state, seat.trade_id, seat.extra = Seat.GIVEN_BACK, None, False
    seat.present_at, seat.present_how, seat.marked_by_id, seat.marked_reason = None, "", None, ""
    seat.save()


# -- being there -----------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def sign_in(*, patrol: NightPatrol, member: Member, code: str, how: str, at: datetime) -> NightSeat:
    """The helper has scanned the leader's code or typed its digits; who comes along unasked is welcome, too.

    Args:
        how: ``scan`` or ``typed``.

    Raises:
        RuleBroken: ``closed``, ``not_now``, ``wrong_code``, and what :func:`may_take_part` refuses.
    """
    patrol = locked(patrol)
    rules.may_sign_in(patrol, settings_of(patrol.station), at).or_refuse()
    if not codes.fits(patrol, code, at):
        raise RuleBroken(
            _("These are not the digits of this minute. Look at the leader's phone again."), "wrong_code"
        )
    return _present(patrol, member, How.SCAN if how == How.SCAN else How.TYPED, at)


@transaction.atomic
@lines_last()
def mark_present(*, patrol: NightPatrol, member: Member, actor: User, reason: str, at: datetime) -> NightSeat:
    """The leader or the officer ticks somebody whose phone did not work.

    Raises:
        NotAllowed: neither.
        RuleBroken: ``no_reason``, ``closed``, ``not_now``, and what :func:`may_take_part` refuses.
    """
    patrol = locked(patrol)
    demand(rules.may_lead(actor, patrol))
    rules.may_sign_in(patrol, settings_of(patrol.station), at).or_refuse()
    if not reason.strip():
        raise RuleBroken(_("Say why the phone was not used."), code="no_reason")
    return _present(patrol, member, How.DESK, at, actor, reason.strip())


def _present(
    patrol: NightPatrol, member: Member, how: str, at: datetime, by: User | None = None, reason: str = ""
) -> NightSeat:
    member = _member(patrol, member, at)
    seat: Any = NightSeat.objects.filter(patrol=patrol, member=member).first()
    if seat is not None and seat.present_at:
        return seat
    if seat is None or seat.state != Seat.TAKEN:
        person = asking.person_for(patrol, member, at)
        may_take_part(person, call_of(patrol), settings_of(patrol.station)).or_refuse()
        seat = seat or NightSeat(station=patrol.station, patrol=patrol, member=member, accepted_at=at)
        kind = call_of(patrol).place_for(member.trade_id)
        seat.extra, seat.trade_id = kind is False, None if kind is False else kind
        seat.state, seat.starts_at, seat.ends_at = Seat.TAKEN, patrol.starts_at, patrol.ends_at
    seat.present_at, seat.present_how, seat.marked_by, seat.marked_reason = at, how, by, reason
    seat.save()
    record(verb="night.present", subject=patrol, actor=by or member.user, how=how)
    balance(patrol, at)
    return seat


@transaction.atomic
@lines_last()
def take_back(*, patrol: NightPatrol, member: Member, actor: User) -> None:
    """Ticked the wrong one: the place stays, the presence goes.

    Raises:
        NotAllowed: neither leader nor officer.
        RuleBroken: ``closed``: the patrol is over.
    """
    patrol = locked(patrol)
    demand(rules.may_lead(actor, patrol))
    if patrol.state not in {State.CALLED, State.STANDING, State.WALKING}:
        raise RuleBroken(_("This patrol is not under way."), code="closed")
    rows = NightSeat.objects.filter(patrol=patrol, member=member, present_at__isnull=False)
    seat = rows.exclude(present_how=How.LEADS).first()
    if seat is None:
        return
    if seat.extra:
        _clear(seat)
    else:
        seat.present_at, seat.present_how, seat.marked_by, seat.marked_reason = None, "", None, ""
        seat.save()
    record(verb="night.not_present", subject=patrol, actor=actor)


def thank(patrol: NightPatrol) -> int:
    """Thank who was there, once each."""
    seats = NightSeat.objects.filter(patrol=patrol, hours__isnull=False).select_related("member")
    return tell(
        station=patrol.station, recipients=[seat.member for seat in seats], kind="night.thanks",
        key=f"night.thanks:{patrol.pk}", url=f"/me/nights/{patrol.pk}/", **asking.words_of(patrol),
    )  # fmt: skip
