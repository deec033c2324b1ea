"""Filters of errands, shared by page, API and export."""

import django_filters
from django.utils.translation import gettext_lazy as _

from stations.errands.words import OPEN_STATES, State
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities

STATES = [("open", _("Not finished")), *State.choices]


class ErrandFilter(StationFilter):
    """By state, community, day and place."""

    q = django_filters.CharFilter(field_name="place", lookup_expr="contains", label=_("Place"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    community = rows(named_communities, label=_("Community"))
    date_from = day(field_name="asked_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="asked_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or everything that is not finished."""
        return queryset.filter(state__in=OPEN_STATES if value == "open" else [value])
