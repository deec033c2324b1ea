"""Verbs of recurrences: reckon, confirm with a plan, dismiss, clear (SE-29)."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from mediation.detection import reckoning, rules
from mediation.detection.models import Recurrence, RecurrenceItem
from mediation.detection.rules import Dispute
from mediation.detection.words import RecurrenceState
from mediation.network.readings import settings_of
from stations.organisation.models import Officer, Station
from stations.organisation.rules import may_answer, same_station
from stations.timeline.actions import record

# Namespace of the lock that lets one reckoning run at a time in a station.
LOCK_SPACE = 7306


@transaction.atomic
def look_again(*, station: Station, now: datetime | None = None) -> dict[str, int]:
    """Reckon the recurrences of a station anew; running it twice changes nothing.

    Proposes what is new, brings known ones up to date, clears what is over. What was dismissed or cleared comes
    back only with a dispute newer than that decision.

    Returns: how many were ``proposed``, ``updated``, ``cleared``.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, station.pk])
    settings = settings_of(station)
    disputes = reckoning.gather(reckoning.window(now, settings.repeat_days), now + timedelta(seconds=1))
    known = {
        (row.kind, row.key): row for row in Recurrence.objects.open().select_for_update(no_key=True).order_by("pk")
    }
    told = {"proposed": 0, "updated": 0, "cleared": 0}
    fresh = []
    for found in reckoning.recurring(disputes, rules.thresholds(settings)):
        row = known.get((found.kind, found.key))
        if row is not None:
            told["updated"] += _bring_up_to_date(row, found, settings)
        elif _is_new(found):
            fresh.append(_propose(station, found, settings, now))
    for row in fresh:
        told["proposed"] += 1
        record(verb="recurrence.proposed", subject=row, level=row.level, times=row.times)
    day = timezone.localdate(now)
    for row in known.values():
        if rules.is_over(row, day, settings.repeat_days):
            told["cleared"] += 1
            _clear(row, now)
    return told


def _is_new(found: reckoning.Found) -> bool:
    """Something happened after the last decision on the same ground."""
    closed = Recurrence.objects.filter(kind=found.kind, key=found.key).order_by("-pk").first()
    if closed is None:
        return True
    decided = closed.cleared_at or closed.decided_at
    return decided is None or any(dispute.at > decided for dispute in found.disputes)


def _propose(station: Station, found: reckoning.Found, settings, now: datetime) -> Recurrence:
    level, reasons = rules.reasons_for(found.disputes, settings.repeat_days, rules.thresholds(settings)[found.kind])
    places = {reckoning.address_key(row.place): row.place for row in found.disputes if row.place}
    communities = [row.community_id for row in found.disputes if row.community_id]
    row = Recurrence.objects.create(
        station=station, kind=found.kind, key=found.key, level=level, reasons=reasons, times=len(found.disputes),
        first_at=found.disputes[0].at, last_at=found.disputes[-1].at, proposed_at=now,
        place=next(iter(places.values())) if len(places) == 1 else "",
        community_id=communities[-1] if communities else None,
    )  # fmt: skip
    _add_items(row, found.disputes)
    return row


def _add_items(row: Recurrence, disputes: list[Dispute]) -> None:
    there = {
        ("case", case) if case else ("incident", incident)
        for incident, case in row.items.values_list("incident_id", "case_id")
    }
    RecurrenceItem.objects.bulk_create(
        RecurrenceItem(
            station_id=row.station_id, recurrence=row, incident_id=one.incident_id, case_id=one.case_id, at=one.at
        )
        for one in disputes
        if one.ident not in there
    )


def _bring_up_to_date(row: Recurrence, found: reckoning.Found, settings) -> bool:
    """New disputes of a known ground; nothing is written where nothing differs."""
    plan_from = row.plan_from if row.state == RecurrenceState.CONFIRMED else None
    least = rules.thresholds(settings)[found.kind]
    level, reasons = rules.reasons_for(found.disputes, settings.repeat_days, least, plan_from)
    values = {"level": level, "reasons": reasons, "times": len(found.disputes), "last_at": found.disputes[-1].at}
    if all(getattr(row, key) == value for key, value in values.items()):
        return False
    grown = values["last_at"] > row.last_at
    for key, value in values.items():
        setattr(row, key, value)
    row.save(update_fields=list(values))
    _add_items(row, found.disputes)
    if grown:
        record(verb="recurrence.grown", subject=row, level=row.level, times=row.times)
    return True


def _clear(row: Recurrence, now: datetime) -> None:
    """The rule that clears: nothing new (``rules.is_over``)."""
    verb = "clear" if row.state == RecurrenceState.CONFIRMED else "lapse"
    rules.STEPS.advance(row, verb, None, now)
    row.cleared_at = now
    row.save(update_fields=["state", "cleared_at"])
    record(verb=f"recurrence.{verb}", subject=row)


def _locked(recurrence: Recurrence) -> Recurrence:
    return Recurrence.objects.select_for_update(no_key=True).get(pk=recurrence.pk)


@transaction.atomic
def confirm(
    *, recurrence: Recurrence, plan: str, plan_from: date, plan_until: date, owner: Officer, actor,
    at: datetime | None = None,
) -> Recurrence:  # fmt: skip
    """A person confirms that disputes recur, with a dated plan and who is in charge; or changes the plan.

    Raises:
        NotAllowed: not keeper, leadership or police of the community.
        RuleBroken: ``no_plan``, ``span``, ``too_long``, ``wrong_state``, and who cannot be in charge.
    """
    row, at = _locked(recurrence), at or timezone.now()
    same_station(row, owner).or_refuse()
    may_answer(owner).or_refuse()
    row.plan, row.plan_from, row.plan_until, row.owner = plan.strip(), plan_from, plan_until, owner
    verb = "replan" if row.state == RecurrenceState.CONFIRMED else "confirm"
    rules.STEPS.advance(row, verb, actor, at)
    row.decided_by, row.decided_at = actor, at
    row.save()
    record(
        verb=f"recurrence.{verb}", subject=row, actor=actor, owner=owner.pk, start=plan_from.isoformat(),
        end=plan_until.isoformat(),
    )  # fmt: skip
    return row


@transaction.atomic
def dismiss(*, recurrence: Recurrence, reason: str, actor, at: datetime | None = None) -> Recurrence:
    """A person says that these disputes have nothing to do with each other, and why.

    Raises:
        NotAllowed: not keeper, leadership or police of the community.
        RuleBroken: ``no_reason``, ``wrong_state``.
    """
    row, at = _locked(recurrence), at or timezone.now()
    row.decision = reason.strip()
    rules.STEPS.advance(row, "dismiss", actor, at)
    row.decided_by, row.decided_at = actor, at
    row.save()
    record(verb="recurrence.dismiss", subject=row, actor=actor)
    return row
