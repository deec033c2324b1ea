"""Verbs of consultations: planned, moved, members and agenda, held with its minutes, decided, closed, cancelled."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import rules as case_rules
from mediation.cases.models import Case
from mediation.consultations import readings, rules
from mediation.consultations.models import Consultation, ConsultationItem, ConsultationMember
from mediation.consultations.words import Decision, State
from mediation.network.bookings import book_room, move_booking, release_room
from mediation.network.models import DepartmentContact, MediationRoom, Mediator
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer
from stations.organisation.rules import same_station
from stations.timeline.actions import record


def locked(pk: int) -> Consultation:
    """The meeting, its row locked until the transaction ends."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=pk)


def _saved(meeting: Consultation, verb: str, actor, **data) -> Consultation:
    meeting.version += 1
    meeting.save()
    record(verb=f"consultation.{verb}", subject=meeting, actor=actor, **data)
    return meeting


def _changing(meeting: Consultation, actor, version: int | None = None) -> Consultation:
    found = locked(meeting.pk)
    demand(rules.may_plan(actor, found))
    rules.is_open(found).or_refuse()
    if version is not None and version != found.version:
        raise RuleBroken(_("Somebody else has changed this meeting meanwhile; load it again."), "changed_meanwhile")
    return found


@transaction.atomic
def plan(
    *,
    station,
    kind: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    actor,
    room: MediationRoom | None = None,
    place: str = "",
    chair: Officer | None = None,
    at: datetime | None = None,
) -> Consultation:
    """Plan a meeting and take its room.

    Args:
        minutes: how long.
        room: one of the station's; else ``place`` says where.

    Raises:
        NotAllowed: not a keeper and not of the leadership.
        RuleBroken: ``past``, ``no_title``, ``room_taken`` and what ``book_room`` refuses.
    """
    at = at or timezone.now()
    demand(rules.may_plan(actor))
    if starts_at <= at:
        raise RuleBroken(_("The meeting lies in the past."), code="past")
    if not title.strip():
        raise RuleBroken(_("Give the meeting a title."), code="no_title")
    return make(
        station=station, kind=kind, title=title.strip(), starts_at=starts_at, minutes=minutes, room=room, place=place,
        chair=chair, actor=actor,
    )  # fmt: skip


def make(*, station, kind, title, starts_at, minutes, room, place, chair, actor, **more) -> Consultation:
    """Write a meeting with its room, inside another verb."""
    ends_at = starts_at + timedelta(minutes=minutes)
    booking = None
    if room is not None:
        booking = book_room(room=room, starts_at=starts_at, ends_at=ends_at, purpose=title[:80], actor=actor)
    meeting = Consultation(
        station=station, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at, booking=booking,
        place="" if room else place.strip(), chair=chair, planned_by=actor, **more,
    )  # fmt: skip
    if chair is not None:
        same_station(meeting, chair).or_refuse()
    meeting.save()
    record(verb="consultation.plan", subject=meeting, actor=actor, kind=kind, starts=starts_at.isoformat())
    return meeting


@transaction.atomic
def change(
    *,
    meeting: Consultation,
    title: str,
    starts_at: datetime,
    minutes: int,
    actor,
    room: MediationRoom | None = None,
    place: str = "",
    chair: Officer | None = None,
    version: int | None = None,
    **_kind,
) -> Consultation:
    """Another time, place or chair; the room moves along.

    Raises:
        NotAllowed: not a keeper, the leadership or the chair.
        RuleBroken: ``meeting_held``, ``past``, ``changed_meanwhile``, ``room_taken`` …
    """
    found = _changing(meeting, actor, version)
    rules.is_planned(found).or_refuse()
    ends_at = starts_at + timedelta(minutes=minutes)
    moved = starts_at != found.starts_at or ends_at != found.ends_at
    if moved and starts_at <= timezone.now():
        raise RuleBroken(_("The meeting lies in the past."), code="past")
    found.booking = _room_for(found, room, starts_at, ends_at, title, actor)
    found.title, found.starts_at, found.ends_at = title.strip() or found.title, starts_at, ends_at
    found.place, found.chair = "" if room else place.strip(), chair
    return _saved(found, "change", actor, starts=starts_at.isoformat())


