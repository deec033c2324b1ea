"""Verbs: a guard passed; the house looks at check-ins near by; what no longer carries gives its errands back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.checkins.models import CheckIn
from patrols.checkins.words import Closing
from patrols.errands import rules
from patrols.errands.carrier import carried_by
from patrols.errands.readings import pass_key
from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.words import State as DutyState
from patrols.squads.models import Guard
from stations.errands import actions as errands
from stations.errands.models import Errand
from stations.errands.readings import carried, settings_of
from stations.errands.words import Result
from stations.kit import live
from stations.kit.answer import RuleBroken, demand, no
from stations.organisation.models import Station

LIVE = "patrols"
# A check-in kept on a phone without a network may come in so late.
BACK = timedelta(days=3)


def guard_passed(*, errand: Errand, duty: PatrolDuty, guard: Guard, result: str, at: datetime | None = None) -> bool:
    """One tap of a guard on a duty that carries the errand; returns whether that was new.

    Raises:
        NotAllowed: the guard is not on this duty.
        RuleBroken: ``not_carried``; ``other_time`` where nobody is wanted there now.
    """
    now = at or timezone.now()
    if not duty.guards.filter(guard=guard, holds=True).exists():
        demand(no(_("You are not on this duty."), code="not_on_duty"))
    if not carried_by([errand], duty):
        raise RuleBroken(_("This duty does not carry it any more."), code="not_carried")
    slack = timedelta(minutes=settings_of(errand.station).slack_minutes)
    if not rules.proves(errand, now, slack):
        raise RuleBroken(_("Nobody is wanted there at this time; tap when you pass."), code="other_time")
    made = _pass(errand, duty, now, result, actor=guard.user)
    live.changed(errand.station_id, LIVE)
    return made


def look(*, station: Station, at: datetime) -> int:
    """Passes that counted check-ins near by prove; returns how many are new. Safe to run twice.

    A check-in counts as soon as its card is closed, at the latest when its duty is over.
    """
    found = list(carried(rules.CARRIER).select_related("station"))
    if not found:
        return 0
    limits, made = settings_of(station), 0
    slack = timedelta(minutes=limits.slack_minutes)
    for duty in _duties(found, at):
        for errand in carried_by(found, duty):
            seen = _near(errand, duty, limits.near_metres, slack)
            if seen:
                made += _pass(errand, duty, seen[0].at, _result(seen))
    _give_back(found, at)
    return made


def _duties(found: list[Errand], at: datetime) -> Iterable[PatrolDuty]:
    """Duties of the last days that carry some of these errands, with their counted check-ins."""
    plans = {int(one.carrier_key[5:]) for one in found if one.carrier_key.startswith("plan:")}
    alone = {int(one.carrier_key[5:]) for one in found if one.carrier_key.startswith("duty:")}
    rows = PatrolDuty.objects.filter(Q(plan__in=plans) | Q(pk__in=alone), starts_at__lte=at, ends_at__gt=at - BACK)
    duties = list(rows.exclude(state=DutyState.CANCELLED).select_related("squad").order_by("starts_at", "id"))
    check_ins: dict[int, list[CheckIn]] = {duty.pk: [] for duty in duties}
    seen = CheckIn.objects.counted().filter(duty__in=check_ins).select_related("checkpoint").order_by("at", "id")
    for row in seen:
        check_ins[row.duty_id].append(row)
    for duty in duties:
        duty.seen = check_ins[duty.pk]
    return duties


def _near(errand: Errand, duty: PatrolDuty, reach: int, slack: timedelta) -> list[CheckIn]:
    """The check-ins of a duty near an errand, in the time wanted, that have said all they will say."""
    ready = [row for row in duty.seen if row.closing or duty.closed_at]
    places = [(row.checkpoint_id, row.checkpoint.lat, row.checkpoint.lng) for row in ready]
    close = {key for key, lat, lng in places if rules.nearest(errand, [(key, lat, lng)], reach)}
    return [row for row in ready if row.checkpoint_id in close and rules.proves(errand, row.at, slack)]


def _result(seen: list[CheckIn]) -> str:
    found = any(row.closing in (Closing.HAZARD, Closing.FOUND) for row in seen)
    return Result.FOUND if found else Result.NOTHING


def _pass(errand: Errand, duty: PatrolDuty, at: datetime, result: str, actor=None) -> bool:
    return errands.passed(
        errand=errand, key=pass_key(duty.pk), at=at, result=result, by=duty.squad.name,
        url=duty.get_absolute_url(), actor=actor,
    )  # fmt: skip


def _give_back(found: list[Errand], at: datetime) -> None:
    """Errands whose plan has ended, or whose one duty is over without a pass, are asked for again."""
    today = timezone.localdate(at)
    open_plans = set(Plan.objects.filter(Q(end=None) | Q(end__gt=today)).values_list("pk", flat=True))
    waiting = PatrolDuty.objects.filter(closed_at=None).exclude(state=DutyState.CANCELLED)
    alone = [int(one.carrier_key[5:]) for one in found if one.carrier_key.startswith("duty:")]
    open_duties = set(waiting.filter(pk__in=alone).values_list("pk", flat=True)) if alone else set()
    for errand in found:
        kind, _colon, number = errand.carrier_key.partition(":")
        if int(number) in (open_plans if kind == "plan" else open_duties) or errand.passes:
            continue
        try:
            errands.release(errand=errand, actor=None, at=at, system=True)
        except RuleBroken:  # somebody was faster
            continue
