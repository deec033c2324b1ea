"""Figures of police cases, by team: filed, closed, concluded in time, overdue, handed over."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stations.casework.models import CaseTransfer, PoliceCase
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Police cases")
Rows = Callable[[Any, Period], QuerySet]
DONE = (PoliceCase.State.CONCLUDED, PoliceCase.State.CLOSED)


def filed_in(station, period: Period):
    """Cases filed in the period."""
    return PoliceCase.objects.filter(station=station, filed_on__gte=period.first, filed_on__lt=period.end)


def closed_in(station, period: Period):
    """Cases closed in the period."""
    return PoliceCase.objects.filter(station=station, closed_on__gte=period.first, closed_on__lt=period.end)


def overdue_at(station, period: Period):
    """Cases whose day had passed at the end of the period without being concluded."""
    rows = PoliceCase.objects.filter(station=station, filed_on__lt=period.end, due_on__lt=period.last)
    return rows.filter(Q(concluded_on=None) | Q(concluded_on__gte=period.end))


def handed_over_in(station, period: Period):
    """Cases handed from one team to another in the period (the first allocation is none)."""
    rows = CaseTransfer.objects.filter(station=station, at__date__gte=period.first, at__date__lt=period.end)
    return rows.exclude(from_team=None)


def _of(scope: Scope, rows: QuerySet, team: str) -> QuerySet:
    return rows.filter(**{team: scope.team_id}) if scope.team_id else rows


def _counting(rows: Rows, team: str = "team", **filters) -> dict:
    """Compute, team by team, and the list behind it."""

    def compute(station, scope: Scope, period: Period) -> int:
        return _of(scope, rows(station, period), team).count()

    def by_team(station, period: Period) -> dict[int, int]:
        counted = rows(station, period).order_by().values(team).annotate(n=Count("id"))
        return {row[team]: row["n"] for row in counted if row[team]}

    return {"compute": compute, "by_team": by_team}


def in_time(station, scope: Scope, period: Period) -> float | None:
    """Share of the cases closed in the period that were concluded by their day."""
    rows = _of(scope, closed_in(station, period), "team")
    found = rows.aggregate(all=Count("id"), good=Count("id", filter=Q(concluded_on__lte=F("due_on"))))
    return 100 * found["good"] / found["all"] if found["all"] else None


def in_time_by_team(station, period: Period) -> dict[int, float]:
    """The same team by team; a team that closed none is left out."""
    rows = closed_in(station, period).order_by().values("team")
    counted = rows.annotate(all=Count("id"), good=Count("id", filter=Q(concluded_on__lte=F("due_on"))))
    return {row["team"]: 100 * row["good"] / row["all"] for row in counted if row["team"]}


def _filed_list(station, scope: Scope, period: Period) -> str:
    return address("police-cases", period, team=scope.team_id)


def _closed_list(station, scope: Scope, period: Period) -> str:
    return address(
        "police-cases", team=scope.team_id, closed_from=period.first, closed_to=period.last,
    )  # fmt: skip


def _overdue_list(station, scope: Scope, period: Period) -> str:
    return address("police-cases", team=scope.team_id, overdue_on=period.last)


def register_figures() -> None:
    """Declare the figures of this feature."""
    register(Figure(
        "cases.filed", _("Cases filed"), _("cases"), _("Police cases filed (立案) in the period."),
        group=GROUP, drill_down=_filed_list, headline=True, order=1, **_counting(filed_in),
    ))  # fmt: skip
    register(Figure(
        "cases.closed", _("Cases closed"), _("cases"),
        _("Police cases closed in the period, after the quality check."),
        group=GROUP, drill_down=_closed_list, order=2, **_counting(closed_in),
    ))  # fmt: skip
    register(Figure(
        "cases.in_time", _("Cases concluded in time"), "%",
        _("Of the cases closed in the period, the share concluded by their day (ZA-21; of criminal cases the "
          "station's check day)."),
        in_time, GROUP, _closed_list, in_time_by_team, higher_is_better=True, counts_records=False, digits=1, order=3,
    ))  # fmt: skip
    register(Figure(
        "cases.overdue", _("Cases overdue"), _("cases"),
        _("Cases whose day had passed on the last day of the period and which were not concluded then."),
        group=GROUP, drill_down=_overdue_list, higher_is_better=False, order=4, **_counting(overdue_at),
    ))  # fmt: skip
    register(Figure(
        "cases.transfers", _("Cases handed over"), _("transfers"),
        _("Cases handed from one team to another in the period, counted at the team that gave them; the first "
          "allocation is not counted."),
        group=GROUP, counts_records=False, order=5, **_counting(handed_over_in, "from_team"),
    ))  # fmt: skip
