"""What pages ask about gear: the store at a glance, what a squad carries."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from patrols.equipment.models import Gear, GearIssue, GearKind
from patrols.squads.models import Guard, SquadMembership
from stations.kit.spans import in_force


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind: how many pieces in which state, and how many guards are short of it."""

    kind: GearKind
    stored: int
    issued: int
    damaged: int
    lost: int
    short: int


def shelves() -> list[Shelf]:
    """Every kind in use; two queries."""
    states = {state: Count("pieces", filter=Q(pieces__state=state)) for state in Gear.State.values}
    guards = Guard.objects.serving().count()
    rows = GearKind.objects.filter(active=True).annotate(**{f"n_{state}": count for state, count in states.items()})
    return [
        Shelf(
            row, row.n_stored, row.n_issued, row.n_damaged, row.n_lost, max(0, guards * row.per_guard - row.n_issued)
        )
        for row in rows
    ]


def listed():
    """Pieces with who has them."""
    return Gear.objects.select_related("kind").prefetch_related("issues__guard__user")


def carried(squad_ids) -> list[tuple[Guard, list[GearIssue]]]:
    """What the guards of squads carry today, guard by guard; three queries."""
    members = SquadMembership.objects.filter(in_force(timezone.localdate()), squad__in=squad_ids)
    guards = list(Guard.objects.filter(pk__in=members.values("guard_id")).select_related("user"))
    out = GearIssue.objects.filter(guard__in=guards, returned_at=None).select_related("gear__kind")
    by_guard: dict[int, list[GearIssue]] = {}
    for row in out.order_by("gear__kind__order", "gear__code"):
        by_guard.setdefault(row.guard_id, []).append(row)
    return [(guard, by_guard.get(guard.pk, [])) for guard in guards]


def mine(guard: Guard) -> list[GearIssue]:
    """What a guard carries."""
    rows = GearIssue.objects.filter(guard=guard, returned_at=None).select_related("gear__kind")
    return list(rows.order_by("gear__kind__order", "gear__code"))
