"""Filters of wishes, shared by page, API and export."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.wishes.models import WishScene
from community.wishes.ranking import settings_of
from community.wishes.words import OPEN_STATES, Band, State
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities

STATES = [("open", _("Not finished")), *State.choices]
WHICH = [("own", _("without those joined with another")), ("planned", _("put on a route")),
         ("in_time", _("answered in time"))]  # fmt: skip


def _scenes():
    return WishScene.objects.all()


class WishFilter(StationFilter):
    """By state, reason, band, community, day and place."""

    q = django_filters.CharFilter(field_name="place", lookup_expr="contains", label=_("Place"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    scene = rows(_scenes, label=pgettext_lazy("wish", "Reason"))
    band = django_filters.ChoiceFilter(choices=Band.choices, label=_("Time of the day"))
    community = rows(named_communities, label=_("Community"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="of_which", label=_("Which"))
    date_from = day(field_name="given_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="given_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or everything that is not finished."""
        return queryset.filter(state__in=OPEN_STATES if value == "open" else [value])

    def of_which(self, queryset, name, value):
        """What a figure counts."""
        rows_ = queryset.own()
        if value == "planned":
            return rows_.filter(planned_at__isnull=False)
        return rows_.in_time(settings_of(self.request.station).answer_days) if value == "in_time" else rows_
