"""Verbs of rooms taken for a time; of two at once one wins and the other is told the time that is taken."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.network import rules
from mediation.network.models import MediationRoom, RoomBooking
from stations.kit.answer import RuleBroken, demand
from stations.timeline.actions import record


def _locked_rooms(*pks: int) -> dict[int, MediationRoom]:
    """Rooms locked one after the other in the order of their ids, so that two movers never wait for each other."""
    rows = MediationRoom.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    return {room.pk: room for room in rows}


def overlapping(room: MediationRoom, starts_at: datetime, ends_at: datetime, but: int | None = None):
    """Bookings of a room that hold in a time, earliest first."""
    rows = RoomBooking.objects.filter(room=room, released_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return rows.exclude(pk=but).order_by("starts_at")


def _free(room: MediationRoom, starts_at: datetime, ends_at: datetime, but: int | None = None) -> None:
    rules.may_take_room(room, starts_at, ends_at, timezone.now()).or_refuse()
    rules.clash(overlapping(room, starts_at, ends_at, but).first()).or_refuse()


def _keep(booking: RoomBooking) -> None:
    """Save it; the exclusion constraint has the last word and is said in the same words."""
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        if "room_booking_no_clash" not in str(error):
            raise
        rules.clash(overlapping(booking.room, booking.starts_at, booking.ends_at, booking.pk).first()).or_refuse()
        raise RuleBroken(_("The room is taken at this time."), code="room_taken") from error


@transaction.atomic
def book_room(*, room: MediationRoom, starts_at: datetime, ends_at: datetime, purpose: str, actor) -> RoomBooking:
    """Take a room for a time, half-open: the next may begin when this one ends.

    Args:
        room: of this station.
        starts_at: aware moment.
        ends_at: aware moment.
        purpose: what for, for people to read on the calendar; a number or title, never a party's name.
        actor: who books; None is the system.

    Raises:
        NotAllowed: ``mediation_only``.
        RuleBroken: ``room_taken`` with the other booking's time, ``room_closed``, ``span``, ``too_long``, ``past``.
    """
    if actor is not None:
        demand(rules.may_see_network(actor))
    room = _locked_rooms(room.pk)[room.pk]
    _free(room, starts_at, ends_at)
    booking = RoomBooking(
        station_id=room.station_id, room=room, starts_at=starts_at, ends_at=ends_at, purpose=purpose, booked_by=actor
    )
    _keep(booking)
    record(verb="mediation_room.booked", subject=room, actor=actor, booking=booking.pk, **_when(booking))
    return booking


@transaction.atomic
def move_booking(
    *, booking: RoomBooking, starts_at: datetime, ends_at: datetime, actor, room: MediationRoom | None = None
) -> RoomBooking:
    """Another time or another room for a booking.

    Raises:
        NotAllowed: ``not_yours``.
        RuleBroken: ``released``, and what :func:`book_room` refuses.
    """
    wanted = room.pk if room else booking.room_id
    rooms = _locked_rooms(booking.room_id, wanted)
    row = RoomBooking.objects.select_for_update(no_key=True).get(pk=booking.pk)
    if actor is not None:
        demand(rules.may_release(actor, row))
    if row.released_at:
        raise RuleBroken(_("This booking was released."), code="released")
    _free(rooms[wanted], starts_at, ends_at, but=row.pk)
    row.room, row.starts_at, row.ends_at = rooms[wanted], starts_at, ends_at
    _keep(row)
    record(verb="mediation_room.moved", subject=row.room, actor=actor, booking=row.pk, **_when(row))
    return row


@transaction.atomic
def release_room(*, booking: RoomBooking, actor, system: bool = False) -> RoomBooking:
    """Give a room free again; releasing twice changes nothing.

    Args:
        booking: the booking.
        actor: who releases.
        system: a consequence of another verb whose permission was asked there.

    Raises:
        NotAllowed: ``not_yours``.
    """
    row = RoomBooking.objects.select_for_update(no_key=True, of=("self",)).select_related("room").get(pk=booking.pk)
    if not system and actor is not None:
        demand(rules.may_release(actor, row))
    if row.released_at:
        return row
    row.released_at = timezone.now()
    row.save(update_fields=["released_at"])
    record(verb="mediation_room.released", subject=row.room, actor=actor, booking=row.pk, **_when(row))
    return row


def _when(booking: RoomBooking) -> dict[str, str]:
    return {"span": rules.span_text(booking.starts_at, booking.ends_at)}
