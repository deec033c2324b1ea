"""Figures of surveys: what is kept in sight, and how many reviews were on time."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.surveys.models import Survey, SurveyReview
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Merchants and premises")


def _of(rows, scope: Scope, column: str):
    if scope.whole:
        return rows
    return rows.filter(**{column: scope.community_id}) if scope.community_id else None


def kept(station: Any, scope: Scope, period: Period) -> int | None:
    """Premises, places and events kept in sight on the last day."""
    entered = SurveyReview.objects.filter(station=station, at__date__lte=period.last).values("survey_id")
    rows = _of(Survey.objects.filter(station=station, pk__in=entered), scope, "community")
    return None if rows is None else rows.exclude(ended_on__lte=period.last).count()


def in_time(station: Any, scope: Scope, period: Period) -> Decimal | None:
    """Of the reviews due in the period whose day has passed, those done by it, in percent."""
    end = min(period.end, timezone.localdate())
    span: dict[str, date] = {"due_on__gte": period.first, "due_on__lt": end}
    done = _of(SurveyReview.objects.filter(station=station, **span), scope, "survey__community")
    left = Survey.objects.active().filter(station=station, review_on__gte=period.first, review_on__lt=end)
    left = _of(left, scope, "community")
    if done is None or left is None:
        return None
    zone = timezone.get_current_timezone()
    good = done.annotate(day=TruncDate("at", tzinfo=zone)).filter(Q(day__lte=F("due_on"))).count()
    every = done.count() + left.count()
    return Decimal(100) * good / every if every else None


def register_figures() -> None:
    """Declare the figures of surveys."""
    register(Figure(
        "surveys.kept", _("Premises, places and events kept in sight"), pgettext_lazy("unit", "elements"),
        _("Entered by the last day of the period and not ended by then. Residents are not surveyed."), kept, GROUP,
        lambda station, scope, period: address("surveys", community=scope.community_id), counts_records=False,
        order=70,
    ))  # fmt: skip
    register(Figure(
        "surveys.in_time", _("Surveys looked at again in time"), "%",
        _("Of the reviews whose day lay in the period and has passed, those done by it; what is still open counts as "
          "late."),
        in_time, GROUP,
        lambda station, scope, period: address("surveys", period, community=scope.community_id),
        higher_is_better=True, counts_records=False, digits=1, order=71,
    ))  # fmt: skip
