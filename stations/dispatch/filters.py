"""Filters of assignments, for the API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from stations.crews.models import Crew
from stations.dispatch.models import Assignment
from stations.kit.filters import StationFilter, rows
from stations.organisation.rules import officer_of

YES_NO = [("true", _("yes")), ("false", _("no"))]


def _crews():
    return Crew.objects.all()


class AssignmentFilter(StationFilter):
    """Assignments by state, crew and incident; mine; those still running."""

    state = django_filters.ChoiceFilter(choices=Assignment.State.choices, label=_("State"))
    part = django_filters.ChoiceFilter(choices=Assignment.Part.choices, label=_("Role at the scene"))
    crew = rows(_crews, field_name="crew", label=_("Crew"))
    incident = django_filters.NumberFilter(field_name="incident_id", label=_("Incident"))
    mine = django_filters.TypedChoiceFilter(
        choices=YES_NO, coerce=lambda value: value == "true", method="filter_mine", label=_("Of my crews")
    )
    open = django_filters.TypedChoiceFilter(
        choices=YES_NO, coerce=lambda value: value == "true", method="filter_open", label=_("Running")
    )

    def filter_mine(self, queryset, name, value: bool):
        """Whether the asking person rides along."""
        own = officer_of(self.request.user)
        if own is None:
            return queryset.none() if value else queryset
        mine = Assignment.objects.filter(crew__members__officer=own.pk).values("pk")
        return queryset.filter(pk__in=mine) if value else queryset.exclude(pk__in=mine)

    def filter_open(self, queryset, name, value: bool):
        """Whether it has not ended."""
        return queryset.active() if value else queryset.filter(state__in=Assignment.ENDED)
