"""Figures of check-ins: how many count, how many of them were uploaded later (PA-09), how many were in doubt."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from patrols.checkins.models import CheckIn
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days

GROUP = _("Patrols")


def counted(station: Any, period: Period) -> QuerySet:
    """Check-ins of a period that count, by their time; the index of station and time bounds what is read."""
    span = in_days("at", period.first, period.end)
    return CheckIn.objects.filter(station=station, **span).counted().order_by()


def how_many(station: Any, scope: Scope, period: Period) -> int | None:
    """Check-ins that count; a team or community has no figure of its own."""
    return counted(station, period).count() if scope.whole else None


def share(wanted: Q) -> Callable:
    """A share of the check-ins that count; None without any (PA-17)."""

    def compute(station: Any, scope: Scope, period: Period) -> float | None:
        if not scope.whole:
            return None
        found = counted(station, period).aggregate(these=Count("pk", filter=wanted), all=Count("pk"))
        return 100 * found["these"] / found["all"] if found["all"] else None

    return compute


def listed(**shown) -> Callable:
    """The list of check-ins behind a figure. It counts to a thousand only, so no figure claims to be its length."""

    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        return address("check-ins", period, counted="true", **shown)

    return drill_down


def register_figures() -> None:
    """Declare the figures of check-ins."""
    register(Figure(
        "patrols.check_ins", _("Check-ins (打卡)"), _("check-ins"),
        _("Check-ins that count, by their time; repeated ones, those outside a planned duty and those discounted by "
          "a person are left out."),
        how_many, GROUP, listed(), counts_records=False, headline=True, order=10,
    ))  # fmt: skip
    register(Figure(
        "patrols.uploaded_later", _("Uploaded later (离线补传)"), "%",
        _("Of the check-ins that count, those made without reception and uploaded later; they count in full."),
        share(Q(offline=True)), GROUP, listed(offline="true"), counts_records=False, digits=1, order=11,
    ))  # fmt: skip
    register(Figure(
        "patrols.odd", _("Check-ins with flags"), "%",
        _("Of the check-ins that count, those at which something looked odd; a person decides about each."),
        share(~Q(flags=[])), GROUP, listed(doubt="any"), counts_records=False, digits=1, order=12,
    ))  # fmt: skip
