"""Figures of enterprises: how many, how often visited, first visits in time, findings found and closed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.enterprises.models import Enterprise, FirstVisit
from community.enterprises.models_visits import EnterpriseVisit, SafetyFinding
from community.enterprises.words import FindingState, FirstState, VisitKind
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days
from stations.places.models import IndustryOfficer

GROUP = _("Enterprises")


def _of(scope: Scope, rows: QuerySet, at: str = "enterprise__") -> QuerySet | None:
    """Rows of a scope: the station, or a community."""
    if scope.whole:
        return rows
    if scope.community_id is None:
        return None
    return rows.filter(**{f"{at}community": scope.community_id})


def _count(rows: Callable[[Any, Period], QuerySet], at: str = "enterprise__") -> Callable:
    def compute(station: Any, scope: Scope, period: Period) -> int | None:
        found = _of(scope, rows(station, period), at)
        return None if found is None else found.order_by().count()

    return compute


def present(station: Any, period: Period) -> QuerySet:
    """Enterprises that are here on the last day."""
    here = Enterprise.objects.filter(station=station, moved_in_on__lte=period.last)
    return here.filter(Q(moved_out_on=None) | Q(moved_out_on__gt=period.last))


def visits(station: Any, period: Period) -> QuerySet:
    """Visits of a period, struck ones aside."""
    return EnterpriseVisit.objects.valid().filter(station=station, **in_days("at", period.first, period.end))


def findings(station: Any, period: Period) -> QuerySet:
    """Findings found in a period."""
    return SafetyFinding.objects.filter(station=station, **in_days("found_at", period.first, period.end))


def first_in_time(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of the first visits due in the period that were done by their day; None where none was due."""
    due = FirstVisit.objects.filter(station=station, due_on__gte=period.first, due_on__lt=period.end)
    rows = _of(scope, due.exclude(state=FirstState.DROPPED))
    if rows is None:
        return None
    counted = rows.aggregate(n=Count("pk"), good=Count("pk", filter=Q(done_on__lte=F("due_on"))))
    return counted["good"] / counted["n"] * 100 if counted["n"] else None


def _drill(url_name: str, **shown) -> Callable:
    def drill_down(station: Any, scope: Scope, period: Period) -> str:
        here = {"community": scope.community_id} if scope.community_id else {}
        return address(url_name, period, **(shown | here))

    return drill_down


def _present_list(station: Any, scope: Scope, period: Period) -> str:
    return address("enterprises", **({"community": scope.community_id} if scope.community_id else {}))


def register_figures() -> None:
    """Declare the figures of this room."""
    times = _("times")
    register(Figure(
        "enterprises.present", _("Enterprises"), _("enterprises"),
        _("Enterprises that had moved in and not moved out on the last day of the period."),
        _count(present, ""), GROUP, _present_list, counts_records=False, order=10,
    ))  # fmt: skip
    register(Figure(
        "enterprises.visits", _("Visits to enterprises"), times,
        _("Visits of all kinds made in the period, by the time of the visit; struck ones are not counted."),
        _count(visits), GROUP, _drill("enterprise-visits"), order=20, headline=True,
    ))  # fmt: skip
    register(Figure(
        "enterprises.first_in_time", _("First visits in time"), "%",
        _("Of the first visits whose day lies in the period, the share that was made by that day; those of "
          "enterprises that moved out before are left out."),
        first_in_time, GROUP, _drill("first-visits"), higher_is_better=True, counts_records=False, digits=1, order=30,
    ))  # fmt: skip
    register(Figure(
        "enterprises.findings", _("Safety findings"), pgettext_lazy("unit", "safety findings"),
        _("Safety findings found at enterprises in the period."),
        _count(findings), GROUP, _drill("safety-findings"), order=40,
    ))  # fmt: skip
    register(Figure(
        "enterprises.findings_closed", _("Safety findings closed"), pgettext_lazy("unit", "safety findings"),
        _("Of the safety findings found in the period, those closed by now after a re-check by another officer."),
        _count(lambda station, period: findings(station, period).filter(state=FindingState.CLOSED)),
        GROUP, _drill("safety-findings", state=FindingState.CLOSED.value), higher_is_better=True, order=41,
    ))  # fmt: skip
    for number, trade in enumerate(IndustryOfficer.Industry):
        register(Figure(
            f"enterprises.checks_{trade.value}", format_lazy(_("Inspections: {trade}"), trade=trade.label), times,
            _("Inspections of enterprises of this regulated trade in the period; struck ones are not counted."),
            _count(lambda station, period, trade=trade: visits(station, period).filter(
                kind=VisitKind.CHECK, enterprise__kind__industry=trade)),
            GROUP, _drill("enterprise-visits", kind=VisitKind.CHECK.value, industry=trade.value), order=50 + number,
        ))  # fmt: skip
