"""Filters of commendations, of the ledger and of what is decided about it."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.filters import StationFilter, day, rows
from stations.kit.spans import LAST_DAY, midnight
from stations.organisation.models import User
from stations.recognition.models import Commendation, LedgerEntry
from stations.recognition.readings import NAMED
from stations.recognition.words import AppealState, Booking, DeedState, Oddity, Reviewed


def _holders():
    """Accounts that the ledger names."""
    return User.objects.filter(pk__in=LedgerEntry.objects.filter(NAMED).values("user_id"))


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
    """By person (where the list names one), kind and day."""

    user = rows(_holders, label=_("Person"), method="of_person")
    kind = django_filters.ChoiceFilter(choices=Booking.choices, label=_("Booking"))
    date_from = day(method="since", label=_("From"))
    date_to = day(method="until", label=_("To"))

    def of_person(self, queryset, name, value):
        """Bookings that name the person; no others can be found by a name (SE-31)."""
        return queryset.filter(NAMED, user=value)

    def since(self, queryset, name, value):
        """From a day on; what was paid to protected givers is found by the month only."""
        return queryset.filter(_open(at__gte=midnight(value)) | _closed(at__gte=midnight(value.replace(day=1))))

    def until(self, queryset, name, value):
        """Up to a day; what was paid to protected givers is found by the month only."""
        value = min(value, LAST_DAY - timedelta(days=32))
        month = (value.replace(day=1) + timedelta(days=32)).replace(day=1)
        return queryset.filter(_open(at__lt=midnight(value + timedelta(days=1))) | _closed(at__lt=midnight(month)))


def _open(**span) -> Q:
    return Q(protected=False, **span)


def _closed(**span) -> Q:
    return Q(protected=True, **span)


class DeedFilter(StationFilter):
    """Acts put forward, by state."""

    state = django_filters.ChoiceFilter(choices=DeedState.choices, label=_("State"))


class AppealFilter(StationFilter):
    """Appeals by state."""

    state = django_filters.ChoiceFilter(choices=AppealState.choices, label=_("State"))


class PatternFilter(StationFilter):
    """Unusual bookings by kind and state."""

    kind = django_filters.ChoiceFilter(choices=Oddity.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=Reviewed.choices, label=_("State"))


class RewardFilter(StationFilter):
    """Rewards by name."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="contains", label=pgettext_lazy("reward", "Name"))
