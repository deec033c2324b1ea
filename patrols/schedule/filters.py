"""Filters of duties and plans, shared by pages, API and exports."""

import django_filters
from django import forms
from django.db.models import Count, F
from django.forms import DateInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from patrols.routes.models import Area, Route
from patrols.schedule.rules import CLOSED
from patrols.schedule.words import Mode, State
from patrols.squads.models import Company, Guard, PatrolGroup, Squad
from stations.kit.filters import StationFilter, rows
from stations.kit.spans import in_force

RUNNING = [("now", pgettext_lazy("patrol plan", "in force")), ("later", _("not yet in force")), ("ended", _("ended"))]

# What figures count, as their links say it.
RESULTS = [("over", _("over")), ("done", _("done, late ones included"))]


def _squads():
    return Squad.objects.all()


def _groups():
    return PatrolGroup.objects.all()


def _companies():
    return Company.objects.all()


def _areas():
    return Area.objects.only("name", "code", "station_id")


def _routes():
    return Route.objects.only("name", "code", "station_id")


def _guards():
    return Guard.objects.select_related("user")


def _day(**kwargs) -> django_filters.DateFilter:
    return django_filters.DateFilter(widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class PatrolDutyFilter(StationFilter):
    """Duties by day, squad, state, mode, person."""

    date = _day(field_name="date", label=_("Duty day"))
    date_from = _day(field_name="date", lookup_expr="gte", label=_("From"))
    date_to = _day(field_name="date", lookup_expr="lte", label=_("To"))
    squad = rows(_squads, field_name="squad", label=_("Squad"))
    group = rows(_groups, field_name="squad__group", label=_("Functional group"))
    company = rows(_companies, field_name="squad__company", label=_("Company"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    mode = django_filters.ChoiceFilter(choices=Mode.choices, label=_("Mode"))
    route = rows(_routes, field_name="route", label=_("Route"))
    guard = rows(_guards, method="filter_guard", label=_("Guard"))
    plan = django_filters.NumberFilter(field_name="plan", widget=forms.HiddenInput)
    result = django_filters.ChoiceFilter(
        choices=RESULTS, method="as_counted", widget=forms.HiddenInput, label=_("Result")
    )

    def as_counted(self, queryset, name, value):
        """What figures count: duties that are over, or those of them that were done."""
        return queryset.filter(state__in=CLOSED if value == "over" else [State.DONE, State.LATE])

    def filter_guard(self, queryset, name, value):
        """Duties a guard is named for."""
        return queryset.filter(guards__guard=value) if value else queryset


class DayFilter(StationFilter):
    """What the day's timeline shows."""

    date = _day(method="as_it_is", label=_("Duty day"))
    squad = rows(_squads, method="filter_squad", label=_("Squad"))
    group = rows(_groups, field_name="group", label=_("Functional group"))
    company = rows(_companies, field_name="company", label=_("Company"))
    state = django_filters.ChoiceFilter(choices=State.choices, method="as_it_is", label=_("State"))
    short = django_filters.ChoiceFilter(choices=[("yes", _("short of guards"))], method="as_it_is", label=_("Guards"))

    def filter_squad(self, queryset, name, value):
        """One squad."""
        return queryset.filter(pk=value.pk) if value else queryset

    def as_it_is(self, queryset, name, value):
        """Chooses duties, not squads: the page does it."""
        return queryset


class PlanFilter(StationFilter):
    """Plans by words, squad, area, mode, validity."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Search"))
    squad = rows(_squads, field_name="squad", label=_("Squad"))
    area = rows(_areas, field_name="area", label=_("Area"))
    mode = django_filters.ChoiceFilter(choices=Mode.choices, label=_("Mode"))
    valid = django_filters.ChoiceFilter(
        choices=RUNNING, method="filter_valid", label=pgettext_lazy("patrol plan", "Validity")
    )
    few = django_filters.ChoiceFilter(choices=[("yes", _("short of guards"))], method="filter_few", label=_("Guards"))

    def filter_valid(self, queryset, name, value):
        """In force today, later, or no more."""
        today = timezone.localdate()
        if value == "now":
            return queryset.filter(in_force(today))
        return queryset.filter(start__gt=today) if value == "later" else queryset.filter(end__lte=today)

    def filter_few(self, queryset, name, value):
        """Plans that name fewer guards than a duty wants."""
        return queryset.annotate(named=Count("guards")).filter(named__lt=F("people"))
