"""Filters of companies, squads and guards, shared by page, API and export."""

import django_filters
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patrols.squads.models import Company, PatrolGroup, Squad
from patrols.squads.people import companies_on, guards_on, squads_on
from stations.kit.filters import StationFilter, rows

YES_NO = [("yes", _("yes")), ("no", _("no"))]


def open_squads():
    """Squads that patrol."""
    return Squad.objects.active()


class CompanyFilter(StationFilter):
    """Companies; those closed show up only when asked for. Rows get their numbers of squads and guards."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Company.Kind.choices, empty_label=_("all"))
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"), method="lacking", empty_label=_("(any)"), choices=[("leader", _("a leader in charge"))]
    )
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("taking part"), choices=[("yes", _("closed"))]
    )

    def filter_queryset(self, queryset):
        """Open ones unless the closed are wanted."""
        queryset = companies_on(timezone.localdate()).filter(active=not self.form.cleaned_data.get("closed"))
        return super().filter_queryset(queryset).order_by("code", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, short name or code."""
        fits = Q(name__icontains=value) | Q(short_name__icontains=value) | Q(code__iexact=value)
        return queryset.filter(fits)

    @staticmethod
    def lacking(queryset, name, value):
        """Without a leader in charge."""
        return queryset.filter(leader_name="")

    @staticmethod
    def keep(queryset, name, value):
        """Used by :meth:`filter_queryset` itself."""
        return queryset


class SquadFilter(StationFilter):
    """Squads with their people of today; dissolved ones show up only when asked for."""

    q = django_filters.CharFilter(label=_("Name or code"), method="search")
    group = rows(PatrolGroup.objects.all, label=_("Functional group"), empty_label=_("all"))
    company = rows(Company.objects.all, label=_("Company"), empty_label=_("all"))
    lacks = django_filters.ChoiceFilter(
        label=_("Lacks"), method="lacking", empty_label=_("(any)"),
        choices=[
            ("leader", _("a leader")), ("liaison", _("a liaison officer")), ("confirmed", _("confirmed duty lists")),
        ],
    )  # fmt: skip
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("patrolling"), choices=[("yes", _("dissolved"))]
    )

    def filter_queryset(self, queryset):
        """People of the day first, so that the filters can use them."""
        queryset = queryset.filter(active=not self.form.cleaned_data.get("closed"))
        return super().filter_queryset(squads_on(timezone.localdate(), queryset)).order_by("code", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, code, company or leader."""
        fits = Q(name__icontains=value) | Q(code__iexact=value) | Q(company__short_name__icontains=value)
        return queryset.filter(fits | Q(leader__icontains=value))

    @staticmethod
    def lacking(queryset, name, value):
        """Without somebody, or with guards who have not confirmed."""
        if value == "confirmed":
            return queryset.filter(confirmed__lt=F("guards_now"))
        return queryset.filter(**{f"{value}__isnull": True})

    @staticmethod
    def keep(queryset, name, value):
        """Used by :meth:`filter_queryset` itself."""
        return queryset


class GuardFilter(StationFilter):
    """Guards with their squad of today; who has left shows up only when asked for."""

    q = django_filters.CharFilter(label=_("Name, pinyin or guard number"), method="search")
    squad = rows(open_squads, label=_("Squad"), method="in_squad", null_label=_("no squad"), empty_label=_("all"))
    company = rows(Company.objects.all, label=_("Company"), empty_label=_("all"))
    confirmed = django_filters.ChoiceFilter(
        label=_("Duty list confirmed"), method="is_so", choices=YES_NO, empty_label=_("(any)")
    )
    paired = django_filters.ChoiceFilter(
        label=_("Phone connected"), method="is_so", choices=YES_NO, empty_label=_("(any)")
    )
    left = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("serving"), choices=[("yes", _("has left"))]
    )

    def filter_queryset(self, queryset):
        """Squads of the day first, so that the filters can use them."""
        queryset = queryset.filter(left_on__isnull=not self.form.cleaned_data.get("left"))
        return super().filter_queryset(guards_on(timezone.localdate(), queryset)).order_by("guard_no", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, pinyin, initials or guard number."""
        text, joined = value.strip(), value.lower().replace(" ", "")
        fits = Q(user__name__icontains=text) | Q(guard_no__istartswith=text) | Q(user__initials__startswith=joined)
        found = queryset.annotate(joined=Replace("user__pinyin", Value(" "), Value("")))
        return found.filter(fits | Q(joined__startswith=joined))

    @staticmethod
    def is_so(queryset, name, value):
        """Confirmed the duty list, or has a phone connected."""
        return queryset.filter(**{name: value == "yes"})

    @staticmethod
    def in_squad(queryset, name, value):
        """Members of one squad today, or of none."""
        return queryset.filter(squad_id=None if value == "null" else value.pk)

    @staticmethod
    def keep(queryset, name, value):
        """Used by :meth:`filter_queryset` itself."""
        return queryset
