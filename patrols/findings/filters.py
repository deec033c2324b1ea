"""Filters of findings, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from patrols.findings.models import FindingKind
from patrols.findings.readings import settled_on_the_spot
from patrols.findings.words import OPEN_STATES, OVER_STATES, Act, State
from patrols.squads.models import PatrolGroup, Squad
from stations.catalogue.words import Kind
from stations.kit.filters import StationFilter, day, rows

STATES = [("open", _("Not finished")), *State.choices]
# What figures count, as their links say it.
COUNTING = [("first", _("first reports only")), ("over", _("handled")), ("on_the_spot", _("settled on the spot"))]


def _kinds():
    return FindingKind.objects.all()


def _squads():
    return Squad.objects.active()


class FindingFilter(StationFilter):
    """By state, kind, squad, day and words."""

    q = django_filters.CharFilter(method="search", label=_("Place or words"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    kind = rows(_kinds, label=_("Kind"))
    squad = rows(_squads, label=_("Squad"))
    act = django_filters.ChoiceFilter(choices=Act.choices, label=_("What the guard did"))
    offline = django_filters.ChoiceFilter(
        label=_("Uploaded later (离线补传)"), choices=[("true", _("yes")), ("false", _("no"))], method="of_offline"
    )
    nature = django_filters.ChoiceFilter(
        choices=Kind.choices, widget=HiddenInput, field_name="kind__category__kind", label=_("Kind of incident")
    )
    focus = django_filters.ChoiceFilter(
        choices=PatrolGroup.Focus.choices, widget=HiddenInput, field_name="squad__group__focus", label=_("emphasis")
    )
    counting = django_filters.ChoiceFilter(
        choices=COUNTING, widget=HiddenInput, method="as_counted", label=_("What is counted")
    )
    date_from = day(field_name="reported_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="reported_at", lookup_expr="date__lte", label=_("To"))

    def of_offline(self, queryset, name, value):
        """Whether it waited on the phone for a network."""
        return queryset.filter(offline=value == "true")

    def in_state(self, queryset, name, value):
        """A state, or everything that is not finished."""
        return queryset.filter(state__in=OPEN_STATES if value == "open" else [value])

    def as_counted(self, queryset, name, value):
        """First reports; of these the ones that are over, or that the guard settled."""
        queryset = queryset.exclude(state=State.WITHDRAWN)
        if value == "over":
            return queryset.filter(state__in=OVER_STATES)
        return queryset.filter(settled_on_the_spot()) if value == "on_the_spot" else queryset

    def search(self, queryset, name, value):
        """Part of the place or of the words."""
        text = value.strip()
        return queryset.filter(Q(place__contains=text) | Q(words__contains=text))
