"""Filters of agreements and of the performance list, shared by page, API and export."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements.words import Kind, Performance, State
from mediation.cases.models import Case
from mediation.cases.readings import mine
from mediation.cases.words import Track
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities

WHICH = [("open", _("outstanding")), ("late", _("overdue")), ("soon", _("due within 7 days")), ("mine", _("mine"))]
OPEN = (Performance.DUE, Performance.PROVED)


def _by_number(prefix: str, value: str) -> Q:
    """The case's number (``2026-T0012``, ``12``) or the agreement's."""
    text = value.strip()
    found = Q(**{f"{prefix}number__text__icontains": text})
    _year, _mark, serial = text.upper().rpartition("-T")
    if serial.isdecimal() and len(serial) < 9:
        found |= Q(**{f"{prefix}case__serial": int(serial)})
    return found


class TermFilter(StationFilter):
    """Instalments by what is due."""

    q = django_filters.CharFilter(method="search", label=_("Number"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=Performance.choices, label=_("State"))
    track = django_filters.ChoiceFilter(field_name="agreement__case__track", choices=Track.choices, label=_("Track"))
    community = rows(named_communities, field_name="agreement__case__community", label=_("Community"))
    date_from = day(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    date_to = day(field_name="due_on", lookup_expr="lte", label=_("Due until"))

    def search(self, queryset, name, value: str):
        """By number of case or agreement."""
        return queryset.filter(_by_number("agreement__", value))

    def filter_which(self, queryset, name, value: str):
        """What one looks for every day."""
        today = timezone.localdate()
        if value == "mine":
            return queryset.filter(
                agreement__case__in=Case.objects.visible_to(self.request.user).filter(mine(self.request.user))
            )
        open_ones = queryset.filter(state__in=OPEN)
        if value == "late":
            return open_ones.filter(due_on__lt=today)
        if value == "soon":
            return open_ones.filter(due_on__gte=today, due_on__lte=today + timedelta(days=7))
        return open_ones


class AgreementFilter(StationFilter):
    """Agreements by form, state and number."""

    q = django_filters.CharFilter(method="search", label=_("Number"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Form"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    track = django_filters.ChoiceFilter(field_name="case__track", choices=Track.choices, label=_("Track"))
    case = django_filters.NumberFilter(field_name="case", label=_("Case"))
    date_from = day(field_name="made_on", lookup_expr="gte", label=_("Agreed from"))
    date_to = day(field_name="made_on", lookup_expr="lte", label=_("Agreed until"))

    def search(self, queryset, name, value: str):
        """By number of case or agreement."""
        return queryset.filter(_by_number("", value))
