"""Search of accounts."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter


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
