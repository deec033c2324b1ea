"""Filters of enterprises, buildings, visits, first visits and findings, shared by page, API and export."""

import django_filters
from django.db.models import Case, Exists, Q, Value, When
from django.db.models.functions import Replace
from django.forms import HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Building, Cluster, EnterpriseKind
from community.enterprises.readings import (
    doing_for,
    inspections_due,
    inspections_since,
    inspector_expression,
    keeper_expression,
    settings_of,
    unvisited,
    work_of,
)
from community.enterprises.words import OVER, FindingState, FirstState, Grade, State, VisitKind
from stations.kit.crypto import blind_index
from stations.kit.filters import StationFilter, day, flag, rows
from stations.places.models import IndustryOfficer
from stations.places.readings import named_communities

ANY = _("all")
YES = [("yes", _("yes"))]


def _choice(label, choices, method=None, **kwargs) -> django_filters.ChoiceFilter:
    empty = {"empty_label": ANY}
    return django_filters.ChoiceFilter(label=label, choices=choices, method=method, **(empty | kwargs))


class EnterpriseFilter(StationFilter):
    """Enterprises; those that moved out show up only when asked for. A whole phone number finds its shop."""

    q = django_filters.CharFilter(label=_("Name, pinyin, number, code or whole phone number"), method="search")
    kind = rows(EnterpriseKind.objects.all, label=_("Kind of enterprise"), empty_label=ANY)
    building = rows(Building.objects.all, label=_("Building"), empty_label=ANY)
    cluster = rows(Cluster.objects.all, label=_("Cluster"), empty_label=ANY, method="in_cluster")
    community = rows(named_communities, label=_("Community"), empty_label=ANY)
    state = _choice(_("State"), State.choices, "in_state", empty_label=_("here"))
    mine = _choice(_("Whose"), [("yes", pgettext_lazy("enterprise", "mine"))], "of_mine")
    due = _choice(_("Visits"), [
        ("yes", pgettext_lazy("visit", "due")), ("long", _("not visited for long")), ("never", _("never visited")),
    ], "visits_due")  # fmt: skip
    # An inspection campaign (专项检查) is a choice of enterprises and a day: inspected since, or not yet.
    since = day(label=_("Inspected since"), method="keep")
    inspected = _choice(
        pgettext_lazy("campaign", "Inspection"), [("no", _("not inspected yet")), ("yes", _("inspected"))], "keep"
    )

    def filter_queryset(self, queryset):
        """Those that are here, unless another state is wanted."""
        told = self.form.cleaned_data
        if not told.get("state"):
            queryset = queryset.exclude(state=State.MOVED_OUT)
        found = super().filter_queryset(queryset).order_by("number", "id")
        if told.get("since") or told.get("inspected"):
            found = self._chosen = found.annotate(checked=Exists(inspections_since(told.get("since"))))
        if told.get("inspected"):
            found = found.filter(checked=told["inspected"] == "yes")
        return found

    def chosen(self):
        """The enterprises of a campaign, with ``checked``; the list may hold only those that are left."""
        return self._chosen if self.qs is not None else None

    @staticmethod
    def keep(queryset, name, value):
        """Used by ``filter_queryset`` itself."""
        return queryset

    @staticmethod
    def search(queryset, name, value):
        """Name, pinyin, initials, number, credit code, or the fingerprint of a whole phone number."""
        text, joined = value.strip(), value.lower().replace(" ", "")
        found = queryset.annotate(joined=Replace("pinyin", Value(" "), Value("")))
        fits = Q(name__icontains=text) | Q(short_name__icontains=text) | Q(number__iexact=text)
        fits |= Q(credit_code__iexact=text) | Q(unit__iexact=text) | Q(joined__contains=joined)
        if joined.isdigit() and len(joined) >= 7:
            fits |= Q(pk__in=queryset.model.objects.filter(contacts__phone_index=blind_index(joined)).values("pk"))
        return found.filter(fits | Q(initials__startswith=joined))

    @staticmethod
    def in_state(queryset, name, value):
        """One state."""
        return queryset.filter(state=value)

    @staticmethod
    def in_cluster(queryset, name, value):
        """Of the cluster itself, or in one of its buildings."""
        return queryset.filter(Q(cluster=value) | Q(cluster=None, building__cluster=value))

    def of_mine(self, queryset, name, value):
        """Those the person looks after or inspects."""
        return work_of(doing_for(self.request.user), timezone.localdate(), queryset)

    def visits_due(self, queryset, name, value):
        """By the interval of the kind, or by the station's word for "long"."""
        today = timezone.localdate()
        if value == "yes":
            return inspections_due(today, queryset)
        if value == "never":
            return queryset.filter(visited_at=None)
        return unvisited(settings_of(self.request.station).unvisited_days, today, queryset)


class BuildingFilter(StationFilter):
    """Buildings."""

    q = django_filters.CharFilter(label=_("Name or address"), method="search")
    community = rows(named_communities, label=_("Community"), empty_label=ANY)
    cluster = rows(Cluster.objects.all, label=_("Cluster"), empty_label=ANY)

    @staticmethod
    def search(queryset, name, value):
        """A part of name or address."""
        return queryset.filter(Q(name__icontains=value.strip()) | Q(address__icontains=value.strip()))


