"""Search of accounts and of the day-book."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter
from stations.kit.spans import midnight
from stations.timeline.sentences import choices


class AccountFilter(StationFilter):
    """By name, pinyin initials, user name or police number."""

    q = django_filters.CharFilter(method="search", label=_("Name, initials or user name"))

    def search(self, queryset, name, value):
        """One box for all of them."""
        text = value.strip()
        return queryset.filter(
            Q(name__contains=text)
            | Q(initials__startswith=text.lower())
            | Q(username__istartswith=text)
            | Q(officer__police_no__startswith=text)
        )


class DaybookFilter(StationFilter):
    """By person, verb and calendar days (both included)."""

    q = django_filters.CharFilter(method="by_person", label=_("Name or initials"))
    verb = django_filters.ChoiceFilter(choices=choices, label=_("What"))
    date_from = django_filters.DateFilter(method="since", label=_("From"))
    date_to = django_filters.DateFilter(method="until", label=_("To"))

    def by_person(self, queryset, name, value):
        """Who did it."""
        text = value.strip()
        return queryset.filter(Q(actor__name__contains=text) | Q(actor__initials__startswith=text.lower()))

    def since(self, queryset, name, value):
        """On this day or later; the index is by time, not by date."""
        return queryset.filter(at__gte=midnight(value))

    def until(self, queryset, name, value):
        """On this day or earlier."""
        return queryset.filter(at__lt=midnight(value) + timedelta(days=1))
