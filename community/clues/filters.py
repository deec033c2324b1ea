"""Filters of clues, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _

from community.clues.models import Scene
from community.clues.words import OPEN_STATES, Finding, Protection, State
from stations.agenda.standing_in import stands_in_for
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.rules import officer_of
from stations.places.readings import named_communities

STATES = [("open", _("Not finished")), *State.choices]
WHICH = [
    ("mine", _("I am in charge")), ("nobody", _("nobody is in charge")), ("unverified", _("outcome to be verified")),
    ("verified", _("verified")),
]  # fmt: skip


def _scenes():
    return Scene.objects.all()


def mine(user) -> Q:
    """What somebody works on: one's own, and what one stands in for but protected ones (0029, SE-31)."""
    own = officer_of(user)
    stood_in = Q(officer__in=stands_in_for(user)) & ~Q(protection=Protection.PROTECTED)
    return stood_in | Q(officer=own) if own else Q(pk=None)


class ClueFilter(StationFilter):
    """By state, scene, who is in charge, community, day and words."""

    q = django_filters.CharFilter(method="search", label=_("Place or words"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    scene = rows(_scenes, label=_("Scene"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="of_which", label=_("Which"))
    community = rows(named_communities, field_name="incident__community", label=_("Community"))
    finding = django_filters.ChoiceFilter(choices=Finding.choices, label=_("Turned out to be"))
    outcome = django_filters.ChoiceFilter(
        choices=[("hazards", _("Hazards removed")), ("persons", _("Persons caught")), ("loss", _("Loss prevented"))],
        method="with_outcome", widget=HiddenInput, label=_("Outcome"),
    )  # fmt: skip
    date_from = day(field_name="given_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="given_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or everything that is not finished."""
        return queryset.filter(state__in=OPEN_STATES if value == "open" else [value])

    def of_which(self, queryset, name, value):
        """What one looks for every day."""
        if value == "mine":
            return queryset.filter(mine(self.request.user))
        if value == "nobody":
            return queryset.open().filter(officer=None)
        if value == "verified":
            return queryset.counted()
        return queryset.filter(recorded_by__isnull=False, verified_at=None)

    def with_outcome(self, queryset, name, value):
        """Verified, with a number of this kind: what a figure counts."""
        column = {"hazards": "hazards_removed", "persons": "persons_caught", "loss": "loss_prevented"}[value]
        return queryset.counted().filter(**{f"{column}__gt": 0})

    def search(self, queryset, name, value):
        """Part of the place or of the words."""
        text = value.strip()
        return queryset.filter(Q(place__contains=text) | Q(words__contains=text))
