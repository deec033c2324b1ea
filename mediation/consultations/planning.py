"""The standing day of the 政法工作日 (weekday, n-th of the month): kept by the station, planned ahead every night."""

import logging
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.consultations import rules
from mediation.consultations.actions import make
from mediation.consultations.models import Consultation, ConsultationMember, ConsultationRule
from mediation.consultations.words import Kind
from mediation.network.models import MediationRoom
from stations.calendar.rules import is_working, marks_between, working_day_after
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Officer
from stations.timeline.actions import record

log = logging.getLogger(__name__)
MOST_AHEAD = 120
ROOM = 20


@transaction.atomic
def keep_rule(
    *,
    station,
    title: str,
    weekday: int,
    weeks: list[int],
    begins: time,
    minutes: int,
    actor,
    rule: ConsultationRule | None = None,
    room: MediationRoom | None = None,
    place: str = "",
    chair: Officer | None = None,
    ahead_days: int = 35,
    active: bool = True,
    at: datetime | None = None,
) -> ConsultationRule:
    """Set the standing day; what is planned already stays, new days follow the new rule at once.

    Raises:
        NotAllowed: not a keeper and not of the leadership.
        RuleBroken: ``weeks``, ``ahead``.
    """
    demand(rules.may_plan(actor))
    if any(not 1 <= week <= rules.LAST for week in weeks):
        raise RuleBroken(_("Weeks are 1 to 4, or the last of the month."), code="weeks")
    if not 1 <= ahead_days <= MOST_AHEAD:
        raise RuleBroken(_("Meetings are planned 1 to %(most)s days ahead.") % {"most": MOST_AHEAD}, code="ahead")
    row = rule or ConsultationRule(station=station)
    row.title, row.weekday, row.weeks, row.begins, row.minutes = title, weekday, sorted(set(weeks)), begins, minutes
    row.room, row.place, row.chair, row.ahead_days, row.active = room, place, chair, ahead_days, active
    row.save()
    record(verb="consultation.rule", subject=row, actor=actor)
    plan_ahead(rule=row, day=timezone.localdate(at))
    return row


@transaction.atomic
def plan_ahead(*, rule: ConsultationRule, day: date) -> int:
    """Plan the days of a rule that are not planned yet; returns how many. Safe to run twice.

    A day off moves to the next working day. Who was invited last time is invited again. Where the room is taken the
    meeting is planned without one, and the keepers find it among what is due.
    """
    found = ConsultationRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if not found.active:
        return 0
    last = date.fromordinal(day.toordinal() + found.ahead_days)
    known = set(found.consultations.filter(rule_day__gte=day).values_list("rule_day", flat=True))
    marks = marks_between(day, date.fromordinal(last.toordinal() + ROOM))
    made = 0
    for on in rules.rule_days(found.weekday, found.weeks, date.fromordinal(day.toordinal() + 1), last):
        if on not in known:
            held = on if is_working(on, marks) else working_day_after(on, 1, marks).day
            _plan_one(found, on, held)
            made += 1
    return made


def _plan_one(rule: ConsultationRule, on: date, held: date) -> None:
    values = {
        "station": rule.station, "kind": Kind.WORKDAY, "title": f"{rule.title} {held:%Y-%m-%d}",
        "starts_at": rules.starts(held, rule.begins), "minutes": rule.minutes, "chair": rule.chair, "actor": None,
        "rule": rule, "rule_day": on, "place": rule.place,
    }  # fmt: skip
    try:
        with transaction.atomic():
            meeting = make(room=rule.room, **values)
    except RuleBroken as refusal:
        log.warning("work day planned without its room", extra={"fields": {"rule": rule.pk, "code": refusal.code}})
        meeting = make(room=None, **values)
    _invite_as_before(rule, meeting)


def _invite_as_before(rule: ConsultationRule, meeting: Consultation) -> None:
    before = rule.consultations.exclude(pk=meeting.pk).order_by("-starts_at").first()
    if before is None:
        return
    for row in before.members.all():
        ConsultationMember.objects.create(
            station_id=meeting.station_id, consultation=meeting, officer_id=row.officer_id,
            mediator_id=row.mediator_id, contact_id=row.contact_id,
        )  # fmt: skip
