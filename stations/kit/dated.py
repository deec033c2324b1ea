"""Effective-dated rows, and the constraints that keep them apart."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.kit.scoping import StationOwned
from stations.kit.spans import DaySpan


class Dated(StationOwned):
    """Base of effective-dated rows: from ``start``, up to but not including ``end``."""

    start = models.DateField(_("from"))
    end = models.DateField(_("until (excluded)"), null=True, blank=True)

    class Meta:
        abstract = True


def never_two(name: str, *columns: str, message, condition=None) -> ExclusionConstraint:
    """No two dated rows with equal ``columns`` overlap."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *[(column, RangeOperators.EQUAL) for column in columns],
            (DaySpan("start", "end"), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def ordered_span(name: str) -> models.CheckConstraint:
    """The end lies after the start."""
    return models.CheckConstraint(
        condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
        name=name,
        violation_error_message=_("The end must lie after the start."),
    )
