"""Filters of courses and sittings, shared by page and export."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.filters import StationFilter, day, rows
from stations.training.models import Course, Sitting


def _courses():
    return Course.objects.all()


class SittingFilter(StationFilter):
    """By course, kind, state and day."""

    course = rows(_courses, label=_("Course"))
    kind = django_filters.ChoiceFilter(field_name="course__kind", choices=Course.Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=Sitting.State.choices, label=_("State"))
    date_from = day(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="starts_at", lookup_expr="date__lte", label=_("To"))


class CourseFilter(StationFilter):
    """By title and kind."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="contains", label=pgettext_lazy("course", "Title"))
    kind = django_filters.ChoiceFilter(choices=Course.Kind.choices, label=_("Kind"))
