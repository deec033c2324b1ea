"""Filters of incidents, shared by page, API and export; everything stands in the address."""

from datetime import datetime, timedelta

import django_filters
from django.db.models import Q
from django.forms import HiddenInput, Select
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from stations.catalogue.models import Category
from stations.catalogue.words import Grade, Kind
from stations.incidents import readings
from stations.incidents.words import CLOSED_STATES, Source, State
from stations.kit import filters as kit
from stations.kit.filters import StationFilter, rows
from stations.kit.spans import midnight
from stations.places.readings import named_communities, named_grids

SHORTEST = 2
# Set by tabs, figures and boards; drawn as words above the list.
HIDDEN = ("standing", "counting", "reopened", "fold", "spot", "closed_from", "closed_to")
# A search for words looks at this many days unless a period is given: it is a scan (DESIGN §7).
SEARCH_DAYS = 366
# Days that an address may name and a moment can be made of.


class OneOrMore(Select):
    """Drawn as one choice; an address may still name several values (``?state=a&state=b``)."""

    def value_from_datadict(self, data, files, name):
        """All values of the name."""
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in ([values] if isinstance(values, str) else values) if value]


def several(choices, **kwargs) -> django_filters.MultipleChoiceFilter:
    """Any of some values."""
    return django_filters.MultipleChoiceFilter(
        choices=[("", _("All")), *choices], widget=OneOrMore, distinct=False, **kwargs
    )


class CategoryLines(ModelChoiceIterator):
    """Categories as a tree: each level one step to the right; there may be hundreds, so no rows are loaded."""

    def __iter__(self):
        yield "", self.field.empty_label
        for pk, level, name in self.queryset.values_list("pk", "level", "name"):
            yield pk, "　" * (level - 1) + name


class CategoryField(django_filters.fields.ModelChoiceField):
    """A choice among the categories."""

    iterator = CategoryLines


@extend_schema_field(OpenApiTypes.INT)
class CategoryFilter(django_filters.ModelChoiceFilter):
    """One category with everything below it."""

    field_class = CategoryField


def holds(field: str, words: str) -> Q:
    """Whether a text holds some words, capitals or not; Chinese has none, and then the comparison costs half."""
    cased = words.upper() != words.lower()
    return Q(**{f"{field}__icontains" if cased else f"{field}__contains": words})


