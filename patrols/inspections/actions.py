"""Inspect a squad on the street; follow what came up to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.inspections import rules
from patrols.inspections.models import Inspection, InspectionPoint
from patrols.routes.models import Checkpoint
from patrols.schedule.models import PatrolDuty
from patrols.squads.models import Squad
from stations.kit.answer import RuleBroken, demand
from stations.kit.spans import in_force
from stations.notices.actions import tell
from stations.timeline.actions import record

MOST_POINTS = 10


@dataclass(frozen=True, slots=True)
class Raised:
    """One thing that came up; ``result`` where it was settled on the spot."""

    kind: str
    words: str
    due_on: date | None = None
    result: str = ""


@transaction.atomic
def inspect(
    *,
    squad: Squad,
    actor,
    raised: Sequence[Raised] = (),
    checkpoint: Checkpoint | None = None,
    present: int | None = None,
    passed: bool = True,
    note: str = "",
    at: datetime | None = None,
) -> Inspection:
    """Write down one visit.

    Args:
        squad: whom.
        actor: the officer who was there.
        raised: guidance, corrections and help, at most ten.
        checkpoint: where.
        present: guards that stood there; compared with those of the running duty.
        passed: whether the patrol was in order.
        note: in words.
        at: when; now by default.

    Raises:
        NotAllowed: no police officer, or not of this squad.
        RuleBroken: ``in_future``, ``other_station``, ``no_words``, ``too_many``, ``due_before``.
    """
    demand(rules.may_inspect(actor, squad.pk))
    now = timezone.now()
    at = at or now
    _check(squad, raised, checkpoint, at, now)
    duty = PatrolDuty.objects.at(at).filter(squad=squad).prefetch_related("guards").order_by("starts_at").first()
    made = Inspection.objects.create(
        station_id=squad.station_id, squad=squad, officer=actor.officer, duty=duty, checkpoint=checkpoint, at=at,
        present=present, passed=passed, note=note.strip(),
        planned=sum(row.holds for row in duty.guards.all()) if duty else None,
    )  # fmt: skip
    for row in raised:
        InspectionPoint.objects.create(
            station_id=squad.station_id, inspection=made, kind=row.kind, words=row.words.strip(), due_on=row.due_on,
            **_settled(row, actor, now),
        )  # fmt: skip
    record(verb="inspection.made", subject=made, actor=actor, points=len(raised), passed=passed)
    leaders = [lead.guard for lead in squad.leads.filter(in_force(timezone.localdate(now))).select_related("guard")]
    if any(not row.result for row in raised):
        tell(
            station=squad.station, recipients=leaders, kind="inspection.points", key=f"inspection:{made.pk}",
            url="/c/squad/points/",
        )  # fmt: skip
    return made


@transaction.atomic
def settle(*, point: InspectionPoint, actor, result: str, at: datetime | None = None) -> InspectionPoint:
    """Say what was done; somebody else checks it."""
    row = locked(point.pk)
    row.result = result.strip()
    return _move(row, "settle", actor, done_by=actor, done_at=at or timezone.now())


@transaction.atomic
def check(*, point: InspectionPoint, actor, at: datetime | None = None) -> InspectionPoint:
    """Seen: it is done."""
    return _move(locked(point.pk), "check", actor, checked_by=actor, checked_at=at or timezone.now())


@transaction.atomic
def send_back(*, point: InspectionPoint, actor) -> InspectionPoint:
    """Seen: it is not done yet; what was said stays in the history."""
    return _move(locked(point.pk), "send_back", actor, done_by=None, done_at=None, result="")


def locked(point_id: int) -> InspectionPoint:
    """The point, locked until the transaction ends."""
    return InspectionPoint.objects.select_for_update(no_key=True).prefetch_related("inspection").get(pk=point_id)


def _move(row: InspectionPoint, verb: str, actor, **columns) -> InspectionPoint:
    rules.STEPS.advance(row, verb, actor)
    for column, value in columns.items():
        setattr(row, column, value)
    row.save()
    record(verb=f"inspection.{verb}", subject=row.inspection, actor=actor, point=row.pk)
    return row


def _settled(row: Raised, actor, now: datetime) -> dict:
    """Guidance and correction settled on the spot are done and seen at once."""
    if not row.result.strip():
        return {}
    seen = {"done_by": actor, "done_at": now, "checked_by": actor, "checked_at": now}
    return {"state": rules.State.CHECKED, "result": row.result.strip(), **seen}


def _check(squad, raised, checkpoint, at, now) -> None:
    if at > now:
        raise RuleBroken(_("The time lies in the future."), code="in_future")
    if checkpoint is not None and checkpoint.station_id != squad.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if len(raised) > MOST_POINTS:
        raise RuleBroken(_("At most ten points a visit."), code="too_many")
    for row in raised:
        if not row.words.strip():
            raise RuleBroken(_("Say what came up."), code="no_words")
        if row.due_on and row.due_on < timezone.localdate(at):
            raise RuleBroken(_("The due day lies before the visit."), code="due_before")
