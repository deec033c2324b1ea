"""Figures of confirmed night patrols: how many, the hours of helpers, the share of key places touched."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.nights.models import NightPatrol, NightPlace, NightSeat
from community.nights.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register


def counted(station: Any, period: Period, prefix: str = "") -> Q:
    """Confirmed patrols of the nights of a period."""
    return Q(**{
        "station": station, f"{prefix}state": State.CONFIRMED, f"{prefix}duty_date__gte": period.first,
        f"{prefix}duty_date__lt": period.end,
    })  # fmt: skip


def _of(scope: Scope, rows: QuerySet, prefix: str = "") -> QuerySet | None:
    if scope.whole:
        return rows
    return rows.filter(**{f"{prefix}community": scope.community_id}) if scope.community_id else None


def held(station: Any, scope: Scope, period: Period) -> int | None:
    """Patrols confirmed."""
    rows = _of(scope, NightPatrol.objects.filter(counted(station, period)))
    return None if rows is None else rows.count()


def hours(station: Any, scope: Scope, period: Period) -> Decimal | None:
    """Hours of all helpers."""
    rows = _of(scope, NightSeat.objects.filter(counted(station, period, "patrol__")), "patrol__")
    return None if rows is None else rows.aggregate(sum=Sum("hours"))["sum"] or Decimal(0)


def touched(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of the key places of confirmed patrols that were touched; None where there were none."""
    rows = _of(scope, NightPlace.objects.filter(counted(station, period, "patrol__")), "patrol__")
    if rows is None:
        return None
    total = rows.count()
    return round(100 * rows.filter(touched_at__isnull=False).count() / total, 1) if total else None


def _list(station: Any, scope: Scope, period: Period) -> str:
    return address("night-patrols", period, state=State.CONFIRMED.value)


def register_figures() -> None:
    """Declare the figures of night patrols."""
    group = _("Crime-watch groups")
    register(Figure(
        "nights.held", _("Night patrols"), pgettext_lazy("unit", "patrols"),
        _("Night patrols of the period whose report an officer has confirmed, by the night on which they began."),
        held, group, _list, higher_is_better=True, order=60,
    ))  # fmt: skip
    register(Figure(
        "nights.hours", _("Hours of helpers on night patrols"), _("hours"),
        _("Sum over the confirmed patrols of the period: hours walked, for each member who was noted as present."),
        hours, group, _list, higher_is_better=True, counts_records=False, digits=1, order=61,
    ))  # fmt: skip
    register(Figure(
        "nights.places", _("Key places touched by night patrols"), "%",
        _("Of the key places that the confirmed patrols of the period had to touch, those ticked on the way."),
        touched, group, _list, higher_is_better=True, counts_records=False, digits=1, order=62,
    ))  # fmt: skip
