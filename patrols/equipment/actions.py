"""Hand gear out and take it back: one piece, one guard, one line in the day-book."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.equipment import rules
from patrols.equipment.models import Gear, GearIssue, GearKind
from patrols.squads.models import Guard
from patrols.squads.rules import may_keep_patrols
from stations.kit.answer import RuleBroken, demand
from stations.notices.actions import tell
from stations.organisation.models import Station
from stations.timeline.actions import record

MOST_AT_ONCE = 500
# The pieces a station begins with (DOMAIN §5.3), without numbers of its own.
KINDS = ("反光衣", "肩灯", "对讲机", "袖标", "腰带", "应急处置工具包")


@transaction.atomic
def install(*, station: Station, actor) -> int:
    """The kinds of gear that come with the house; returns how many were missing."""
    demand(may_keep_patrols(actor))
    known = set(GearKind.objects.values_list("name", flat=True))
    rows = [
        GearKind(station=station, name=name, order=order) for order, name in enumerate(KINDS, 1) if name not in known
    ]
    for row in rows:
        row.save()
    record(verb="gear_kind.installed", station=station, actor=actor, count=len(rows))
    return len(rows)


@transaction.atomic
def stock(*, station: Station, actor, kind: GearKind, prefix: str, first: int, count: int) -> list[Gear]:
    """Take new pieces into store, numbered on: ``prefix`` and three digits.

    Raises:
        NotAllowed: not of the office.
        RuleBroken: ``count``, ``code_taken``, ``other_station``.
    """
    demand(may_keep_patrols(actor))
    if kind.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if not 1 <= count <= MOST_AT_ONCE:
        raise RuleBroken(_("Take in 1 to 500 pieces at once."), code="count")
    codes = [f"{prefix}{number:03d}" for number in range(first, first + count)]
    taken = Gear.objects.filter(code__in=codes).order_by("code").values_list("code", flat=True).first()
    if taken:
        raise RuleBroken(_("The number %(code)s is already in use.") % {"code": taken}, code="code_taken")
    made = Gear.objects.bulk_create([Gear(station=station, kind=kind, code=code) for code in codes])
    record(verb="gear.stocked", subject=kind, actor=actor, count=count)
    return made


@transaction.atomic
def issue(*, gear: Gear, guard: Guard, actor, at: datetime | None = None) -> GearIssue:
    """Hand a piece to a guard, who confirms it on the own phone.

    Raises:
        NotAllowed: not of the office.
        RuleBroken: it is not in store, the guard has left, another station's.
    """
    row = locked(gear.pk)
    rules.may_carry(row, guard).or_refuse()
    rules.STEPS.advance(row, "issue", actor)
    row.save()
    made = GearIssue.objects.create(
        station_id=row.station_id, gear=row, guard=guard, issued_at=at or timezone.now(), issued_by=actor
    )
    record(verb="gear.issue", subject=row, actor=actor, guard=guard.pk)
    tell(station=row.station, recipients=[guard], kind="gear.issued", key=f"gear.issued:{made.pk}", url="/c/gear/")
    return made


@transaction.atomic
def confirm(*, issue: GearIssue, actor, at: datetime | None = None) -> GearIssue:
    """The guard has it; pressed twice, the first time stands."""
    row = GearIssue.objects.select_for_update(no_key=True).get(pk=issue.pk)
    demand(rules.may_confirm(actor, row))
    if row.received_at is None and row.returned_at is None:
        row.received_at = at or timezone.now()
        row.save()
        record(verb="gear.confirm", subject=row.gear, actor=actor)
    return row


@transaction.atomic
def take_back(*, gear: Gear, actor, condition: str, note: str = "", at: datetime | None = None) -> Gear:
    """A piece comes back in order or damaged, or is reported lost.

    Args:
        condition: one of :class:`GearIssue.Condition`; damage and loss ask for a note.

    Raises:
        NotAllowed: not of the office.
        RuleBroken: it is not out; ``no_note``.
    """
    row = locked(gear.pk)
    if condition != rules.Condition.GOOD and not note.strip():
        raise RuleBroken(_("Say how it was damaged or lost."), code="no_note")
    rules.STEPS.advance(row, rules.RETURNED[rules.Condition(condition)], actor)
    row.save()
    out = GearIssue.objects.select_for_update(no_key=True).get(gear=row, returned_at=None)
    out.returned_at, out.returned_to = at or timezone.now(), actor
    out.condition, out.note = condition, note.strip()
    out.save()
    record(verb="gear.take_back", subject=row, actor=actor, condition=condition)
    return row


@transaction.atomic
def move(*, gear: Gear, verb: str, actor) -> Gear:
    """Repair, find again or retire a piece."""
    if verb not in {"repair", "find", "retire"}:
        raise RuleBroken(_("This is no longer possible in the present state."), code="wrong_state")
    row = locked(gear.pk)
    rules.STEPS.advance(row, verb, actor)
    row.save()
    record(verb=f"gear.{verb}", subject=row, actor=actor)
    return row


def locked(gear_id: int) -> Gear:
    """The piece, locked until the transaction ends."""
    return Gear.objects.select_for_update(no_key=True).prefetch_related("station").get(pk=gear_id)
