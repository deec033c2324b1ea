"""Filters of the list of reports."""

import django_filters
from django.utils.translation import gettext_lazy as _

from stations.kit.filters import StationFilter
from stations.reports.models import MonthlyReport


def years(_request=None) -> list[tuple[int, str]]:
    """Years that have reports, newest first."""
    found = MonthlyReport.objects.filter(current=True).dates("month", "year", order="DESC")
    return [(day.year, str(day.year)) for day in found]


class ReportFilter(StationFilter):
    """By year."""

    year = django_filters.ChoiceFilter(
        field_name="month", lookup_expr="year", label=_("Year"), choices=lambda: years(), empty_label=_("All years")
    )
