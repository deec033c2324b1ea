"""Filters of crews, rounds and things, shared by pages, API and exports."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stations.crews import readings
from stations.crews.models import Asset, Layer
from stations.kit.filters import StationFilter, day, flag, rows
from stations.organisation.models import Officer
from stations.places.readings import named_communities


def _officers():
    return Officer.objects.select_related("user")


class CrewFilter(StationFilter):
    """Crews by day, layer, community and person."""

    date = day(field_name="date", label=_("Duty day"))
    date_from = day(field_name="date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="date", lookup_expr="lte", label=_("To"))
    layer = django_filters.ChoiceFilter(choices=Layer.choices, label=_("Layer"))
    community = rows(named_communities, field_name="community", label=_("Community"))
    officer = rows(_officers, method="filter_officer", label=_("Officer"))
    manned = flag(method="filter_manned", label=_("Manned"))
    running_at = django_filters.IsoDateTimeFilter(method="filter_running", label=_("Out at"))

    def filter_officer(self, queryset, name, value):
        """Crews an officer is on."""
        return queryset.filter(members__officer=value) if value else queryset

    def filter_manned(self, queryset, name, value: bool) -> QuerySet:
        """Crews that lack nobody, or do; those stood down are neither."""
        found = readings.counted(queryset.model.objects.filter(size__gt=0))
        chosen = found.filter(readings.manned()) if value else found.exclude(readings.manned())
        return queryset.filter(pk__in=chosen.values("pk"))

    def filter_running(self, queryset, name, value):
        """Crews out at a moment."""
        return queryset.filter(Q(starts_at__lte=value, ends_at__gt=value, size__gt=0)) if value else queryset


class CrewListFilter(CrewFilter):
    """The same for people: the moment is for programs."""

    running_at = None


class RoundFilter(StationFilter):
    """Video rounds by duty day, finding, person and crew."""

    date = day(field_name="crew__date", label=_("Duty day"))
    date_from = day(field_name="crew__date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="crew__date", lookup_expr="lte", label=_("To"))
    found = flag(field_name="found", label=_("Something found"))
    officer = rows(_officers, field_name="officer", label=_("Officer"))
    q = django_filters.CharFilter(method="filter_words", label=_("Search"))

    def filter_words(self, queryset, name, value):
        """In what was looked at and in what was found."""
        return queryset.filter(Q(area__icontains=value) | Q(findings__icontains=value)) if value else queryset


class AssetFilter(StationFilter):
    """Vehicles, keys and equipment."""

    q = django_filters.CharFilter(method="filter_words", label=_("Search"))
    kind = django_filters.ChoiceFilter(choices=Asset.Kind.choices, label=_("Kind"))
    active = flag(field_name="active", label=_("In use"))

    def filter_words(self, queryset, name, value):
        """In number and name."""
        return queryset.filter(Q(code__icontains=value) | Q(name__icontains=value)) if value else queryset
