"""Filters of findings, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patrols.findings.models import FindingKind
from patrols.findings.words import OPEN_STATES, State
from patrols.squads.models import Squad
from stations.kit.filters import StationFilter, rows
from stations.kit.forms import DayField

STATES = [("open", _("Not finished")), *State.choices]


def _kinds():
    return FindingKind.objects.all()


def _squads():
    return Squad.objects.active()


class _Day(django_filters.DateFilter):
    """A day picked with the browser's own control."""

    field_class = DayField


class FindingFilter(StationFilter):
    """By state, kind, squad, day and words."""

    q = django_filters.CharFilter(method="search", label=_("Place or words"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    kind = rows(_kinds, label=_("Kind"))
    squad = rows(_squads, label=_("Squad"))
    date_from = _Day(field_name="reported_at", lookup_expr="date__gte", label=_("From"))
    date_to = _Day(field_name="reported_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or everything that is not finished."""
        return queryset.filter(state__in=OPEN_STATES if value == "open" else [value])

    def search(self, queryset, name, value):
        """Part of the place or of the words."""
        text = value.strip()
        return queryset.filter(Q(place__contains=text) | Q(words__contains=text))
