"""Filters of check-ins, shared by page, API and export; everything stands in the address."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.checkins.readings import open_doubts
from patrols.checkins.words import EntryState, Flag, Method
from patrols.routes.models import Checkpoint
from patrols.squads.models import Guard, Squad, SquadMembership
from stations.kit import filters as kit
from stations.kit.filters import StationFilter, rows
from stations.kit.spans import in_force, midnight


class CheckInFilter(StationFilter):
    """Check-ins by time, squad, point, guard, and what looks odd."""

    date_from = kit.day(label=_("From"), method="since")
    date_to = kit.day(label=_("Until"), method="until")
    squad = rows(lambda: Squad.objects.order_by("code"), label=_("Squad"), field_name="duty__squad")
    checkpoint = rows(lambda: Checkpoint.objects.order_by("code"), label=_("Checkpoint"))
    guard = rows(lambda: Guard.objects.select_related("user").order_by("guard_no"), label=_("Guard"))
    doubt = django_filters.ChoiceFilter(
        label=_("Doubts"),
        choices=[("open", _("to be decided")), ("decided", _("decided")), ("any", _("any")), ("none", _("none"))],
        method="of_doubt",
    )
    flag = django_filters.ChoiceFilter(label=_("What looks odd"), choices=Flag.choices, method="of_flag")
    counted = django_filters.ChoiceFilter(
        label=_("Counts"), choices=[("true", _("yes")), ("false", _("no"))], method="of_counted"
    )
    offline = django_filters.ChoiceFilter(
        label=_("Uploaded later (离线补传)"), choices=[("true", _("yes")), ("false", _("no"))], method="of_offline"
    )
    method = django_filters.ChoiceFilter(label=_("Method"), choices=Method.choices)
    duty = django_filters.NumberFilter(
        widget=HiddenInput, label=_("Duty"), field_name="duty", min_value=1, max_value=2**62
    )

    @staticmethod
    def since(queryset, name, value):
        """From a day on."""
        return queryset.filter(at__gte=midnight(value))

    @staticmethod
    def until(queryset, name, value):
        """Up to and including a day."""
        return queryset.filter(at__lt=midnight(value) + timedelta(days=1))

    @staticmethod
    def of_doubt(queryset, name, value):
        """With or without doubts."""
        if value == "none":
            return queryset.filter(flags=[])
        queryset = queryset.exclude(flags=[])
        if value == "open":
            return open_doubts(queryset)
        return queryset.filter(review__isnull=False) if value == "decided" else queryset

    @staticmethod
    def of_flag(queryset, name, value):
        """With one kind of doubt."""
        return queryset.exclude(flags=[]).filter(flags__contains=[value])

    @staticmethod
    def of_counted(queryset, name, value):
        """Whether it counts."""
        return queryset.filter(counted=value == "true")

    @staticmethod
    def of_offline(queryset, name, value):
        """Whether it was uploaded later."""
        return queryset.filter(offline=value == "true")


class EntryFilter(StationFilter):
    """Entries by hand."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=EntryState.choices)
    squad = rows(lambda: Squad.objects.order_by("code"), label=_("Squad"), field_name="duty__squad")
    guard = rows(lambda: Guard.objects.select_related("user").order_by("guard_no"), label=_("Guard"))


class ConflictFilter(StationFilter):
    """Check-ins that came twice with different content."""

    q = django_filters.CharFilter(method="search", label=_("Name or number of the guard"))
    squad = rows(lambda: Squad.objects.order_by("code"), label=_("Squad"), method="of_squad")
    date_from = kit.day(field_name="received_at", lookup_expr="date__gte", label=_("From"))
    date_to = kit.day(field_name="received_at", lookup_expr="date__lte", label=_("Until"))

    @staticmethod
    def search(queryset, name, value):
        """Part of the name, or the guard's number."""
        text = value.strip()
        return queryset.filter(Q(guard__user__name__contains=text) | Q(guard__guard_no__startswith=text))

    @staticmethod
    def of_squad(queryset, name, value):
        """Guards of a squad today; a conflict itself belongs to no duty."""
        today = timezone.localdate()
        members = SquadMembership.objects.filter(in_force(today), squad=value).values("guard_id")
        return queryset.filter(guard__in=members)
