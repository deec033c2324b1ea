"""Demands of enterprises: come in once, accepted, passed on, answered, confirmed or returned; none is forgotten."""

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enterprises.models import Building, Enterprise
from community.partners import meetings, rules
from community.partners.models import MeetingSeries
from community.partners.models_demands import Demand, DemandContact, DemandKind, DemandPassed
from community.partners.readings import officer_for, settings_of
from community.partners.words import DemandState, PassedState, Source
from stations.calendar.rules import marks_for_limit, working_day_after
from stations.kit import receipts
from stations.kit.answer import RuleBroken
from stations.kit.answer import demand as must
from stations.kit.crypto import blind_index
from stations.notices.actions import tell
from stations.numbers.actions import take
from stations.organisation.models import Officer, Station
from stations.organisation.rules import COMMANDERS, same_station
from stations.timeline.actions import lines_last, looked, record

LOCK_SPACE = 7211
GIVEN, NEWS, LATE = "demand.given", "demand.news", "demand.late"


@dataclass(frozen=True, slots=True)
class Received:
    """A demand as the merchant gets it back; the receipt is shown this once."""

    demand: Demand
    receipt: str = ""


@transaction.atomic
@lines_last()
def receive(
    *, station: Station, kind: DemandKind, client_id: uuid.UUID, shop: str, words: str, actor=None,
    building: Building | None = None, enterprise: Enterprise | None = None, place: str = "", phone: str = "",
    for_meeting: bool = False, at: datetime | None = None,
) -> Received:  # fmt: skip
    """Somebody of an enterprise asks for something, once: the same form sent again gives the same demand.

    Args:
        client_id: made when the form was opened.
        shop: name of the shop or unit; with the building it finds the enterprise of the list.
        actor: the officer who takes it down; None is the merchant, by the code of the building.
        phone: where to call back; kept apart, deleted some days after the end.
        for_meeting: also proposed for the next joint meeting of the building.

    Raises:
        NotAllowed: an actor who is not of the police.
        RuleBroken: ``idempotency``, ``kind_closed``, ``no_shop``, ``no_words``, ``other_station``.
    """
    now = at or timezone.now()
    if actor is not None:
        must(rules.may_see_partners(actor))
    shop, words, place, phone = shop.strip(), words.strip(), place.strip(), phone.strip()
    mark = _mark(kind.pk, building.pk if building else 0, enterprise.pk if enterprise else 0, shop, place, words,
                 phone, for_meeting)  # fmt: skip
    receipt = receipt_of(station, client_id)
    if known := _sent_before(station, client_id, mark):
        return Received(known, receipt)
    row = Demand(
        station=station, client_id=client_id, mark=mark, kind=kind, building=building, enterprise=enterprise,
        shop=shop or str(enterprise or ""), place=place, words=words, received_at=now, taken_down_by=actor,
        source=Source.PUBLIC if actor is None else Source.OFFICER, receipt_digest=receipts.digest(receipt),
    )  # fmt: skip
    _may_be_received(row)
    _place(row, now)
    row.year = timezone.localdate(now).year
    row.serial = take(station_id=station.pk, series="demand", year=row.year)
    row.save()
    if phone:
        DemandContact.objects.create(station=station, demand=row, phone=phone)
    record(verb="demand.received", subject=row, actor=actor, number=row.number, due=str(row.due_on))
    _tell_officer(row, GIVEN, str(row.pk))
    if for_meeting and building is not None:
        _propose(row)
    return Received(row, receipt)


def _may_be_received(row: Demand) -> None:
    if not row.kind.active:
        raise RuleBroken(_("This kind is no longer in use."), code="kind_closed")
    if not row.shop:
        raise RuleBroken(_("Say which shop or unit you are."), code="no_shop")
    if not row.words:
        raise RuleBroken(_("Say what you ask for."), code="no_words")
    for end in (row.kind, row.building, row.enterprise):
        if end is not None:
            same_station(row, end).or_refuse()


def _place(row: Demand, now: datetime) -> None:
    """Enterprise, building and community, who is in charge, and the two days."""
    if row.enterprise is None and row.building is not None:
        named = called_so(row)
        row.enterprise = named[0] if len(named) == 1 else None
    if row.building is None and row.enterprise is not None:
        row.building = row.enterprise.building
    for end in (row.enterprise, row.building):
        if row.community_id is None and end is not None:
            row.community_id = end.community_id
    day = timezone.localdate(now)
    row.officer = officer_for(row, day)
    settings, marks = settings_of(row.station), marks_for_limit(day, max(row.kind.days, 30))
    row.accept_by, row.due_on = rules.accept_and_answer_by(day, settings.accept_days, row.kind.days, marks)
    row.first_due = row.due_on


def called_so(row: Demand) -> list[Enterprise]:
    """Shops of the building called as the merchant calls it; where there are two, the officer chooses."""
    called = Q(name__iexact=row.shop) | Q(short_name__iexact=row.shop) | Q(unit__iexact=row.shop)
    return list(Enterprise.objects.present().filter(called, building=row.building_id).order_by("number", "pk")[:2])