def _room_for(meeting: Consultation, room, starts_at, ends_at, title: str, actor):
    booking = meeting.booking
    if room is None:
        if booking is not None:
            release_room(booking=booking, actor=actor, system=True)
        return None
    if booking is None:
        return book_room(room=room, starts_at=starts_at, ends_at=ends_at, purpose=title[:80], actor=actor)
    if (booking.room_id, booking.starts_at, booking.ends_at) == (room.pk, starts_at, ends_at):
        return booking
    return move_booking(booking=booking, starts_at=starts_at, ends_at=ends_at, actor=None, room=room)


@transaction.atomic
def invite(
    *,
    meeting: Consultation,
    actor,
    officers: Sequence[Officer] = (),
    mediators: Sequence[Mediator] = (),
    contacts: Sequence[DepartmentContact] = (),
) -> Consultation:
    """Who is invited, as a whole: who is no longer named is taken off, unless attendance was noted.

    Raises:
        NotAllowed, RuleBroken: ``meeting_closed``, ``other_station``.
    """
    found = _changing(meeting, actor)
    wanted = {("officer", row.pk): row for row in officers}
    wanted |= {("mediator", row.pk): row for row in mediators}
    wanted |= {("contact", row.pk): row for row in contacts}
    for row in wanted.values():
        same_station(found, row).or_refuse()
    there = {_key(row): row for row in found.members.all()}
    gone = [row.pk for key, row in there.items() if key not in wanted and row.attended is None]
    found.members.filter(pk__in=gone).delete()
    for key in wanted.keys() - there.keys():
        ConsultationMember.objects.create(station_id=found.station_id, consultation=found, **{f"{key[0]}_id": key[1]})
    return _saved(found, "invite", actor, members=len(wanted))


def _key(row: ConsultationMember) -> tuple[str, int]:
    if row.officer_id:
        return "officer", row.officer_id
    return ("mediator", row.mediator_id) if row.mediator_id else ("contact", row.contact_id)


@transaction.atomic
def put_on(
    *, meeting: Consultation, why: str, actor, case: Case | None = None, topic: str = "", at: datetime | None = None
) -> ConsultationItem:  # fmt: skip
    """Put a case, or a topic without one, on the agenda.

    Args:
        case: visible to the person; who works on it puts it on, keepers put on anything.

    Raises:
        NotAllowed: neither works on the case nor plans the meeting.
        RuleBroken: ``meeting_closed``, ``on_agenda``, ``no_topic``, ``no_why``, ``archived``.
    """
    found = locked(meeting.pk)
    if case is None:
        demand(rules.may_plan(actor, found))
    elif not rules.may_plan(actor, found):
        demand(case_rules.may_edit(actor, case))
    rules.is_open(found).or_refuse()
    if case is None and not topic.strip():
        raise RuleBroken(_("Name a case or a topic."), code="no_topic")
    if case is not None:
        same_station(found, case).or_refuse()
        rules.may_put_on(case).or_refuse()
    if not why.strip():
        raise RuleBroken(_("Say why it is on the agenda."), code="no_why")
    item = _put(found, case, topic.strip() if case is None else "", why.strip(), actor)
    found.save(update_fields=["changed_at"])
    record(verb="consultation.put_on", subject=found, actor=actor, item=item.pk)
    return item


