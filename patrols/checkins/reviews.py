"""Decisions of people: about doubts (PA-11) and about entries by hand (PA-10)."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from patrols.checkins import engine, rules
from patrols.checkins.models import CheckIn, CheckInReview, ManualEntry
from patrols.checkins.words import EntryState, Verdict
from patrols.routes.models import Checkpoint
from patrols.schedule import LIVE
from patrols.schedule.models import DutyGuard, DutyTarget, PatrolDuty
from patrols.squads.models import Guard
from patrols.squads.readings import settings_of
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_days
from stations.timeline.actions import record


@transaction.atomic
def review(*, check_in: CheckIn, actor, verdict: str, reason: str, at: datetime | None = None) -> CheckInReview:
    """Decide whether a check-in counts; the check-in itself stays as it came (PA-11).

    Args:
        verdict: of :class:`Verdict`.
        reason: why, for whoever asks later.

    Raises:
        NotAllowed: the person may not decide for this squad, or it is their own check-in.
        RuleBroken: ``check_in.decided``, ``check_in.no_duty``.
    """
    row = (
        CheckIn.objects.select_for_update(no_key=True, of=("self",))
        .select_related("guard", "duty")
        .get(pk=check_in.pk)
    )
    demand(rules.may_review(actor, row))
    rules.can_be_reviewed(row, CheckInReview.objects.filter(check_in=row).exists()).or_refuse()
    counts = verdict == Verdict.COUNTS
    if counts:
        rules.can_count(row).or_refuse()
    decided = CheckInReview.objects.create(
        station=row.station, check_in=row, verdict=Verdict(verdict).value, reason=reason.strip()[:200], by=actor,
        at=at or timezone.now(),
    )  # fmt: skip
    if row.counted != counts:
        row.counted = counts
        row.save(update_fields=["counted"])
        _reckon(row.duty_id)
    record(verb=f"check_in.{decided.verdict}", subject=row, actor=actor, duty=row.duty_id, flags=row.flags)
    live.changed(row.station_id, LIVE)
    return decided


def _reckon(duty_id: int | None) -> None:
    """Have the duty reckoned again by the next sweep."""
    if duty_id:
        PatrolDuty.objects.filter(pk=duty_id).update(reckon=True)


def used_this_month(guard: Guard, at: datetime) -> int:
    """Entries by hand of a guard in the month of a moment, asked for or approved."""
    first = timezone.localtime(at).date().replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    rows = ManualEntry.objects.filter(guard=guard, **in_days("at", first, after))
    return rows.exclude(state=EntryState.REFUSED).count()


def _fits(duty: PatrolDuty, guard: Guard, checkpoint: Checkpoint, at: datetime, now: datetime) -> None:
    limits = settings_of(duty.station)
    target = DutyTarget.objects.filter(duty=duty, checkpoint=checkpoint).first()
    named = DutyGuard.objects.filter(duty=duty, guard=guard).first()
    rules.entry_fits(duty=duty, target=target, named=named, at=at, now=now, limits=limits).or_refuse()


@transaction.atomic
def ask_entry(
    *, duty: PatrolDuty, guard: Guard, checkpoint: Checkpoint, at: datetime, reason: str, actor,
    now: datetime | None = None,
) -> ManualEntry:  # fmt: skip
    """Ask for a check-in by hand, where the phone was broken or the sign gone (PA-10).

    Args:
        at: when the guard was there.
        reason: why there is no check-in.

    Raises:
        NotAllowed: the person does not run the squad.
        RuleBroken: ``entry.…``: not owed, visited, another guard, outside the duty, over the monthly limit.
    """
    demand(rules.may_ask_entry(actor, duty))
    now = now or timezone.now()
    # Two askers at once: the second one counts the first one's.
    guard = Guard.objects.select_for_update(no_key=True, of=("self",)).get(pk=guard.pk)
    _fits(duty, guard, checkpoint, at, now)
    rules.within_limit(used_this_month(guard, at), settings_of(duty.station)).or_refuse()
    if ManualEntry.objects.filter(duty=duty, checkpoint=checkpoint, state=EntryState.ASKED).exists():
        raise RuleBroken(rules.ASKED_ALREADY, code="entry.asked")
    entry = ManualEntry.objects.create(
        station=duty.station, guard=guard, checkpoint=checkpoint, duty=duty, at=at, reason=reason.strip()[:200],
        asked_by=actor, asked_at=now,
    )  # fmt: skip
    record(
        verb="manual_entry.asked", subject=entry, actor=actor, duty=duty.pk, guard=guard.pk, checkpoint=checkpoint.pk
    )
    return entry


def _locked(entry: ManualEntry, actor) -> ManualEntry:
    rows = ManualEntry.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "guard", "duty", "checkpoint"
    )
    row = rows.get(pk=entry.pk)
    demand(rules.may_decide_entry(actor, row))
    rules.is_open(row).or_refuse()
    return row


def _decided(entry: ManualEntry, state: str, actor, answer: str, now: datetime) -> ManualEntry:
    entry.state, entry.decided_by, entry.decided_at, entry.answer = state, actor, now, answer.strip()[:200]
    entry.save(update_fields=["state", "decided_by", "decided_at", "answer", "check_in"])
    record(verb=f"manual_entry.{state}", subject=entry, actor=actor, duty=entry.duty_id, guard=entry.guard_id)
    return entry


@transaction.atomic
def approve_entry(*, entry: ManualEntry, actor, answer: str = "", now: datetime | None = None) -> ManualEntry:
    """Approve an entry by hand: now it is a check-in, marked as one (PA-10).

    Raises:
        NotAllowed: the person asked for it, is the guard, or may not decide for the squad.
        RuleBroken: ``entry.decided``, or the point has been visited meanwhile.
    """
    row, now = _locked(entry, actor), now or timezone.now()
    _fits(row.duty, row.guard, row.checkpoint, row.at, now)
    item = {
        "c": str(uuid.uuid4()), "p": row.checkpoint_id, "t": row.at.isoformat(), "o": False, "m": True,
        "k": f"manual-entry-{row.pk}",
    }  # fmt: skip
    _sender, (made,) = engine.run(door="guard", secret=str(row.guard_id), items=[item], clock=now, using="default")
    if not made.counted or made.duty_id != row.duty_id:
        raise RuleBroken(rules.NOT_OWED, code="entry.not_owed")
    row.check_in_id = made.id
    _reckon(row.duty_id)
    live.changed(row.station_id, LIVE)
    return _decided(row, EntryState.APPROVED, actor, answer, now)


@transaction.atomic
def refuse_entry(*, entry: ManualEntry, actor, answer: str, now: datetime | None = None) -> ManualEntry:
    """Refuse an entry by hand, with the reason.

    Raises:
        NotAllowed, RuleBroken: as :func:`approve_entry`.
    """
    return _decided(_locked(entry, actor), EntryState.REFUSED, actor, answer, now or timezone.now())
