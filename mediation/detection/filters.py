"""Filters of sweeps and recurrences, shared by page and export."""

import django_filters
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from mediation.detection.words import Attention, RecurrenceKind, RecurrenceState, TaskState
from stations.kit.filters import StationFilter, rows
from stations.places.models import Community


def counted(queryset):
    """Sweeps with ``parts``, ``done`` and ``found``."""
    return queryset.annotate(
        parts=Count("tasks", distinct=True),
        done=Count("tasks", filter=Q(tasks__state=TaskState.DONE), distinct=True),
        found=Count("tasks__findings", distinct=True),
    )


class SweepFilter(StationFilter):
    """Sweeps, newest first; closed ones show up only when asked for."""

    q = django_filters.CharFilter(label=_("Title of the sweep"), field_name="title", lookup_expr="icontains")
    community = rows(Community.objects.all, label=_("Community"), method="in_community", empty_label=_("all"))
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("sweep under way"), choices=[("yes", _("sweep finished"))]
    )

    def filter_queryset(self, queryset):
        """Open ones unless the closed are wanted."""
        queryset = queryset.filter(closed_at__isnull=not self.form.cleaned_data.get("closed"))
        return counted(super().filter_queryset(queryset)).order_by("-created_at", "-id")

    @staticmethod
    def in_community(queryset, name, value):
        """With a part in the community."""
        return queryset.filter(pk__in=queryset.filter(tasks__grid__community=value).values("pk"))

    @staticmethod
    def keep(queryset, name, value):
        """Used by :meth:`filter_queryset` itself."""
        return queryset


class RecurrenceFilter(StationFilter):
    """Recurring disputes, the most pressing first; what is decided shows up only when asked for."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=RecurrenceState.choices, empty_label=_("proposed and confirmed")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=RecurrenceKind.choices, empty_label=_("all"))
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Attention.choices, empty_label=_("all"))
    community = rows(Community.objects.all, label=_("Community"), empty_label=_("all"))

    def filter_queryset(self, queryset):
        """Open ones unless a state is chosen."""
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.open()
        found = super().filter_queryset(queryset.select_related("community", "owner__user"))
        return found.order_by("-level", "-last_at", "-id")