def _propose(row: Demand) -> None:
    series = MeetingSeries.objects.filter(building=row.building, active=True).order_by("pk").first()
    if series is None and row.community_id is not None:
        series = MeetingSeries.objects.filter(
            community=row.community_id, building=None, active=True
        ).order_by("pk").first()  # fmt: skip
    if series is not None:
        topic = f"{row.kind}：{row.shop}"[:80]
        meetings.propose(series=series, topic=topic, why=row.words[:300], enterprise=row.enterprise, wish=row)


def receipt_of(station: Station, client_id: uuid.UUID) -> str:
    """The receipt code of a form; the form sent again shows the same one."""
    return receipts.code_of("demand-receipt", station.pk, client_id)


def _mark(*content: Any) -> str:
    return blind_index(json.dumps(content, default=str))


def _sent_before(station: Station, client_id: uuid.UUID, mark: str) -> Demand | None:
    """The demand this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_id}"])
    known = Demand.objects.filter(station=station, client_id=client_id).first()
    if known and not secrets.compare_digest(known.mark, mark):
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known


# -- the officer in charge -----------------------------------------------------------------------------------------


def locked(demand_id: int) -> Demand:
    """The demand, locked until the transaction ends."""
    rows = Demand.objects.select_for_update(no_key=True)
    return rows.prefetch_related("kind", "station", "officer", "enterprise", "building").get(pk=demand_id)


def _move(row: Demand, verb: str, actor, at: datetime, **data) -> Demand:
    """Through the gate, saved, with its line."""
    rules.DEMAND.advance(row, verb, actor, at)
    row.save()
    record(verb=f"demand.{verb}", subject=row, actor=actor, state=row.state, **data)
    return row


@transaction.atomic
@lines_last()
def accept(*, demand: Demand, actor, at: datetime | None = None) -> Demand:
    """Taken on; who accepts what nobody has is in charge of it."""
    now, row = at or timezone.now(), locked(demand.pk)
    row.accepted_at = now
    if row.officer_id is None:
        row.officer = getattr(actor, "officer", None)
    return _move(row, "accept", actor, now)


@transaction.atomic
@lines_last()
def decline(*, demand: Demand, reason: str, actor, at: datetime | None = None) -> Demand:
    """Not for the police: the reason is what the enterprise reads.

    Raises:
        NotAllowed, RuleBroken: see ``rules.DEMAND``; ``no_reason``.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    rules.said(reason, _("Give the reason; the enterprise reads it."), "no_reason").or_refuse()
    row.decline_reason, row.over_at = reason.strip(), now
    return _move(row, "decline", actor, now)


@transaction.atomic
@lines_last()
def assign(*, demand: Demand, officer: Officer, actor, enterprise: Enterprise | None = None) -> Demand:
    """Say who is in charge from now on, and of which enterprise of the list it is.

    Raises:
        NotAllowed, RuleBroken: ``over``, ``other_station``.
    """
    row = locked(demand.pk)
    must(rules.may_handle(actor, row))
    if row.over_at is not None:
        raise RuleBroken(_("This demand is over."), code="over")
    for end in (officer, enterprise):
        if end is not None:
            same_station(row, end).or_refuse()
    changed = row.officer_id != officer.pk
    row.officer = officer
    if enterprise is not None:
        row.enterprise = enterprise
        row.building = row.building or enterprise.building
        row.community_id = row.community_id or enterprise.community_id
    row.save()
    record(verb="demand.assign", subject=row, actor=actor, officer=officer.pk)
    if changed:
        _tell_officer(row, GIVEN, f"{row.pk}:{officer.pk}")
    return row


@transaction.atomic
@lines_last()
def answer(*, demand: Demand, words: str, actor, at: datetime | None = None) -> Demand:
    """Answer, or answer again after a return; the enterprise reads it with its code.

    Raises:
        NotAllowed, RuleBroken: see ``rules.DEMAND``; ``no_answer``.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    rules.said(words, _("Write the answer."), "no_answer").or_refuse()
    row.answer, row.answered_at, row.over_at = words.strip(), now, None
    row.first_answered_at = row.first_answered_at or now
    row.answered_by = getattr(actor, "officer", None)
    return _move(row, "answer", actor, now)


@transaction.atomic
@lines_last()
def pass_on(
    *, demand: Demand, department: str, days: int, actor, words: str = "", at: datetime | None = None
) -> DemandPassed:  # fmt: skip
    """Ask another department; the deadline of the answer runs on.

    Args:
        department: of the district or street, in words.
        days: working days within which it replies.

    Raises:
        NotAllowed, RuleBroken: see ``rules.DEMAND``; ``no_department``.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    rules.said(department, _("Name the department."), "no_department").or_refuse()
    day = timezone.localdate(now)
    due = working_day_after(day, days, marks_for_limit(day, days)).day
    _move(row, "pass_on", actor, now, due=str(due))
    return DemandPassed.objects.create(
        station_id=row.station_id, demand=row, department=department.strip(), words=words.strip(), due_on=due,
        passed_at=now, passed_by=actor,
    )  # fmt: skip


