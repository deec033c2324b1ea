"""Filters of my notices, shared by page and API."""

import django_filters
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter

READ = [("unread", _("Unread")), ("read", _("Read"))]
URGENT = [("true", _("Urgent only"))]


class NoticeFilter(StationFilter):
    """By read or not, and by urgency."""

    state = django_filters.ChoiceFilter(choices=READ, method="by_state", label=_("State"))
    urgent = django_filters.ChoiceFilter(choices=URGENT, method="by_urgency", label=_("Urgency"))

    def by_state(self, queryset, name, value):
        """Unread ones, or read ones."""
        return queryset.filter(read_at__isnull=value == "unread")

    def by_urgency(self, queryset, name, value):
        """Alarms."""
        return queryset.filter(urgent=True)
