"""Filter bases: a FilterSet that touches no table at import (DESIGN §7)."""

import django_filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field


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