def _put(meeting: Consultation, case: Case | None, topic: str, why: str, actor) -> ConsultationItem:
    order = (meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            item = ConsultationItem.objects.create(
                station_id=meeting.station_id, consultation=meeting, case=case, topic=topic, why=why, order=order,
                put_by=actor,
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleBroken(_("The case is on this agenda already."), code="on_agenda") from error
    if case is not None:
        record(verb="mediation.on_agenda", subject=case, actor=actor, meeting=meeting.pk)
    return item


@transaction.atomic
def put_on_next(*, case: Case, why: str, actor, at: datetime | None = None) -> ConsultationItem:
    """Put a case on the next 政法工作日, e.g. one with a prominent risk.

    Raises:
        NotAllowed: does not work on the case.
        RuleBroken: ``no_workday`` and what :func:`put_on` refuses.
    """
    at = at or timezone.now()
    demand(case_rules.may_edit(actor, case))
    meeting = readings.next_workday(at)
    if meeting is None:
        raise RuleBroken(
            _("No political-legal work day is planned; plan one, or set its standing day."), code="no_workday"
        )
    return put_on(meeting=meeting, case=case, why=why, actor=actor, at=at)


@transaction.atomic
def take_off(*, item: ConsultationItem, actor, to: Consultation | None = None) -> None:
    """Take a point off the agenda, or move it to another planned meeting.

    Raises:
        NotAllowed, RuleBroken: ``meeting_held``, ``decided``, ``on_agenda``.
    """
    found = _changing(item.consultation, actor)
    rules.is_planned(found).or_refuse()
    if item.decision:
        raise RuleBroken(_("This point is decided."), code="decided")
    if to is not None:
        target = locked(to.pk)
        rules.is_planned(target).or_refuse()
        _put(target, item.case, item.topic, item.why, actor)
    ConsultationItem.objects.filter(pk=item.pk).delete()
    _saved(found, "take_off", actor, item=item.pk, to=to.pk if to else None)


@transaction.atomic
def decide(
    *, item: ConsultationItem, decision: str, actor, decision_text: str = "", at: datetime | None = None
) -> ConsultationItem:  # fmt: skip
    """Write down what was decided; "at the next meeting" puts the case on the next one by itself.

    Raises:
        NotAllowed, RuleBroken: ``meeting_closed``, ``not_held``, ``no_workday``.
    """
    at = at or timezone.now()
    meeting = _changing(item.consultation, actor)
    if meeting.state != State.HELD:
        raise RuleBroken(_("Record the meeting first."), code="not_held")
    row = ConsultationItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    row.decision, row.decision_text, row.decided_at = decision, decision_text.strip(), at
    row.save()
    if decision == Decision.LATER:
        _carry(row, actor, at)
    if row.case_id:
        record(verb="mediation.consulted", subject=row.case, actor=actor, meeting=meeting.pk, decision=decision)
    _saved(meeting, "decide", actor, item=row.pk, decision=decision)
    return row


def _carry(row: ConsultationItem, actor, at: datetime) -> None:
    target = readings.next_workday(at)
    if target is None:
        raise RuleBroken(
            _("No political-legal work day is planned; plan one, or set its standing day."), code="no_workday"
        )
    if row.case_id and target.items.filter(case=row.case_id).exists():
        return
    _put(target, row.case, row.topic, row.why, actor)


@transaction.atomic
def hold(
    *, meeting: Consultation, minutes: str, actor, came: Sequence[ConsultationMember] = (), at: datetime | None = None
) -> Consultation:  # fmt: skip
    """Record that the meeting took place: who came, and its minutes.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``nobody``.
    """
    at = at or timezone.now()
    found = locked(meeting.pk)
    rules.STEPS.advance(found, "hold", actor, at)
    present = {row.pk for row in came}
    if not present:
        raise RuleBroken(_("Say who came."), code="nobody")
    for row in found.members.all():
        row.attended = row.pk in present
        row.save(update_fields=["attended"])
    found.minutes, found.held_at = minutes.strip(), at
    return _saved(found, "hold", actor, came=len(present))


@transaction.atomic
def write_minutes(*, meeting: Consultation, minutes: str, actor, version: int | None = None) -> Consultation:
    """Correct the minutes of a meeting that is not closed yet."""
    found = _changing(meeting, actor, version)
    if found.state != State.HELD:
        raise RuleBroken(_("Record the meeting first."), code="not_held")
    found.minutes = minutes.strip()
    return _saved(found, "minutes", actor)


@transaction.atomic
def cancel(*, meeting: Consultation, reason: str, actor, at: datetime | None = None) -> Consultation:
    """Cancel a planned meeting without points on its agenda; the room is free again.

    Raises:
        NotAllowed, RuleBroken: see ``rules.STEPS``; ``no_reason``.
    """
    found = locked(meeting.pk)
    rules.STEPS.advance(found, "cancel", actor, at or timezone.now())
    if not reason.strip():
        raise RuleBroken(_("Say why."), code="no_reason")
    found.cancel_reason = reason.strip()
    if found.booking_id:
        release_room(booking=found.booking, actor=actor, system=True)
    return _saved(found, "cancel", actor)


@transaction.atomic
def close(*, meeting: Consultation, actor, at: datetime | None = None) -> Consultation:
    """Close a meeting: every point decided, every task done."""
    at = at or timezone.now()
    found = locked(meeting.pk)
    rules.STEPS.advance(found, "close", actor, at)
    found.closed_at = at
    return _saved(found, "close", actor)
