"""Filters of handovers and notes, shared by pages, API and exports."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.handovers.models import Handover, HandoverNote
from stations.handovers.readings import unsigned_rows
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.models import Officer, Post

STATES = [*Handover.State.choices, ("unsigned", _("Not signed by both"))]
NOTE_STATES = [("open", _("open")), ("settled", _("settled"))]


def _commanders():
    return Officer.objects.filter(post__in=[Post.CHIEF, Post.COMMISSAR, Post.DEPUTY]).select_related("user")


class HandoverFilter(StationFilter):
    """Handovers by day, state and commander."""

    date_from = day(field_name="date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="date", lookup_expr="lte", label=_("To"))
    state = django_filters.ChoiceFilter(choices=STATES, method="filter_state", label=_("State"))
    commander = rows(_commanders, method="filter_commander", label=_("Commander"))

    def filter_state(self, queryset, name, value):
        """A state, or everything whose time has come without both signatures."""
        return queryset.filter(unsigned_rows(timezone.now())) if value == "unsigned" else queryset.filter(state=value)

    def filter_commander(self, queryset, name, value):
        """Named by the roster on either side."""
        return queryset.filter(Q(outgoing_commander=value) | Q(incoming_commander=value)) if value else queryset


class NoteFilter(StationFilter):
    """Notes by state, kind and the day they were settled."""

    state = django_filters.ChoiceFilter(choices=NOTE_STATES, method="filter_state", label=_("State"))
    kind = django_filters.ChoiceFilter(choices=HandoverNote.Kind.choices, label=_("Kind"))
    settled_from = day(field_name="settled_at", lookup_expr="date__gte", label=_("Settled from"))
    settled_to = day(field_name="settled_at", lookup_expr="date__lte", label=_("Settled until"))

    def filter_state(self, queryset, name, value):
        """Open or settled."""
        return queryset.filter(settled_at__isnull=value == "open")
