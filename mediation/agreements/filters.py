"""Filters of agreements and of the performance list, shared by page, API and export."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.agreements.models import Instalment
from mediation.agreements.words import Kind, Performance, State
from mediation.cases.models import Case
from mediation.cases.readings import mine
from mediation.cases.words import Track
from mediation.network.models import Mediator
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
        if value == "mine":
            return queryset.filter(agreement__case__in=_mine(self.request.user))
        return queryset.filter(_due(value))


def _mine(user):
    """The cases a person works on, among those they may see."""
    return Case.objects.visible_to(user).filter(mine(user))


def _due(which: str) -> Q:
    """Open instalments: all, those overdue, those due within a week."""
    today, found = timezone.localdate(), Q(state__in=OPEN)
    if which == "late":
        return found & Q(due_on__lt=today)
    if which == "soon":
        return found & Q(due_on__gte=today, due_on__lte=today + timedelta(days=7))
    return found


class AgreementFilter(StationFilter):
    """Agreements by number, what is due of them, form, state, track, community and mediator."""

    q = django_filters.CharFilter(method="search", label=_("Number"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Form"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    track = django_filters.ChoiceFilter(field_name="case__track", choices=Track.choices, label=_("Track"))
    mediator = rows(
        lambda: Mediator.objects.serving().select_related("user"), method="filter_mediator", label=_("Mediator")
    )
    community = rows(named_communities, field_name="case__community", label=_("Community"))
    case = django_filters.NumberFilter(field_name="case", widget=HiddenInput, label=_("Case"))
    date_from = day(field_name="made_on", lookup_expr="gte", label=_("Agreed from"))
    date_to = day(field_name="made_on", lookup_expr="lte", label=_("Agreed until"))

    def search(self, queryset, name, value: str):
        """By number of case or agreement."""
        return queryset.filter(_by_number("", value))

    def filter_which(self, queryset, name, value: str):
        """By what is still to be performed of them, or those of one's own cases."""
        if value == "mine":
            return queryset.filter(case__in=_mine(self.request.user))
        agreements = queryset.order_by().values("pk")
        open_ones = Instalment.objects.filter(_due(value), agreement__in=agreements, agreement__state=State.IN_FORCE)
        return queryset.filter(pk__in=open_ones.order_by().values("agreement"))

    def filter_mediator(self, queryset, name, value: Mediator):
        """Who mediates the case now."""
        return queryset.filter(case__mediators__mediator=value, case__mediators__until=None)
