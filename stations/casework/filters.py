"""Filters of cases and referrals, shared by pages, API and exports."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.casework import readings, rules
from stations.casework.models import PoliceCase, Referral
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.models import Officer
from stations.places.readings import named_communities

WHICH = [
    ("open", _("still open")), ("overdue", _("overdue")), ("soon", _("due within 3 days")),
    ("receipt", _("receipt waits")), ("mine", _("mine")), ("check", _("quality check waits")),
]  # fmt: skip
DONE = (PoliceCase.State.CONCLUDED, PoliceCase.State.CLOSED)


def _hidden_day(**kwargs) -> django_filters.DateFilter:
    """A day that only the address of a figure's list sets; the bar counts it among the filters to clear."""
    return django_filters.DateFilter(widget=HiddenInput(), **kwargs)


class CaseFilter(StationFilter):
    """Cases by day of filing, team, officer, state and what is due. The parameter names are a contract."""

    q = django_filters.CharFilter(method="filter_text", label=_("Number or place"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=PoliceCase.State.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=PoliceCase.Kind.choices, label=_("Kind of case"))
    team = rows(readings.teams_for_cases, field_name="team", label=_("Team"))
    owner = rows(lambda: Officer.objects.select_related("user"), field_name="owner", label=_("Case officer"))
    community = rows(named_communities, field_name="incident__community", label=_("Community"))
    date_from = day(field_name="filed_on", lookup_expr="gte", label=_("Filed from"))
    date_to = day(field_name="filed_on", lookup_expr="lte", label=_("Filed to"))
    closed_from = _hidden_day(field_name="closed_on", lookup_expr="gte", label=_("Closed from"))
    closed_to = _hidden_day(field_name="closed_on", lookup_expr="lte", label=_("Closed to"))
    overdue_on = _hidden_day(method="filter_overdue_on", label=_("Overdue on"))

    def filter_text(self, queryset, name, value: str):
        """A case number (``2026-0012`` or ``12``), an incident number, or a part of the place."""
        text = value.strip()
        year, _dash, serial = text.rpartition("-")
        found = Q(incident__place__icontains=text)
        if serial.isdecimal() and (not year or year.isdecimal()) and len(serial) < 9:
            number = Q(serial=int(serial)) | Q(incident__serial=int(serial))
            found |= number & Q(year=int(year)) if year and len(year) < 5 else number
        return queryset.filter(found)

    def filter_which(self, queryset, name, value: str):
        """What one looks for every day."""
        today = timezone.localdate()
        running = queryset.exclude(state__in=DONE)
        if value == "mine":
            return queryset.filter(owner=getattr(self.request.user, "officer", None)).exclude(state=DONE[1])
        if value == "check":
            return queryset.filter(state=DONE[0])
        if value == "receipt":
            return queryset.filter(transfers__received_at=None, state=PoliceCase.State.ALLOCATED)
        if value == "overdue":
            return running.filter(due_on__lt=today)
        if value == "soon":
            return running.filter(due_on__range=(today, today + timedelta(days=rules.VERY_SOON)))
        return queryset.exclude(state=DONE[1])

    def filter_overdue_on(self, queryset, name, value):
        """Cases whose day had passed on a day without being concluded."""
        return queryset.filter(
            Q(concluded_on=None) | Q(concluded_on__gt=value), filed_on__lte=value, due_on__lt=value
        )


class ReferralFilter(StationFilter):
    """Referrals by state, target and day."""

    q = django_filters.CharFilter(field_name="target", lookup_expr="icontains", label=_("Referred to"))
    which = django_filters.ChoiceFilter(
        choices=[("open", _("still out or sent back")), ("late", _("answer overdue"))], method="filter_which",
        label=_("Which"), empty_label=_("All"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(choices=Referral.State.choices, label=_("State"))
    date_from = day(field_name="sent_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="sent_at", lookup_expr="date__lte", label=_("To"))

    def filter_which(self, queryset, name, value: str):
        """What is not finished, or whose answer is late."""
        rows_out = queryset.filter(state__in=rules.OPEN_REFERRALS)
        return rows_out.filter(due_on__lt=timezone.localdate()) if value == "late" else rows_out
