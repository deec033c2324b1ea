"""Keep the allocation table."""

from django.db import transaction
from django.utils.translation import gettext as _

from stations.casework import rules
from stations.casework.models import AllocationRule
from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Team
from stations.organisation.rules import same_station
from stations.timeline.actions import record


@transaction.atomic
def save_rule(
    *, station, order: int, name: str, elements: list[str], category, team, active: bool, actor,
    rule: AllocationRule | None = None,
) -> AllocationRule:  # fmt: skip
    """Add a row to the table or change one; cases allocated before keep their team.

    Args:
        order: rows are asked in this order, the first that fits decides.
        elements: codes of control elements, any of which must be ticked; none: whatever is ticked.
        category: with all below it; None: any.
        team: None: the community team of the place.

    Raises:
        NotAllowed: not the leadership.
        RuleBroken: another row has the name, or an end of it belongs to another station.
    """
    demand(rules.may_keep_rules(actor))
    found = (
        AllocationRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
        if rule
        else AllocationRule(station=station)
    )
    for other in (category, team):
        if other is not None:
            same_station(found, other).or_refuse()
    if AllocationRule.objects.filter(name=name).exclude(pk=found.pk).exists():
        raise RuleBroken(_("Another row has this name."), code="name_taken")
    found.order, found.name, found.elements = order, name, list(elements)
    found.category, found.team, found.active = category, team, active
    found.save()
    record(verb="allocation_rule.saved", subject=found, actor=actor, order=order)
    return found


@transaction.atomic
def start_table(*, station, actor) -> int:
    """Fill an empty table with the usual split (典型分工), without inventing control elements; returns its rows.

    Criminal matters go to the case team; everything else to the community team of the place.
    """
    demand(rules.may_keep_rules(actor))
    if AllocationRule.objects.select_for_update(no_key=True).exists():
        return 0
    case_team = Team.objects.filter(kind=Team.Kind.CASE, active=True).order_by("order", "id").first()
    top = criminal_root()
    made = 0
    if case_team and top:
        save_rule(
            station=station, order=10, name="刑事类警情归打击办案队", elements=[], category=top, team=case_team,
            active=True, actor=actor,
        )  # fmt: skip
        made += 1
    save_rule(
        station=station, order=90, name="其余归发生地社区警务队", elements=[], category=None, team=None, active=True,
        actor=actor,
    )  # fmt: skip
    return made + 1


def criminal_root():
    """The top of the station's criminal categories, if it has one."""
    model = AllocationRule._meta.get_field("category").related_model
    return model.objects.filter(level=1, fold=model.Fold.CRIMINAL, active=True).order_by("order", "code").first()
