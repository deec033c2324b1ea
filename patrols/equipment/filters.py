"""Filters of gear, shared by page and export."""

import django_filters
from django.utils.translation import gettext_lazy as _

from patrols.equipment.models import Gear, GearKind
from patrols.squads.models import Squad, SquadMembership
from stations.kit.filters import StationFilter, rows


def _kinds():
    return GearKind.objects.all()


def _squads():
    return Squad.objects.active()


class GearFilter(StationFilter):
    """By number, kind, state and the squad that has it."""

    q = django_filters.CharFilter(field_name="code", lookup_expr="istartswith", label=_("Number"))
    kind = rows(_kinds, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=Gear.State.choices, label=_("State"))
    squad = rows(_squads, label=_("Squad"), method="of_squad")

    def of_squad(self, queryset, name, value):
        """Out with a guard who is in the squad now."""
        if value is None:
            return queryset
        guards = SquadMembership.objects.filter(squad=value, end=None).values("guard_id")
        return queryset.filter(issues__returned_at=None, issues__guard__in=guards)
