"""Filters of surveys, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Enterprise
from community.surveys import readings
from community.surveys.models import SurveyLevel
from community.surveys.words import Kind, State
from stations.catalogue.models import Spot
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities, named_grids


class SurveyFilter(StationFilter):
    """By name, kind, level, place, who is responsible and when it is due; ended ones only when asked for."""

    DUE = [("late", _("overdue")), ("week", _("within a week"))]

    q = django_filters.CharFilter(method="search", label=_("Name, place or measure"))
    which = django_filters.ChoiceFilter(
        choices=[("mine", pgettext_lazy("survey", "mine"))], method="of_which", label=_("Which"), empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    level = rows(SurveyLevel.objects.all, label=_("Level"))
    due = django_filters.ChoiceFilter(choices=DUE, method="is_due", label=_("Review of the survey"))
    community = rows(named_communities, label=_("Community"))
    grid = rows(named_grids, label=_("Grid"))
    state = django_filters.ChoiceFilter(
        choices=[(State.ENDED, State.ENDED.label)], method="keep", label=_("State"), empty_label=State.ACTIVE.label
    )
    enterprise = rows(Enterprise.objects.all, label=_("Enterprise"), widget=HiddenInput)
    spot = rows(Spot.objects.all, label=_("Known place"), widget=HiddenInput)
    date_from = day(
        field_name="review_on", lookup_expr="gte", label=_("To be looked at again from"), widget=HiddenInput
    )
    date_to = day(field_name="review_on", lookup_expr="lte", label=_("To be looked at again by"), widget=HiddenInput)

    def filter_queryset(self, queryset):
        """Those kept in sight, unless the ended ones are wanted."""
        state = self.form.cleaned_data.get("state") or State.ACTIVE
        return super().filter_queryset(queryset.filter(state=state))

    @staticmethod
    def keep(queryset, name, value):
        """Used by ``filter_queryset`` itself."""
        return queryset

    def of_which(self, queryset, name, value):
        """The person's own grid, community or name."""
        return readings.mine(self.request.user, queryset)

    def is_due(self, queryset, name, value):
        """Overdue, or due within a week."""
        today = timezone.localdate()
        if value == "late":
            return queryset.overdue(today)
        return queryset.filter(review_on__lte=today + timezone.timedelta(days=7))

    def search(self, queryset, name, value):
        """Part of the name, the place or the measure."""
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(measure__icontains=text))
