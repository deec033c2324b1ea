"""Filters of commendations and of the ledger."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter, rows
from stations.kit.forms import DayField
from stations.organisation.models import User
from stations.recognition.models import Commendation, LedgerEntry


class _Day(django_filters.DateFilter):
    """A day picked with the browser's own control."""

    field_class = DayField


def _holders():
    """Accounts that have entries in the ledger."""
    return User.objects.filter(pk__in=LedgerEntry.objects.values("user_id"))


class CommendationFilter(StationFilter):
    """By day, kind and recipient."""

    q = django_filters.CharFilter(method="search", label=_("Title or recipient"))
    kind = django_filters.ChoiceFilter(choices=Commendation.Kind.choices, label=_("Kind"))
    date_from = _Day(field_name="given_on", lookup_expr="gte", label=_("From"))
    date_to = _Day(field_name="given_on", lookup_expr="lte", label=_("To"))

    def search(self, queryset, name, value):
        """By title, person or unit."""
        text = value.strip()
        found = Q(title__contains=text) | Q(user__name__contains=text) | Q(unit_name__contains=text)
        return queryset.filter(found)


class LedgerFilter(StationFilter):
    """By person and day."""

    user = rows(_holders, label=_("Person"))
    date_from = _Day(field_name="at", lookup_expr="date__gte", label=_("From"))
    date_to = _Day(field_name="at", lookup_expr="date__lte", label=_("To"))
