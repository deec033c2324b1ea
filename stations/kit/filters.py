"""Filter bases: a FilterSet that touches no table at import (DESIGN §7)."""

import django_filters
from django.forms import DateInput
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

YES_NO = [("", _("All")), ("true", _("yes")), ("false", _("no"))]


class StationFilter(django_filters.FilterSet):
    """Filters shared by page, API and export. Declare filters one by one (no ``Meta.fields``).

    Use :func:`rows` for choices of the station, so that they are looked up per request.
    """


def rows(get_queryset, **kwargs) -> django_filters.ModelChoiceFilter:
    """A choice among rows of the station.

    Args:
        get_queryset: function without arguments giving the choices.
        kwargs: ``field_name``, ``label`` and the like.
    """
    choice = django_filters.ModelChoiceFilter(queryset=lambda request: get_queryset(), **kwargs)
    return extend_schema_field(OpenApiTypes.INT)(choice)


def day(**kwargs) -> django_filters.DateFilter:
    """A day picked with the browser's own control; ``field_name``, ``lookup_expr``, ``label`` and the like."""
    picker = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(**{"widget": picker} | kwargs)


def flag(**kwargs) -> django_filters.TypedChoiceFilter:
    """``true`` or ``false``; ``field_name`` or ``method``, ``label`` and the like."""
    return django_filters.TypedChoiceFilter(choices=YES_NO, coerce=lambda value: value == "true", **kwargs)
