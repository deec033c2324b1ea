"""Filters of meetings, resolutions, demands, talks and losses, shared by page, API and export."""

import django_filters
from django.db.models import Exists, F, OuterRef, Q
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.enterprises.models import Building, Enterprise
from community.partners.models import MeetingSeries
from community.partners.models_demands import DemandKind, DemandPassed
from community.partners.words import WAITING, DemandState, LossState, Manner, MeetingState, ResolutionState
from stations.agenda.standing_in import stands_in_for
from stations.kit.filters import StationFilter, day, rows
from stations.organisation.rules import officer_of
from stations.places.readings import named_communities


def _series():
    return MeetingSeries.objects.all()


def _buildings():
    return Building.objects.filter(active=True)


def _enterprises():
    return Enterprise.objects.all()


def _mine(request) -> set[int]:
    """The person, and of whom the person does the work today."""
    own = officer_of(request.user)
    return {own.pk, *stands_in_for(request.user)} if own else set()


class MeetingFilter(StationFilter):
    """Meetings by series, state and day."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=_("Title of the joint meeting"))
    series = rows(_series, label=_("Series"))
    state = django_filters.ChoiceFilter(
        choices=[("took_place", _("held or final")), *MeetingState.choices], method="in_state", label=_("State")
    )
    date_from = day(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="starts_at", lookup_expr="date__lte", label=_("To"))

    def in_state(self, queryset, name, value):
        """One state, or every meeting that took place."""
        wanted = [MeetingState.HELD, MeetingState.CLOSED] if value == "took_place" else [value]
        return queryset.filter(state__in=wanted)


class ResolutionFilter(StationFilter):
    """Resolutions by state, owner and day."""

    STATES = [("late", _("overdue")), ("mine", _("mine")), *ResolutionState.choices]

    q = django_filters.CharFilter(field_name="words", lookup_expr="icontains", label=_("Resolution"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    series = rows(_series, field_name="meeting__series", label=_("Series"))
    enterprise = rows(_enterprises, label=_("Enterprise"), widget=HiddenInput)
    date_from = day(field_name="first_due", lookup_expr="gte", label=_("First due from"))
    date_to = day(field_name="first_due", lookup_expr="lte", label=_("First due to"))

    def in_state(self, queryset, name, value):
        """A state, what is overdue, or the person's own."""
        if value == "late":
            return queryset.open().filter(due_on__lt=timezone.localdate())
        if value == "mine":
            return queryset.open().filter(officer__in=_mine(self.request))
        return queryset.filter(state=value)


class DemandFilter(StationFilter):
    """Demands by words, state, kind, who is in charge, place and day."""

    STATES = [("waiting", _("to be answered")), ("late", _("overdue")), *DemandState.choices]

    q = django_filters.CharFilter(method="search", label=_("Number, shop or words"))
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label=_("State"))
    kind = rows(DemandKind.objects.all, label=_("Kind"))
    which = django_filters.ChoiceFilter(
        choices=[("mine", _("I am in charge")), ("nobody", _("nobody is in charge"))], method="of_which",
        label=_("Which"),
    )  # fmt: skip
    building = rows(_buildings, label=_("Building"))
    community = rows(named_communities, label=_("Community"))
    enterprise = rows(_enterprises, label=_("Enterprise"), widget=HiddenInput)
    department = django_filters.CharFilter(method="with_department", label=_("Department"), widget=HiddenInput)
    date_from = day(field_name="received_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="received_at", lookup_expr="date__lte", label=_("To"))
    due_from = day(
        field_name="first_due", lookup_expr="gte", label=_("First due from"),
        widget=HiddenInput,
    )  # fmt: skip
    due_to = day(
        field_name="first_due", lookup_expr="lte", label=_("First due to"),
        widget=HiddenInput,
    )  # fmt: skip

    def filter_queryset(self, queryset):
        """What the station owes comes first, the nearest day on top; then the newest."""
        return super().filter_queryset(queryset).order_by(F("next_by").asc(nulls_last=True), "-received_at", "-id")

    def search(self, queryset, name, value):
        """Part of the shop or the words, or the number."""
        text = value.strip()
        year, _dash, serial = text.partition("-")
        found = Q(shop__icontains=text) | Q(words__icontains=text) | Q(enterprise__name__icontains=text)
        if year.isascii() and serial.isascii() and year.isdigit() and serial.isdigit() and len(serial) < 9:
            found |= Q(year=int(year[:4]), serial=int(serial))
        return queryset.filter(found)

    def in_state(self, queryset, name, value):
        """A state, whatever waits for an answer, or what is overdue."""
        if value == "late":
            return queryset.late(timezone.localdate())
        return queryset.filter(state__in=WAITING if value == "waiting" else [value])

    def of_which(self, queryset, name, value):
        """The own, or those nobody is in charge of."""
        return queryset.filter(officer__in=_mine(self.request)) if value == "mine" else queryset.filter(officer=None)

    def with_department(self, queryset, name, value):
        """Lying with a department."""
        out = DemandPassed.objects.filter(demand=OuterRef("pk"), department=value, state="out")
        return queryset.filter(Exists(out))


class TalkFilter(StationFilter):
    """Talks by words, place and day; struck ones only when asked for."""

    q = django_filters.CharFilter(method="search", label=_("Topic or place"))
    building = rows(_buildings, label=_("Building"))
    enterprise = rows(_enterprises, label=_("Enterprise"), widget=HiddenInput)
    struck = django_filters.ChoiceFilter(
        choices=[("yes", _("struck out"))], method="keep", label=_("State"), empty_label=_("those that count")
    )
    date_from = day(field_name="held_on", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="held_on", lookup_expr="lte", label=_("To"))

    def filter_queryset(self, queryset):
        """Those that count, unless the others are wanted."""
        struck = bool(self.form.cleaned_data.get("struck"))
        return super().filter_queryset(queryset.filter(struck_at__isnull=not struck))

    @staticmethod
    def keep(queryset, name, value):
        """Used by ``filter_queryset`` itself."""
        return queryset

    def search(self, queryset, name, value):
        """Part of the topic or the place."""
        text = value.strip()
        return queryset.filter(Q(topic__icontains=text) | Q(place__icontains=text))


class LossFilter(StationFilter):
    """Losses by words, state, kind and day."""

    q = django_filters.CharFilter(method="search", label=_("What, whose or number"))
    state = django_filters.ChoiceFilter(choices=LossState.choices, label=_("State"))
    manner = django_filters.ChoiceFilter(choices=Manner.choices, label=_("Kind of loss"))
    enterprise = rows(_enterprises, label=_("Enterprise"), widget=HiddenInput)
    date_from = day(field_name="recovered_on", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="recovered_on", lookup_expr="lte", label=_("To"))
    back_from = day(
        field_name="given_back_on", lookup_expr="gte", label=_("Given back from"),
        widget=HiddenInput,
    )  # fmt: skip
    back_to = day(
        field_name="given_back_on", lookup_expr="lte", label=_("Given back to"),
        widget=HiddenInput,
    )  # fmt: skip

    def search(self, queryset, name, value):
        """Part of what it was, whose it is, or a number."""
        text = value.strip()
        return queryset.filter(
            Q(what__icontains=text) | Q(unit__icontains=text) | Q(enterprise__name__icontains=text)
            | Q(reference__icontains=text) | Q(receipt_no__icontains=text)
        )  # fmt: skip
