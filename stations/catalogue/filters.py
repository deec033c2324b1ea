"""Filters of the station's own lists."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Spot
from stations.catalogue.words import Kind
from stations.kit.filters import StationFilter, rows
from stations.places.readings import named_communities


class CategoryFilter(StationFilter):
    """Categories by words, kind and use; the page draws the tree around what fits."""

    q = django_filters.CharFilter(label=_("Name, pinyin or code"), method="keep")
    kind = django_filters.ChoiceFilter(label=_("Kind of incident"), choices=Kind.choices, empty_label=_("all"))
    active = django_filters.ChoiceFilter(
        label=_("In use"),
        choices=[("yes", _("in use")), ("no", _("out of use"))],
        empty_label=_("all"),
        method="used",
    )

    @staticmethod
    def used(queryset, name, value):
        """In use or not."""
        return queryset.filter(active=value == "yes")

    @staticmethod
    def keep(queryset, name, value):
        """By name, code or initials."""
        text = value.lower().replace(" ", "")
        return queryset.filter(Q(name__contains=value) | Q(code__istartswith=text) | Q(initials__contains=text))


class SpotFilter(StationFilter):
    """Places by words, community, and whether their position is known."""

    q = django_filters.CharFilter(label=_("Name, address or initials"), method="search")
    community = rows(named_communities, label=_("Community"), empty_label=_("all"))
    placed = django_filters.ChoiceFilter(
        label=_("Position"),
        choices=[("yes", _("known")), ("no", _("not known"))],
        empty_label=_("all"),
        method="where",
    )

    @staticmethod
    def search(queryset, name, value):
        """Part of the name or address, or the start of the initials."""
        letters = value.lower().replace(" ", "")
        return queryset.filter(Q(name__contains=value) | Q(address__contains=value) | Q(initials__startswith=letters))

    @staticmethod
    def where(queryset, name, value):
        """With or without a position."""
        return queryset.filter(lat__isnull=value == "no")


def spots():
    """Places with their area, most used first."""
    return Spot.objects.select_related("community", "grid").order_by("-uses", "id")
