"""Filters of cases, shared by page, API and export; the parameter names are a contract."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import readings
from mediation.cases.models import CaseParty
from mediation.cases.words import ENDED_STATES, OPEN_STATES, Source, State, Track
from mediation.network.models import Mediator
from mediation.network.words import Cause, Way
from stations.incidents.filters import holds
from stations.incidents.persons import id_index, phone_index
from stations.kit.filters import StationFilter, day, rows
from stations.places.readings import named_communities

WHICH = [
    ("open", _("work is to be done")), ("mine", _("mine")), ("overdue", _("overdue")),
    ("soon", _("due within 3 days")), ("ended", _("over, not archived")),
]  # fmt: skip
SHORTEST = 2


class CaseFilter(StationFilter):
    """Cases by words, state, track, cause, community, mediator and what is due."""

    q = django_filters.CharFilter(method="search", label=_("Words, place, code or number"), min_length=SHORTEST)
    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    track = django_filters.ChoiceFilter(choices=Track.choices, label=_("Track"))
    cause = django_filters.ChoiceFilter(choices=Cause.choices, label=_("Cause"))
    community = rows(named_communities, field_name="community", label=_("Community"))
    mediator = rows(
        lambda: Mediator.objects.serving().select_related("user"), method="filter_mediator", label=_("Mediator")
    )
    source = django_filters.ChoiceFilter(choices=Source.choices, label=_("Source"))
    way = django_filters.ChoiceFilter(choices=Way.choices, method="filter_way", label=_("Way"))
    date_from = day(field_name="registered_at", lookup_expr="date__gte", label=_("Registered from"))
    date_to = day(field_name="registered_at", lookup_expr="date__lte", label=_("Registered until"))
    risk = django_filters.CharFilter(widget=HiddenInput, field_name="risk", label=_("Risk"))

    def search(self, queryset, name, value: str):
        """A number (``2026-T0012``, ``12``), a case code, or words of summary and place."""
        text = value.strip()
        found = holds("summary", text) | holds("place", text) | Q(code=text.upper())
        year, _mark, serial = text.upper().rpartition("-T")
        if serial.isdecimal() and len(serial) < 9 and (not year or year.isdecimal()):
            found |= Q(serial=int(serial), year=int(year)) if year and len(year) < 5 else Q(serial=int(serial))
        return queryset.filter(found)

    def filter_which(self, queryset, name, value: str):
        """What one looks for every day."""
        today = timezone.localdate()
        if value == "mine":
            return queryset.filter(readings.mine(self.request.user)).exclude(state=State.ARCHIVED)
        if value == "overdue":
            return queryset.filter(readings.runs_out(None, today - timedelta(days=1)))
        if value == "soon":
            return queryset.filter(readings.runs_out(today, today + readings.SOON))
        return queryset.filter(state__in=ENDED_STATES if value == "ended" else OPEN_STATES)

    def filter_mediator(self, queryset, name, value: Mediator):
        """Who mediates it now."""
        return queryset.filter(mediators__mediator=value, mediators__until=None)

    def filter_way(self, queryset, name, value: str):
        """Marked with this way."""
        return queryset.filter(ways__contains=[value])


def by_party(cases, *, name: str = "", phone: str = "", id_number: str = ""):
    """Cases in which a person appears, among visible ones; all that is given must fit one party."""
    given = {"name": name.strip(), "phone_index": phone_index(phone), "id_index": id_index(id_number)}
    wanted = {column: value for column, value in given.items() if value}
    found = CaseParty.objects.filter(case__in=cases.order_by(), removed_at=None, **wanted)
    return cases.filter(pk__in=found.values("case")) if wanted else cases.none()
