"""Filters of the network, shared by page, API and export."""

import django_filters
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Replace
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mediation.network.lists import mediators_on, rooms_at
from mediation.network.models import Department, GovCenter, MediationRoom, MediatorKind
from mediation.network.words import Cause, Group
from stations.kit.filters import StationFilter, rows
from stations.places.models import Community


def words_of(column: str) -> Func:
    """The texts of an array column in one line, to search through."""
    return Func(F(column), Value(" "), function="array_to_string", output_field=TextField())


class _Kept(StationFilter):
    """Lists in which what is no longer in use shows up only when asked for."""

    @staticmethod
    def keep(queryset, name, value):
        """Used by ``filter_queryset`` itself."""
        return queryset


class RoomFilter(_Kept):
    """Rooms with their people, sitting hours and bookings."""

    q = django_filters.CharFilter(label=_("Name, code or address"), method="search")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=MediationRoom.Level.choices, empty_label=_("all"))
    community = rows(Community.objects.all, label=_("Community"), empty_label=_("all"))
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("in use"), choices=[("yes", _("closed"))]
    )

    def filter_queryset(self, queryset):
        """Rooms in use unless the closed are wanted."""
        queryset = rooms_at(timezone.now()).filter(active=not self.form.cleaned_data.get("closed"))
        return super().filter_queryset(queryset).order_by("-level", "code", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, code or address."""
        return queryset.filter(Q(name__icontains=value) | Q(code__iexact=value) | Q(address__icontains=value))


class MediatorFilter(_Kept):
    """Mediators with load and availability of today; who has left shows up only when asked for."""

    q = django_filters.CharFilter(label=_("Name, pinyin, number or organisation"), method="search")
    group = django_filters.ChoiceFilter(
        label=_("Fixed group"), field_name="kind__group", choices=Group.choices, empty_label=_("all")
    )
    kind = rows(MediatorKind.objects.all, label=_("Kind"), empty_label=_("all"))
    subject = django_filters.ChoiceFilter(
        label=_("Subject"), method="takes_subject",
        choices=Cause.choices, empty_label=_("all"),
    )  # fmt: skip
    community = rows(Community.objects.all, label=_("Community"), method="takes_community", empty_label=_("all"))
    room = rows(MediationRoom.objects.all, label=_("Room"), empty_label=_("all"))
    language = django_filters.CharFilter(label=_("Language or dialect"), method="speaks")
    free = django_filters.ChoiceFilter(
        label=_("Available"), method="is_free", empty_label=_("(any)"),
        choices=[("yes", _("today, with room for a case")), ("no", _("away or full"))],
    )  # fmt: skip
    left = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("in office now"), choices=[("yes", _("has left the network"))]
    )

    def filter_queryset(self, queryset):
        """Load and absence first, so that the filters can use them."""
        queryset = queryset.filter(left_on__isnull=not self.form.cleaned_data.get("left"))
        found = super().filter_queryset(mediators_on(timezone.localdate(), queryset))
        return found.order_by("kind__order", "number", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, pinyin, initials, number or organisation."""
        text, joined = value.strip(), value.lower().replace(" ", "")
        fits = Q(user__name__icontains=text) | Q(number__istartswith=text) | Q(organisation__icontains=text)
        found = queryset.annotate(joined=Replace("user__pinyin", Value(" "), Value("")))
        return found.filter(fits | Q(user__initials__startswith=joined) | Q(joined__startswith=joined))

    @staticmethod
    def takes_subject(queryset, name, value):
        """Who names the subject, and who names none."""
        return queryset.filter(Q(subjects__contains=[value]) | Q(subjects=[]))

    @staticmethod
    def takes_community(queryset, name, value):
        """Who takes the community's disputes: it is named, or none is."""
        return queryset.filter(Q(communities__community=value) | Q(communities=None)).distinct()

    @staticmethod
    def speaks(queryset, name, value):
        """A language or dialect by a part of its name."""
        return queryset.annotate(spoken=words_of("languages")).filter(spoken__icontains=value.strip())

    @staticmethod
    def is_free(queryset, name, value):
        """Not away today and with room for another case."""
        fits = Q(away=False, full=0)
        return queryset.filter(fits if value == "yes" else ~fits)


class DepartmentFilter(_Kept):
    """Departments, found by their former names as well (工商 → 市场监管)."""

    q = django_filters.CharFilter(label=_("Name, former name or contact"), method="search")
    cause = django_filters.ChoiceFilter(
        label=_("Disputes"), method="takes", choices=Cause.choices, empty_label=_("all")
    )
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("in use"), choices=[("yes", _("closed"))]
    )

    def filter_queryset(self, queryset):
        """Those in use unless the others are wanted."""
        queryset = queryset.filter(active=not self.form.cleaned_data.get("closed"))
        return super().filter_queryset(queryset).order_by("name", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name, an alias, or a contact."""
        return find_departments(value, queryset)

    @staticmethod
    def takes(queryset, name, value):
        """Departments for a cause of disputes."""
        return queryset.filter(causes__contains=[value])


def find_departments(text: str, queryset=None):
    """Departments in use by a part of the name, of a former name or of a contact's name."""
    text = text.strip()
    queryset = Department.objects.filter(active=True) if queryset is None else queryset
    people = Department.objects.filter(contacts__active=True, contacts__name__icontains=text).values("pk")
    found = queryset.annotate(also=words_of("aliases"))
    return found.filter(Q(name__icontains=text) | Q(also__icontains=text) | Q(pk__in=people))


class CenterFilter(_Kept):
    """Governance centres."""

    q = django_filters.CharFilter(label=_("Name or contact"), method="search")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=GovCenter.Level.choices, empty_label=_("all"))
    closed = django_filters.ChoiceFilter(
        label=_("State"), method="keep", empty_label=_("in use"), choices=[("yes", _("closed"))]
    )

    def filter_queryset(self, queryset):
        """Those in use unless the others are wanted."""
        queryset = queryset.filter(active=not self.form.cleaned_data.get("closed"))
        return super().filter_queryset(queryset).order_by("level", "name", "id")

    @staticmethod
    def search(queryset, name, value):
        """Name or contact."""
        return queryset.filter(Q(name__icontains=value) | Q(contact__icontains=value))