class VisitFilter(StationFilter):
    """Visits by their day, kind and trade; struck ones only when asked for."""

    q = django_filters.CharFilter(label=_("Enterprise"), field_name="enterprise__name", lookup_expr="icontains")
    kind = _choice(_("Kind of visit"), VisitKind.choices)
    industry = _choice(
        _("Trade officer of"), IndustryOfficer.Industry.choices, field_name="enterprise__kind__industry"
    )
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", label=_("Enterprise"), widget=HiddenInput)
    community = rows(named_communities, field_name="enterprise__community", label=_("Community"), empty_label=ANY)
    mine = _choice(_("Whose"), [("yes", pgettext_lazy("enterprise", "mine"))], "of_mine")
    struck = flag(label=_("Struck"), method="were_struck")
    date_from = day(label=_("From"), field_name="at", lookup_expr="date__gte")
    date_to = day(label=_("To"), field_name="at", lookup_expr="date__lte")

    def filter_queryset(self, queryset):
        """The newest first."""
        if self.form.cleaned_data.get("struck") in (None, ""):
            queryset = queryset.filter(struck_at=None)
        return super().filter_queryset(queryset).order_by("-at", "-id")

    def of_mine(self, queryset, name, value):
        """The own visits."""
        return queryset.filter(officer__user=self.request.user)

    @staticmethod
    def were_struck(queryset, name, value: bool):
        """Struck, or not."""
        return queryset.filter(struck_at__isnull=not value)


class FirstVisitFilter(StationFilter):
    """First visits: due, overdue, done."""

    q = django_filters.CharFilter(label=_("Enterprise"), field_name="enterprise__name", lookup_expr="icontains")
    state = _choice(_("State"), [("overdue", _("overdue")), *FirstState.choices], "in_state")
    building = rows(Building.objects.all, field_name="enterprise__building", label=_("Building"), empty_label=ANY)
    community = rows(named_communities, field_name="enterprise__community", label=_("Community"), empty_label=ANY)
    mine = _choice(_("Whose"), [("yes", pgettext_lazy("enterprise", "mine"))], "of_mine")
    date_from = day(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    date_to = day(label=_("Due until"), field_name="due_on", lookup_expr="lte")

    def filter_queryset(self, queryset):
        """What is open and due first comes first, then what was done last."""
        today = timezone.localdate()
        queryset = queryset.annotate(
            keeper=keeper_expression(today, "officer_id", "enterprise__"),
            keeper_name=keeper_expression(today, "officer__user__name", "enterprise__"),
        )
        open_first = Case(When(state=FirstState.OPEN, then="due_on"))
        return super().filter_queryset(queryset).order_by(open_first.asc(nulls_last=True), "-due_on", "id")

    @staticmethod
    def in_state(queryset, name, value):
        """A state, or those whose day has passed."""
        if value == "overdue":
            return queryset.filter(state=FirstState.OPEN, due_on__lt=timezone.localdate())
        return queryset.filter(state=value)

    def of_mine(self, queryset, name, value):
        """Of the enterprises the person looks after."""
        return queryset.filter(keeper__in=doing_for(self.request.user))


class SafetyFindingFilter(StationFilter):
    """Findings by state, grade and trade."""

    q = django_filters.CharFilter(label=_("Enterprise or what is not in order"), method="search")
    state = _choice(_("State"), FindingState.choices)
    grade = _choice(_("Grade"), Grade.choices)
    which = _choice(
        _("Which"),
        [
            ("open", pgettext_lazy("findings", "open")), ("overdue", _("overdue")),
            ("mine", pgettext_lazy("enterprise", "mine")),
        ], "chosen",
    )  # fmt: skip
    industry = _choice(
        _("Trade officer of"), IndustryOfficer.Industry.choices, field_name="enterprise__kind__industry"
    )
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", label=_("Enterprise"), widget=HiddenInput)
    community = rows(named_communities, field_name="enterprise__community", label=_("Community"), empty_label=ANY)
    date_from = day(label=_("Found from"), field_name="found_at", lookup_expr="date__gte")
    date_to = day(label=_("Found until"), field_name="found_at", lookup_expr="date__lte")

    def filter_queryset(self, queryset):
        """What is open and due first comes first, then what was closed last."""
        open_first = Case(When(~Q(state__in=OVER), then="due_on"))
        return super().filter_queryset(queryset).order_by(open_first.asc(nulls_last=True), "-closed_at", "id")

    @staticmethod
    def search(queryset, name, value):
        """A part of the enterprise's name or of the words."""
        return queryset.filter(Q(enterprise__name__icontains=value.strip()) | Q(what__icontains=value.strip()))

    def chosen(self, queryset, name, value):
        """Open, overdue, or the person's own work."""
        today = timezone.localdate()
        if value == "open":
            return queryset.open()
        if value == "overdue":
            return queryset.overdue(today)
        found = queryset.annotate(who=inspector_expression(today, "officer_id", "enterprise__"))
        return found.open().filter(who__in=doing_for(self.request.user))
