"""Filters of the analysis lists, shared by page and export."""

import django_filters
from django.utils.translation import gettext_lazy as _

from stations.analysis.models import AnalysisTask, Briefing, Operation
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.models import Officer
from stations.places.readings import named_communities


def _officers():
    return Officer.objects.select_related("user")


class TaskFilter(StationFilter):
    """Tasks by state, kind, place and owner."""

    state = django_filters.ChoiceFilter(choices=AnalysisTask.State.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=AnalysisTask.Kind.choices, label=_("Kind"))
    community = rows(named_communities, field_name="community", label=_("Community"))
    owner = rows(_officers, field_name="owner", label=_("Given to"))
    date_from = day(field_name="opened_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="opened_at", lookup_expr="date__lte", label=_("To"))


class BriefingFilter(StationFilter):
    """Meetings by state and rhythm."""

    state = django_filters.ChoiceFilter(choices=Briefing.State.choices, label=_("State"))
    rhythm = django_filters.ChoiceFilter(choices=Briefing.Rhythm.choices, label=_("Rhythm"))


class OperationFilter(StationFilter):
    """Operations by state, kind and community."""

    state = django_filters.ChoiceFilter(choices=Operation.State.choices, label=_("State"))
    kind = django_filters.ChoiceFilter(choices=Operation.Kind.choices, label=_("Kind"))
    community = rows(named_communities, field_name="community", label=_("Community"))


class PulledOffFilter(StationFilter):
    """Time away from community work by officer, community and day."""

    officer = rows(_officers, field_name="officer", label=_("Officer"))
    community = rows(named_communities, field_name="community", label=_("Community"))
    date_from = day(field_name="date", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="date", lookup_expr="lte", label=_("To"))
