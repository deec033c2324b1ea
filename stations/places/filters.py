"""Filters of places, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter, rows
from stations.organisation.models import Team
from stations.places.models import PoliceRoom
from stations.places.readings import named_communities


class CommunityFilter(StationFilter):
    """Communities by name, code, sub-district or team."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    team = rows(Team.objects.all, label=_("Responsible team"), empty_label=_("all"))

    @staticmethod
    def search(queryset, name, value):
        """Part of the name or sub-district, or the start of the code."""
        return queryset.filter(Q(name__contains=value) | Q(street__contains=value) | Q(code__istartswith=value))


class GridFilter(StationFilter):
    """Grids by name, code, officer or community."""

    q = django_filters.CharFilter(label=_("Name, code or officer"), method="search")
    community = rows(named_communities, label=_("Community"), empty_label=_("all"))

    @staticmethod
    def search(queryset, name, value):
        """Part of the name, the start of the code, or the officer's name."""
        by_officer = Q(officer__user__name__contains=value) | Q(officer__user__initials__startswith=value.lower())
        return queryset.filter(Q(name__contains=value) | Q(code__istartswith=value) | by_officer)


class PoliceRoomFilter(StationFilter):
    """Police rooms and patrol posts by name, kind or community."""

    q = django_filters.CharFilter(label=_("Name, code or address"), method="search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PoliceRoom.Kind.choices, empty_label=_("all"))
    community = rows(named_communities, label=_("Community"), empty_label=_("all"))

    @staticmethod
    def search(queryset, name, value):
        """Part of the name or address, or the start of the code."""
        return queryset.filter(Q(name__contains=value) | Q(address__contains=value) | Q(code__istartswith=value))
