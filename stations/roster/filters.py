"""Filters of duties and absences, shared by pages, API and exports."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter, day, flag, rows
from stations.organisation.models import Officer, Team, TeamMembership
from stations.roster.models import Absence, Role, ShiftGroup, Task
from stations.roster.rules import may_see_reasons


def _teams():
    return Team.objects.all()


def _groups():
    return ShiftGroup.objects.all()


def _officers():
    return Officer.objects.select_related("user")


class DutyFilter(StationFilter):
    """Duties by day, role, unit and person. The parameter names are a contract (DESIGN §4)."""

    date = day(field_name="date", label=_("Duty day"))
    date_from = day(field_name="date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="date", lookup_expr="lte", label=_("To"))
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"))
    team = rows(_teams, field_name="team", label=_("Team"))
    group = rows(_groups, field_name="group", label=_("Shift group"))
    officer = rows(_officers, field_name="officer", label=_("Officer"))
    commander = flag(field_name="commander", label=_("Duty commander"))
    task = django_filters.ChoiceFilter(choices=Task.choices, label=_("Work"))
    absent = flag(method="filter_absent", label=_("Absent"))
    cover = flag(method="filter_cover", label=_("Worked by a substitute"))
    breaks_rest = flag(field_name="cover__breaks_rest", label=_("Breaks the rest rule"))

    def filter_absent(self, queryset, name, value: bool):
        """Whether the officer is away on that day."""
        return queryset.filter(absence__isnull=not value)

    def filter_cover(self, queryset, name, value: bool):
        """Whether a named substitute works this duty."""
        return queryset.filter(cover__isnull=not value)


class AbsenceFilter(StationFilter):
    """Absences that touch a span of days. The kind is private (SE-17): only who sees all kinds may filter by it."""

    date_from = day(field_name="last_day", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="first_day", lookup_expr="lte", label=_("To"))
    kind = django_filters.ChoiceFilter(choices=Absence.Kind.choices, label=_("Kind"))
    team = rows(_teams, method="filter_team", label=_("Team"))
    officer = rows(_officers, field_name="officer", label=_("Officer"))
    state = django_filters.ChoiceFilter(choices=Absence.State.choices, label=_("State"))

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        user = getattr(request, "user", None)
        if user is not None and not may_see_reasons(user):
            del self.filters["kind"]

    def filter_team(self, queryset, name, value):
        """Officers who belong to the team on some day of the absence."""
        if value is None:
            return queryset
        open_end = Q(end__isnull=True) | Q(end__gt=OuterRef("first_day"))
        here = TeamMembership.objects.filter(
            open_end, officer=OuterRef("officer"), team=value, start__lte=OuterRef("last_day")
        )
        return queryset.filter(Exists(here))


class GapFilter(StationFilter):
    """The form of the gaps page; gaps are computed, not stored."""

    date_from = day(label=_("From"), method="keep")
    date_to = day(label=_("To"), method="keep")
    team = rows(_teams, label=_("Team"), method="keep")

    def keep(self, queryset, name, value):
        """The page reads the cleaned values itself."""
        return queryset
