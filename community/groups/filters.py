"""Filters of groups, members and enrolments, shared by page, API and export."""

import django_filters
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from community.groups.models import Trade
from community.groups.readings import groups_on, groups_tended_by, settings_of
from community.groups.words import Source, State, Vetting
from stations.kit.crypto import blind_index
from stations.kit.filters import StationFilter, rows
from stations.places.models import Community
from stations.training.models import Attendance

TRAINED_DAYS = 365


def trained_since(day):
    """Whether the person of a member's row came to a sitting on or after a day."""
    came = Attendance.objects.filter(user=OuterRef("user_id"), attended_at__date__gte=day)
    return Exists(came)


def _number(**kwargs) -> django_filters.ModelChoiceFilter:
    """A choice among the groups somebody keeps; the API takes its id."""
    return extend_schema_field(OpenApiTypes.INT)(django_filters.ModelChoiceFilter(**kwargs))


class GroupFilter(StationFilter):
    """Groups with their figures; those dissolved show up only when asked for."""

    q = django_filters.CharFilter(label=_("Name, code or place"), method="search")
    trade = rows(Trade.objects.all, label=_("Trade"), empty_label=_("all"))
    community = rows(Community.objects.all, label=_("Community"), empty_label=_("all"))
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("in use"), choices=[("yes", _("dissolved"))]
    )

    def filter_queryset(self, queryset):
        """Those in use unless the others are wanted."""
        queryset = queryset.filter(active=not self.form.cleaned_data.get("closed"))
        found = super().filter_queryset(groups_on(timezone.localdate(), queryset))
        return found.order_by("code", "id")

    @staticmethod
    def keep(queryset, name, value):
        """Used by ``filter_queryset`` itself."""
        return queryset

    @staticmethod
    def search(queryset, name, value):
        """Name, code or place."""
        return queryset.filter(Q(name__icontains=value) | Q(code__iexact=value) | Q(place__icontains=value))


class MemberFilter(StationFilter):
    """Members; a whole phone number finds its owner without anything being decrypted."""

    q = django_filters.CharFilter(label=_("Name, pinyin, number or whole phone number"), method="search")
    group = _number(
        label=_("Watch group"), queryset=lambda request: groups_tended_by(request.user), method="in_group",
        empty_label=_("all"),
    )  # fmt: skip
    trade = rows(Trade.objects.all, label=_("Trade"), empty_label=_("all"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("all"))
    vetting = django_filters.ChoiceFilter(
        label=_("Vetting"), method="vetted", empty_label=_("all"),
        choices=[("waiting", Vetting.WAITING.label), *(pair for pair in Vetting.choices if pair[0])],
    )  # fmt: skip
    trained = django_filters.ChoiceFilter(
        label=_("Trained"), method="was_trained", empty_label=_("(any)"),
        choices=[("yes", _("in the last 12 months")), ("no", _("not in the last 12 months"))],
    )  # fmt: skip
    renewal = django_filters.ChoiceFilter(
        label=_("Renewal"), method="renewal_due", empty_label=_("(any)"), choices=[("due", _("due soon or overdue"))]
    )

    def filter_queryset(self, queryset):
        """In the order of numbers."""
        return super().filter_queryset(queryset).order_by("number", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, pinyin, initials, number, or the fingerprint of a whole phone number."""
        text, joined = value.strip(), value.lower().replace(" ", "")
        found = queryset.annotate(joined=Replace("user__pinyin", Value(" "), Value("")))
        fits = Q(user__name__icontains=text) | Q(number__startswith=text) | Q(user__initials__startswith=joined)
        return found.filter(fits | Q(joined__startswith=joined) | Q(user__phone_index=blind_index(joined)))

    @staticmethod
    def in_group(queryset, name, value):
        """The group of today, or the last one."""
        return queryset.filter(group_id=value.pk)

    @staticmethod
    def vetted(queryset, name, value):
        """What the officer found; whoever waits is still to be vetted."""
        return queryset.filter(vetting=Vetting.WAITING if value == "waiting" else value)

    @staticmethod
    def was_trained(queryset, name, value):
        """Who came to a sitting within a year."""
        came = trained_since(timezone.localdate() - timezone.timedelta(days=TRAINED_DAYS))
        return queryset.filter(came if value == "yes" else ~came)

    def renewal_due(self, queryset, name, value):
        """Confirmed members whose time is nearly up, and those who have let it pass."""
        settings = settings_of(self.request.station)
        soon = timezone.localdate() + timezone.timedelta(days=settings.renewal_days)
        return queryset.filter(state__in=[State.CONFIRMED, State.LAPSED], valid_until__lte=soon)


class OwnGroupFilter(MemberFilter):
    """A leader's own members: who it is, and who is still to renew."""

    group = django_filters.CharFilter(method="kept", widget=HiddenInput)
    trade = state = vetting = trained = None

    @staticmethod
    def kept(queryset, name, value):
        """Which of several groups the page has chosen."""
        return queryset


class EnrolmentFilter(StationFilter):
    """Who was asked and has not agreed."""

    q = django_filters.CharFilter(label=_("Name or whole phone number"), method="search")
    group = _number(
        label=_("Watch group"), queryset=lambda request: groups_tended_by(request.user), empty_label=_("all")
    )
    source = django_filters.ChoiceFilter(label=_("Source"), choices=Source.choices, empty_label=_("all"))

    def filter_queryset(self, queryset):
        """What ends first comes first."""
        return super().filter_queryset(queryset).order_by("expires_at", "id")

    @staticmethod
    def search(queryset, name, value):
        """A part of the name, or the fingerprint of a whole phone number."""
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | Q(phone_index=blind_index(text.replace(" ", ""))))
