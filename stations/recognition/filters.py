"""Filters of commendations and of the ledger."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter, day, rows
from stations.organisation.models import User
from stations.recognition.models import Commendation, LedgerEntry


def _holders():
    """Accounts that have entries in the ledger."""
    return User.objects.filter(pk__in=LedgerEntry.objects.values("user_id"))


class CommendationFilter(StationFilter):
    """By day, kind and recipient."""

    q = django_filters.CharFilter(method="search", label=_("Title or recipient"))
    kind = django_filters.ChoiceFilter(choices=Commendation.Kind.choices, label=_("Kind"))
    date_from = day(field_name="given_on", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="given_on", lookup_expr="lte", label=_("To"))

    def search(self, queryset, name, value):
        """By title, person or unit."""
        text = value.strip()
        found = Q(title__contains=text) | Q(user__name__contains=text) | Q(unit_name__contains=text)
        return queryset.filter(found)


class LedgerFilter(StationFilter):
    """By person and day."""

    user = rows(_holders, label=_("Person"))
    date_from = day(field_name="at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="at", lookup_expr="date__lte", label=_("To"))
