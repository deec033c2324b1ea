"""The leader's side: set out, tick the key places on the way, report; the officer confirms, and the hours count."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.groups.models import Member
from community.groups.readings import members_on
from community.nights import carrying, rules
from community.nights.actions import locked
from community.nights.models import NightPatrol, NightPlace, NightSeat
from community.nights.readings import settings_of
from community.nights.words import How, Seat, State
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import User
from stations.places.geometry import plausible
from stations.recognition.actions import credit
from stations.timeline.actions import lines_last, record

ACT, REPORTED, BACK = "night_patrol", "night.reported", "night.sent_back"


@transaction.atomic
@lines_last()
def begin(*, patrol: NightPatrol, actor: User, at: datetime) -> NightPatrol:
    """Set out; a leader who is a member is there as one.

    Raises:
        NotAllowed: neither leader nor officer.
        RuleBroken: ``no_leader``, ``not_now``, ``too_few``, ``wrong_state``.
    """
    patrol = locked(patrol)
    patrol.numbers = settings_of(patrol.station)
    _leader_is_there(patrol, at)
    patrol.present = present_people(patrol)
    rules.STEPS.advance(patrol, "begin", actor, at)
    patrol.begun_at, patrol.next_wave_at = at, None
    patrol.save()
    record(verb="night.begin", subject=patrol, actor=actor, present=patrol.present)
    return patrol


def present_people(patrol: NightPatrol) -> int:
    """Who is there: helpers noted as present, and a leader who is no member."""
    helpers = NightSeat.objects.filter(patrol=patrol, present_at__isnull=False)
    own = helpers.filter(member__user=patrol.leader_id).exists()
    return helpers.count() + (1 if patrol.leader_id and not own else 0)


def _leader_is_there(patrol: NightPatrol, at: datetime) -> None:
    """A member who leads is a helper too, with hours; their place is none of the wanted ones."""
    if patrol.leader_id is None:
        return
    rows = members_on(timezone.localdate(at)).select_for_update(no_key=True, of=("self",))
    member = rows.confirmed().filter(user=patrol.leader_id).first()
    if member is None:
        return
    seat: Any = NightSeat.objects.filter(patrol=patrol, member=member).first()
    if seat is not None and seat.present_at:
        return
    if seat is None or seat.state != Seat.TAKEN:
        seat = seat or NightSeat(station=patrol.station, patrol=patrol, member=member, accepted_at=at)
        seat.extra, seat.trade_id = True, None
        seat.state, seat.starts_at, seat.ends_at = Seat.TAKEN, patrol.starts_at, patrol.ends_at
        busy = NightSeat.objects.filter(
            member=member, state=Seat.TAKEN, starts_at__lt=patrol.ends_at, ends_at__gt=patrol.starts_at
        )
        if busy.exclude(patrol=patrol).exists():
            return
    seat.present_at, seat.present_how = at, How.LEADS
    seat.save()


@transaction.atomic
@lines_last()
def touch(
    *, place: NightPlace, actor: User, at: datetime, lat: float | None = None, lng: float | None = None
) -> NightPlace:
    """One tap at a key place; the second tap of a shaky finger changes nothing.

    Args:
        lat, lng: of this moment, where the phone gave it (WGS-84); left out where it lies elsewhere.

    Raises:
        NotAllowed: neither leader nor officer.
        RuleBroken: ``not_walking``.
    """
    patrol, place = _place(place, actor)
    if place.touched_at:
        return place
    place.touched_at, place.touched_by, place.missed_reason = at, actor, ""
    if lat is not None and lng is not None and plausible(lat, lng):
        place.lat, place.lng = round(lat, 6), round(lng, 6)
    place.save()
    record(verb="night.touched", subject=patrol, actor=actor, place=place.spot_id)
    return place


@transaction.atomic
@lines_last()
def untouch(*, place: NightPlace, actor: User) -> NightPlace:
    """The wrong place was tapped."""
    patrol, place = _place(place, actor)
    if place.touched_at is None:
        return place
    place.touched_at = place.touched_by = place.lat = place.lng = None
    place.save()
    record(verb="night.untouched", subject=patrol, actor=actor, place=place.spot_id)
    return place


def _place(place: NightPlace, actor: User) -> tuple[NightPatrol, NightPlace]:
    patrol = locked(place.patrol)
    demand(rules.may_lead(actor, patrol))
    rules.may_tick(patrol).or_refuse()
    return patrol, NightPlace.objects.select_for_update(no_key=True).get(pk=place.pk)


def walked(patrol: NightPatrol, at: datetime) -> Decimal:
    """Hours from setting out until a moment, to the nearest half; what the report proposes."""
    if patrol.begun_at is None:
        return Decimal(0)
    halves = round((min(at, patrol.ends_at) - patrol.begun_at).total_seconds() / 1800)
    return Decimal(max(halves, 1)) / 2


@transaction.atomic
@lines_last()
def finish(
    *, patrol: NightPatrol, actor: User, hours: Decimal, findings: int = 0, report: str = "",
    missed: Mapping[int, str] | None = None, at: datetime,
) -> NightPatrol:  # fmt: skip
    """The leader's short report: hours, what was found, why a place was not touched.

    Args:
        missed: reason by id of the :class:`NightPlace`; needed for every place that was not touched.

    Raises:
        NotAllowed: neither leader nor officer.
        RuleBroken: ``hours``, ``findings``, ``missed_reason``, ``wrong_state``.
    """
    patrol = locked(patrol)
    rules.STEPS.advance(patrol, "finish", actor, at)
    reasons = {pk: words.strip() for pk, words in (missed or {}).items()}
    rows = list(NightPlace.objects.filter(patrol=patrol, touched_at=None).select_for_update(no_key=True))
    open_places = sum(not reasons.get(row.pk) for row in rows)
    rules.may_report(hours, findings, settings_of(patrol.station).longest_hours, open_places).or_refuse()
    for row in rows:
        row.missed_reason = reasons[row.pk][:120]
        row.save(update_fields=["missed_reason"])
    patrol.hours, patrol.findings, patrol.report, patrol.finished_at = hours, findings, report.strip(), at
    patrol.save()
    carrying.let_go(patrol, at)
    record(
        verb="night.finish", subject=patrol, actor=actor, hours=str(hours), findings=findings, missed=len(rows)
    )  # fmt: skip
    tell(
        station=patrol.station, recipients=[patrol.officer], kind=REPORTED,
        key=f"{REPORTED}:{patrol.pk}:{at.timestamp():.0f}", url=patrol.get_absolute_url(), patrol=patrol.pk,
    )  # fmt: skip
    return patrol


@transaction.atomic
@lines_last()
def send_back(*, patrol: NightPatrol, actor: User, words: str, at: datetime) -> NightPatrol:
    """The officer asks the leader to look at the report again.

    Raises:
        NotAllowed: the leader, or who does not keep it.
        RuleBroken: ``no_reason``, ``wrong_state``.
    """
    patrol = locked(patrol)
    rules.STEPS.advance(patrol, "send_back", actor, at)
    if not words.strip():
        raise RuleBroken(_("Say what is to be looked at again."), code="no_reason")
    patrol.cause_words, patrol.finished_at = words.strip(), None
    patrol.save()
    record(verb="night.send_back", subject=patrol, actor=actor)
    if patrol.leader:
        tell(
            station=patrol.station, recipients=[patrol.leader], kind=BACK,
            key=f"{BACK}:{patrol.pk}:{at.timestamp():.0f}", url=f"/me/nights/{patrol.pk}/lead/", patrol=patrol.pk,
        )  # fmt: skip
    return patrol


@transaction.atomic
@lines_last()
def confirm(*, patrol: NightPatrol, actor: User, at: datetime) -> NightPatrol:
    """The officer confirms the report: the hours of who was there count, and recognition follows, once each.

    Raises:
        NotAllowed: the leader, or who does not keep it.
        RuleBroken: ``wrong_state``, ``hours``.
    """
    patrol = locked(patrol)
    rules.STEPS.advance(patrol, "confirm", actor, at)
    if patrol.hours is None:
        raise RuleBroken(_("The report says no hours."), code="hours")
    patrol.confirmed_at, patrol.confirmed_by, patrol.cause_words = at, actor, ""
    patrol.save()
    seats = NightSeat.objects.filter(patrol=patrol, present_at__isnull=False).select_related("member__user")
    there = list(seats.order_by("member__user_id"))
    seats.update(hours=patrol.hours)
    for seat in there:
        credit(
            station=patrol.station, user=seat.member.user, act=ACT, source=f"night:{patrol.pk}:{seat.member.user_id}",
            checker=actor, at=at,
        )  # fmt: skip
    record(verb="night.confirm", subject=patrol, actor=actor, helpers=len(there), hours=str(patrol.hours))
    return patrol


def hours_of(member: Member) -> Decimal:
    """All confirmed hours of a member."""
    rows = NightSeat.objects.filter(member=member, hours__isnull=False, patrol__state=State.CONFIRMED)
    return sum((seat.hours for seat in rows), Decimal(0))
