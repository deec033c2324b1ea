"""Filters of night patrols, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.nights.words import AHEAD, State
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.rules import officer_of
from stations.places.readings import named_communities

STATES = [("ahead", _("still to come")), *State.choices]


class NightFilter(StationFilter):
    """By state, community, who is in charge, night and words."""

    q = django_filters.CharFilter(method="search", label=_("Name or meeting place"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"), empty_label=_("all"))
    community = rows(named_communities, label=_("Community"), empty_label=_("all"))
    which = django_filters.ChoiceFilter(
        choices=[("mine", _("I am in charge"))], method="of_which", label=_("Which"), empty_label=_("all")
    )
    date_from = day(field_name="duty_date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="duty_date", lookup_expr="lte", label=_("To"))

    @staticmethod
    def in_state(queryset, name, value):
        """A state, or everything to come."""
        return queryset.filter(state__in=AHEAD if value == "ahead" else [value])

    def of_which(self, queryset, name, value):
        """As officer in charge or B角."""
        own = officer_of(self.request.user)
        return queryset.filter(Q(officer=own) | Q(deputy=own)) if own else queryset.none()

    @staticmethod
    def search(queryset, name, value):
        """Part of the name or of the meeting place."""
        text = value.strip()
        return queryset.filter(Q(name__contains=text) | Q(meeting_place__contains=text))
