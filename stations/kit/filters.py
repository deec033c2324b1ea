"""Filter bases: a FilterSet that touches no table at import (DESIGN §7)."""

import copy
from collections import OrderedDict

import django_filters
from django.forms import BaseForm, DateInput, Field
from django.utils.translation import gettext_lazy as _
from django_filters.filters import QuerySetRequestMixin
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

YES_NO = [("", _("All")), ("true", _("yes")), ("false", _("no"))]


class Filters(OrderedDict):
    """The filters of a class, copied as far as a request changes them: a deep copy of twenty costs two queries."""

    def __deepcopy__(self, memo):
        """Filters of one request."""
        return OrderedDict((name, self._own(one)) for name, one in self.items())

    @staticmethod
    def _own(shared: django_filters.Filter) -> django_filters.Filter:
        own = copy.copy(shared)
        own.extra = dict(shared.extra)
        own.__dict__.pop("_field", None)
        if shared.method is not None:
            own.method = shared.method  # which answers for the copy from now on
        return own


class StationFilter(django_filters.FilterSet):
    """Filters shared by page, API and export. Declare filters one by one (no ``Meta.fields``).

    Use :func:`rows` for choices of the station, so that they are looked up per request.
    """

    @classmethod
    def get_filters(cls):
        """The filters as declared."""
        return Filters(super().get_filters())

    @property
    def form(self) -> BaseForm:
        """The form of this request; fields that know no rows are made once a process and copied."""
        if not hasattr(self, "_form"):
            self._form = self._meta.form(self.data if self.is_bound else None, prefix=self.form_prefix)
            self._form.fields = {name: self._field(name, one) for name, one in self.filters.items()}
        return self._form

    def _field(self, name: str, own: django_filters.Filter) -> Field:
        if isinstance(own, QuerySetRequestMixin):
            return own.field
        made = type(self).__dict__.get("_made")
        if made is None:
            made = type(self)._made = {}
        if name not in made:
            made[name] = own.field
        field = copy.copy(made[name])
        field.widget = copy.deepcopy(field.widget)
        return field


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