class IncidentFilter(StationFilter):
    """Incidents. The parameter names are a contract: reports, boards and figures link here."""

    q = django_filters.CharFilter(label=_("Words, place or number"), method="search", min_length=SHORTEST)
    tab = django_filters.ChoiceFilter(
        widget=HiddenInput, label=_("Tab"), method="of_tab", choices=[(tab.code, tab.label) for tab in readings.TABS]
    )
    kind = several(Kind.choices, label=_("Kind of report"))
    state = several(State.choices, label=_("State"))
    standing = django_filters.ChoiceFilter(
        widget=HiddenInput,
        label=_("Open"),
        choices=[("open", _("open")), ("closed", _("closed"))],
        method="of_standing",
    )
    grade = django_filters.ChoiceFilter(label=_("Grade"), choices=Grade.choices)
    category = CategoryFilter(
        label=_("Category"), queryset=lambda request: Category.objects.order_by("code"), method="below"
    )
    community = rows(named_communities, label=_("Community"))
    grid = rows(named_grids, label=_("Grid"))
    source = django_filters.ChoiceFilter(label=_("Source"), choices=Source.choices)
    urgent = django_filters.ChoiceFilter(label=_("Urgent"), choices=[("true", _("yes"))], method="is_urgent")
    date_from = kit.day(label=_("Reported from"), method="since")
    date_to = kit.day(label=_("Reported until"), method="until")
    place = django_filters.CharFilter(label=_("Place"), method="at_place", min_length=SHORTEST)
    spot = django_filters.NumberFilter(
        widget=HiddenInput, label=_("Known place (number)"), field_name="spot", max_value=2**62
    )
    closed_from = kit.day(widget=HiddenInput, label=_("Closed from"), method="closed_since")
    closed_to = kit.day(widget=HiddenInput, label=_("Closed until"), method="closed_until")
    counting = django_filters.ChoiceFilter(
        widget=HiddenInput, label=_("Counted"), method="counted",
        choices=[("counted", _("without struck and repeated")), ("effective", _("effective police calls"))],
    )  # fmt: skip
    reopened = django_filters.ChoiceFilter(
        widget=HiddenInput, label=_("Re-opened"), choices=[("true", _("yes"))], method="opened_again"
    )
    fold = django_filters.ChoiceFilter(
        widget=HiddenInput, label=_("In reports"), choices=Category.Fold.choices, field_name="category__fold"
    )

    def filter_queryset(self, queryset):
        """Period first; words without a period look back a year; what is open stands by urgency."""
        values = self.form.cleaned_data
        if (values.get("q") or values.get("place")) and not values.get("date_from"):
            queryset = queryset.filter(reported_at__gte=self.looked_back())
        found = super().filter_queryset(queryset)
        if values.get("tab") or values.get("standing") == "open":
            return found.order_by("-urgent", "grade", "reported_at", "id")
        return found

    def beside(self) -> list[tuple[str, str]]:
        """Filters in force that the bar does not draw: label and value in words (a figure's list has some)."""
        values = self.form.cleaned_data if self.is_valid() else {}
        found = []
        for name in HIDDEN:
            value = values.get(name)
            if value not in (None, ""):
                words = dict(getattr(self.form.fields[name], "choices", ())).get(value, value)
                found.append((str(self.filters[name].label), str(words)))
        for name in ("kind", "state"):
            chosen = values.get(name) or []
            if len(chosen) > 1:
                words = dict(self.form.fields[name].choices)
                found.append((str(self.filters[name].label), "、".join(str(words[one]) for one in chosen)))
        return found

    @staticmethod
    def looked_back() -> datetime:
        """From when a search for words without a period begins."""
        return timezone.now() - timedelta(days=SEARCH_DAYS)

    @staticmethod
    def search(queryset, name, value):
        """Words in summary or place, or the number people say."""
        year, dash, serial = value.strip().partition("-")
        if year.isdecimal() and serial.isdecimal() and len(year) == 4 and len(serial) <= 9:
            return queryset.filter(year=int(year), serial=int(serial))
        return queryset.filter(holds("summary", value) | holds("place", value))

    def of_tab(self, queryset, name, value):
        """One of the saved questions."""
        tab = next(tab for tab in readings.TABS if tab.code == value)
        return queryset.filter(tab.among, tab.wanted(self.request.user, timezone.now()))

    @staticmethod
    def of_standing(queryset, name, value):
        """Open or closed in any way."""
        closed = Q(state__in=CLOSED_STATES)
        return queryset.filter(closed if value == "closed" else ~closed)

    @staticmethod
    def below(queryset, name, value):
        """The category and all below it, by the final category."""
        tree = Category.objects.filter(Q(pk=value.pk) | Q(path__startswith=f"{value.path} / "))
        return queryset.filter(category__in=tree.order_by().values("pk"))

    @staticmethod
    def is_urgent(queryset, name, value):
        """Flagged urgent."""
        return queryset.filter(urgent=True)

    @staticmethod
    def since(queryset, name, value):
        """Reported on that day or later; the day begins at midnight in the station's time."""
        return queryset.filter(reported_at__gte=midnight(value))

    @staticmethod
    def until(queryset, name, value):
        """Reported on that day or earlier: the whole day counts, up to the next midnight (DOMAIN 4.3)."""
        return queryset.filter(reported_at__lt=midnight(value) + timedelta(days=1))

    @staticmethod
    def closed_since(queryset, name, value):
        """Closed on that day or later."""
        return queryset.filter(closed_at__gte=midnight(value))

    @staticmethod
    def closed_until(queryset, name, value):
        """Closed on that day or earlier."""
        return queryset.filter(closed_at__lt=midnight(value) + timedelta(days=1))

    @staticmethod
    def at_place(queryset, name, value):
        """Words of the place."""
        return queryset.filter(holds("place", value))

    @staticmethod
    def counted(queryset, name, value):
        """What statistics count."""
        return readings.effective(queryset) if value == "effective" else queryset.counted()

    @staticmethod
    def opened_again(queryset, name, value):
        """Opened again at least once."""
        return queryset.filter(reopened__gt=0)
