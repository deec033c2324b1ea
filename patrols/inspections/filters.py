"""Filters of inspections, shared by page, API and export."""

import django_filters
from django.utils.translation import gettext_lazy as _

from patrols.inspections.models import InspectionPoint
from patrols.squads.models import Squad
from stations.kit.filters import StationFilter, day, rows


def _squads():
    return Squad.objects.active()


class InspectionFilter(StationFilter):
    """By squad, day, and the state of what came up."""

    squad = rows(_squads, label=_("Squad"))
    state = django_filters.ChoiceFilter(
        choices=InspectionPoint.State.choices, method="with_points", label=_("With points that are")
    )
    date_from = day(field_name="at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="at", lookup_expr="date__lte", label=_("To"))

    def with_points(self, queryset, name, value):
        """At least one point in that state."""
        points = InspectionPoint.objects.filter(state=value).values("inspection_id")
        return queryset.filter(pk__in=points)
