"""Filters of courses, sittings, the bank and certificates, shared by page and export."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.filters import StationFilter, day, rows
from stations.training.models import BankQuestion, Certificate, Course, Sitting
from stations.training.readings import settings_of
from stations.training.registry import audiences


def _courses():
    return Course.objects.all()


def _audiences():
    return [(entry.code, entry.label) for entry in audiences()]


class SittingFilter(StationFilter):
    """By audience, course, kind, state and day."""

    audience = django_filters.ChoiceFilter(field_name="course__audience", choices=_audiences, label=_("Audience"))
    course = rows(_courses, label=_("Course"))
    kind = django_filters.ChoiceFilter(field_name="course__kind", choices=Course.Kind.choices, label=_("Kind"))
    state = django_filters.ChoiceFilter(choices=Sitting.State.choices, label=_("State"))
    date_from = day(field_name="starts_at", lookup_expr="date__gte", label=_("From"))
    date_to = day(field_name="starts_at", lookup_expr="date__lte", label=_("To"))


class CourseFilter(StationFilter):
    """By title and kind."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="contains", label=pgettext_lazy("course", "Title"))
    kind = django_filters.ChoiceFilter(choices=Course.Kind.choices, label=_("Kind"))


class BankFilter(StationFilter):
    """By month, course, state and words."""

    q = django_filters.CharFilter(field_name="text", lookup_expr="contains", label=pgettext_lazy("quiz", "Question"))
    state = django_filters.ChoiceFilter(choices=BankQuestion.State.choices, label=_("State"))
    course = rows(_courses, label=_("Course"))
    date_from = day(field_name="month", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="month", lookup_expr="lte", label=_("To"))


class CertificateFilter(StationFilter):
    """By course, number or holder, what it is worth today and day of issue."""

    STANDS = [("valid", _("valid")), ("soon", _("runs out soon")), ("over", _("run out")), ("revoked", _("revoked"))]

    q = django_filters.CharFilter(method="search", label=_("Number or name"))
    course = rows(_courses, label=_("Course"))
    stands = django_filters.ChoiceFilter(choices=STANDS, method="of_worth", label=_("State"))
    date_from = day(field_name="issued_on", lookup_expr="gte", label=_("From"))
    date_to = day(field_name="issued_on", lookup_expr="lte", label=_("To"))

    def search(self, queryset, name, value):
        """By number or holder."""
        return queryset.filter(Q(number__contains=value.strip()) | Q(user__name__contains=value.strip()))

    def of_worth(self, queryset, name, value):
        """What a certificate is worth today."""
        today = timezone.localdate()
        if value == "revoked":
            return queryset.filter(revoked_at__isnull=False)
        if value == "over":
            return queryset.filter(revoked_at=None, valid_until__lte=today)
        held = queryset & Certificate.objects.valid(today)
        if value == "soon":
            edge = today + timedelta(days=settings_of(self.request.station).warn_days)
            return held.filter(valid_until__lte=edge)
        return held