@transaction.atomic
@lines_last()
def come_back(*, demand: Demand, reply: str, theirs: bool, actor, at: datetime | None = None) -> Demand:
    """Note what the department replied: dealt with, or not theirs. The station answers the enterprise.

    Raises:
        NotAllowed, RuleBroken: see ``rules.DEMAND``; ``no_reply``.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    rules.said(reply, _("Write what the department replied."), "no_reply").or_refuse()
    _move(row, "come_back", actor, now, theirs=theirs)
    row.passed.filter(state=PassedState.OUT).update(
        state=PassedState.DONE if theirs else PassedState.NOT_THEIRS, reply=reply.strip(), back_at=now
    )
    return row


@transaction.atomic
def show_phone(*, demand: Demand, reason: str, actor) -> str:
    """The telephone of who asked; a reason is asked for and the look recorded (SE-08, SE-24).

    Raises:
        NotAllowed: does not handle the demand.
        RuleBroken: ``no_reason``.
    """
    must(rules.may_see_phone(actor, demand))
    rules.said(reason, _("Say why you need to see it."), "no_reason").or_refuse()
    looked(subject=demand, actor=actor, what="phone")
    contact = DemandContact.objects.filter(demand=demand).first()
    return contact.phone if contact else ""


# -- the enterprise ------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def confirm(*, demand: Demand, actor=None, at: datetime | None = None) -> Demand:
    """The enterprise is content.

    Args:
        actor: who notes it for the enterprise; None is the enterprise itself, whose code the caller has checked.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    row.confirmed_by, row.over_at = actor, now
    return _move(row, "confirm", actor, now)


@transaction.atomic
@lines_last()
def send_back(*, demand: Demand, reason: str, actor=None, at: datetime | None = None) -> Demand:
    """The enterprise is not content: it is answered again, by a day of its own; the first day stays what counts.

    Raises:
        NotAllowed, RuleBroken: see ``rules.DEMAND``; ``no_reason``.
    """
    now, row = at or timezone.now(), locked(demand.pk)
    rules.said(reason, _("Say why it is returned."), "no_reason").or_refuse()
    day = timezone.localdate(now)
    row.return_reason, row.returned_at, row.over_at = reason.strip(), now, None
    row.times_returned += 1
    days = settings_of(row.station).again_days
    row.due_on = working_day_after(day, days, marks_for_limit(day, days)).day
    _move(row, "send_back", actor, now, due=str(row.due_on))
    _tell_officer(row, NEWS, f"{row.pk}:returned:{row.times_returned}")
    return row


# -- by itself -----------------------------------------------------------------------------------------------------


def keep_house(*, station: Station, at: datetime) -> dict[str, int]:
    """Each day: close what was answered without a word, delete old telephones, tell what is late."""
    settings, today = settings_of(station), timezone.localdate(at)
    return {
        "lapsed": _lapse(settings.confirm_days, today, at),
        "phones": _forget_phones(at - timedelta(days=settings.phone_days)),
        "late": tell_late(today),
    }


def _lapse(confirm_days: int, today, at: datetime) -> int:
    lapsed = 0
    waiting = Demand.objects.filter(
        state=DemandState.ANSWERED, answered_at__date__lte=today - timedelta(days=confirm_days)
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic(), lines_last():
            row = locked(pk)
            if row.state == DemandState.ANSWERED:
                row.over_at = at
                _move(row, "lapse", None, at)
                lapsed += 1
    return lapsed


def _forget_phones(before: datetime) -> int:
    return DemandContact.objects.filter(demand__over_at__lt=before).delete()[0]


@transaction.atomic
def tell_late(today) -> int:
    """Tell who is in charge, and of an overdue answer the leadership, once a deadline; returns how many demands."""
    rows = [row for row in Demand.objects.late(today).select_related("station", "officer").order_by("pk")
            if row.told_late != passed_deadline(row, today)]  # fmt: skip
    leaders = list(Officer.objects.serving().filter(post__in=COMMANDERS)) if rows else []
    for row in rows:
        people = [row.officer] if row.officer else []
        tell(
            station=row.station, recipients=people + (leaders if row.due_on < today else []), kind=LATE,
            key=f"{LATE}:{row.pk}:{passed_deadline(row, today)}", url=row.get_absolute_url(), demand=row.pk,
            number=row.number,
        )  # fmt: skip
        Demand.objects.filter(pk=row.pk).update(told_late=passed_deadline(row, today))
    return len(rows)


def passed_deadline(row: Demand, today):
    """Which of the two days passed: that of the answer, else that of the acceptance."""
    return row.due_on if row.due_on < today else row.accept_by


def _tell_officer(row: Demand, kind: str, what: str) -> None:
    if row.officer is not None:
        tell(
            station=row.station, recipients=[row.officer], kind=kind, key=f"{kind}:{what}",
            url=row.get_absolute_url(), demand=row.pk, number=row.number,
        )  # fmt: skip
