"""Filters of transfers, shared by page, API and export."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.cases import readings_out
from mediation.cases.words import TransferState
from mediation.network.models import Department, GovCenter
from stations.kit.filters import StationFilter, day, rows

# What waits for somebody: receipts outstanding, late ones, what came back and is not taken up.
STATES = [
    ("open", _("Receipt outstanding or sent back")), ("late", _("Receipt overdue")),
    ("back", _("Sent back, not taken up")), *TransferState.choices,
]  # fmt: skip


class TransferFilter(StationFilter):
    """By state, receiver, day and words."""

    q = django_filters.CharFilter(method="search", label=_("Receiver or case"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    centre = rows(lambda: GovCenter.objects.all(), label=_("Governance centre"))
    department = rows(lambda: Department.objects.all(), label=_("Department"))
    date_from = day(field_name="sent_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="sent_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """A state, or what waits for somebody."""
        if value == "open":
            return readings_out.waiting(queryset)
        if value == "back":
            return readings_out.returned_and_waiting(queryset)
        if value == "late":
            return queryset.filter(state=TransferState.SENT, due_on__lt=timezone.localdate())
        return queryset.filter(state=value)

    def search(self, queryset, name, value):
        """Part of the receiver's name, or the serial number of the case."""
        text = value.strip()
        found = Q(target__icontains=text)
        serial = text.rpartition("T")[2]
        if serial.isdecimal() and len(serial) < 10:
            found |= Q(case__serial=int(serial))
        return queryset.filter(found)
