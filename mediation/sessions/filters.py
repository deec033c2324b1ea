"""Filters of sessions, shared by page, API and export; the parameter names are a contract."""

from datetime import timedelta

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.cases.words import Track
from mediation.network.models import MediationRoom, Mediator
from mediation.sessions import readings
from mediation.sessions.words import OPEN_STATES, How, Outcome, State
from stations.kit.filters import StationFilter, day, rows

WHICH = [("mine", _("mine")), ("today", _("today")), ("ahead", _("ahead")), ("week", _("next seven days"))]


class SessionFilter(StationFilter):
    """Sessions by number of the case, person, room, state, outcome and day."""

    q = django_filters.CharFilter(method="search", label=_("Number of the case"))
    which = django_filters.ChoiceFilter(choices=WHICH, method="filter_which", label=_("Which"), empty_label=_("All"))
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    track = django_filters.ChoiceFilter(choices=Track.choices, label=_("Track"))
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices, label=pgettext_lazy("session", "Outcome"))
    way = django_filters.ChoiceFilter(choices=How.choices, label=pgettext_lazy("session", "How"))
    room = rows(MediationRoom.objects.all, field_name="booking__room", label=_("Room"))
    mediator = rows(lambda: Mediator.objects.select_related("user"), label=_("Mediator"))
    date_from = day(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="starts_at", lookup_expr="date__lte", label=_("To"))

    def search(self, queryset, name, value: str):
        """``2026-T0012`` or ``12``."""
        year, _mark, serial = value.strip().upper().rpartition("-T")
        if not serial.isdecimal() or len(serial) > 8 or (year and not (year.isdecimal() and len(year) < 5)):
            return queryset.none()
        found = queryset.filter(case__serial=int(serial))
        return found.filter(case__year=int(year)) if year else found

    def filter_which(self, queryset, name, value: str):
        """What one looks for every day."""
        now = timezone.now()
        today = timezone.localdate(now)
        if value == "mine":
            return queryset.filter(readings.mine(self.request.user))
        if value == "today":
            return queryset.filter(starts_at__date=today)
        ahead = queryset.filter(state__in=OPEN_STATES, starts_at__date__gte=today)
        if value == "week":
            ahead = ahead.filter(starts_at__date__lt=today + timedelta(days=7))
        return ahead.order_by("starts_at", "id")
