"""Figures of incidents: received by kind, effective calls by heading and grade, times, closing, satisfaction.

All count by the time of the report, in the station's own midnights, closed-open; by the final category (IN-07);
without struck entries and repeated reports (IN-03). What is behind a number is the list its link opens (DOMAIN 4.3).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stations.catalogue.models import Category
from stations.catalogue.words import Grade, Kind
from stations.incidents.models import Incident
from stations.incidents.readings import effective
from stations.incidents.words import Satisfaction
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.median import Median
from stations.kit.spans import in_days

GROUP = _("Incidents")
MINUTE = timedelta(minutes=1)
CALLS = {"kind": Kind.CALL.value, "counting": "effective"}


def reported(station, period: Period) -> QuerySet:
    """Counted incidents of all kinds reported in a period."""
    span = in_days("reported_at", period.first, period.end)
    return Incident.objects.filter(station=station, **span).counted().order_by()


def calls(station, period: Period) -> QuerySet:
    """Effective police calls reported in a period."""
    return effective(reported(station, period))


def within(rows: QuerySet, scope: Scope) -> QuerySet:
    """Rows of a community, of the communities of a team, or of the whole station."""
    if scope.community_id:
        return rows.filter(community=scope.community_id)
    return rows.filter(community__team=scope.team_id) if scope.team_id else rows


def counting(rows: Callable[[Any, Period], QuerySet], shown: dict, **wanted) -> dict:
    """Compute, by community in one query, and the list whose count equals the figure.

    Args:
        rows: ``(station, period) -> rows``.
        shown: filters of the list in its address.
        wanted: further conditions of the rows.
    """

    def compute(station, scope: Scope, period: Period) -> int:
        return within(rows(station, period).filter(**wanted), scope).count()

    def by_community(station, period: Period) -> dict[int, int]:
        counted = rows(station, period).filter(**wanted).values("community").annotate(n=Count("pk"))
        return {row["community"]: row["n"] for row in counted if row["community"]}

    def drill_down(station, scope: Scope, period: Period) -> str:
        if scope.team_id and not scope.community_id:
            return ""
        return address("incidents", period, community=scope.community_id, **shown)

    return {"compute": compute, "by_community": by_community, "drill_down": drill_down}


def measuring(rows: Callable[[Any, Period], QuerySet], **measure) -> dict:
    """Compute and by community of one aggregate, made a number by ``reckon``; what cannot be known is left out."""
    reckon = measure.pop("reckon")

    def compute(station, scope: Scope, period: Period) -> float | None:
        return reckon(within(rows(station, period), scope).aggregate(**measure))

    def by_community(station, period: Period) -> dict[int, float]:
        grouped = rows(station, period).values("community").annotate(**measure)
        found = {row["community"]: reckon(row) for row in grouped}
        return {key: value for key, value in found.items() if key and value is not None}

    return {"compute": compute, "by_community": by_community, "counts_records": False}


def _span(column: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(column) - F("reported_at"), output_field=DurationField())


def _minutes(row: dict) -> float | None:
    return row["middle"] / MINUTE if row["middle"] is not None else None


def _share(row: dict) -> float | None:
    return 100 * row["good"] / row["all"] if row["all"] else None


def _timed(station, period: Period) -> QuerySet:
    """Effective calls whose closing was timed, each marked whether the timer was met."""
    timers = apps.get_model("stations", "Timer").objects.filter(incident=OuterRef("pk"), kind="close")
    rows = calls(station, period).annotate(
        in_time=Exists(timers.filter(state="met")), late=Exists(timers.filter(state="escalated"))
    )
    return rows.filter(Q(in_time=True) | Q(late=True))


def _asked(station, period: Period) -> QuerySet:
    """Effective calls whose reporter was reached by the follow-up call."""
    return calls(station, period).exclude(satisfaction__in=("", Satisfaction.UNREACHED))


def _of_kinds() -> list[Figure]:
    unit = _("calls")
    words = _("Incidents of this kind reported in the period; struck entries and repeated reports are not counted.")
    return [
        Figure(
            f"incidents.{kind}", format_lazy(_("Received: {kind}"), kind=kind.label), unit, words, group=GROUP,
            order=10 + number, **counting(reported, {"kind": kind.value, "counting": "counted"}, kind=kind),
        )
        for number, kind in enumerate(Kind)
    ]  # fmt: skip


def _of_folds() -> list[Figure]:
    unit, fold = _("calls"), Category.Fold
    words = _("Effective police calls under this heading of reports, by the final category.")
    made = [
        Figure(
            f"calls.{one}", format_lazy(_("Calls: {heading}"), heading=one.label), unit, words, group=GROUP,
            order=30 + number, headline=one == fold.DISPUTE,
            **counting(calls, CALLS | {"fold": one.value}, category__fold=one),
        )
        for number, one in enumerate(fold) if one != fold.NUISANCE
    ]  # fmt: skip
    nuisance = counting(
        lambda station, period: reported(station, period).calls(),
        {"kind": Kind.CALL.value, "counting": "counted", "fold": fold.NUISANCE.value},
        category__fold=fold.NUISANCE,
    )
    words = _("Police calls whose final category is a nuisance or invalid call; they are no effective calls.")
    name = _("Nuisance and invalid calls")
    return [*made, Figure("calls.nuisance", name, unit, words, group=GROUP, order=39, **nuisance)]


def _of_grades() -> list[Figure]:
    words = _("Effective police calls of this grade.")
    return [
        Figure(
            f"calls.grade{grade}", format_lazy(_("Calls of grade {grade}"), grade=grade.label), _("calls"), words,
            group=GROUP, order=40 + grade, **counting(calls, CALLS | {"grade": grade.value}, grade=grade),
        )
        for grade in Grade
    ]  # fmt: skip


def _qualities() -> list[Figure]:
    contact = measuring(
        lambda station, period: calls(station, period).exclude(first_contact_at=None),
        middle=Median(_span("first_contact_at")), reckon=_minutes,
    )  # fmt: skip
    arrival = measuring(
        lambda station, period: calls(station, period).exclude(arrived_at=None),
        middle=Median(_span("arrived_at")), reckon=_minutes,
    )  # fmt: skip
    on_time = measuring(_timed, all=Count("pk"), good=Count("pk", filter=Q(in_time=True, late=False)), reckon=_share)
    content = measuring(
        _asked, all=Count("pk"), reckon=_share,
        good=Count("pk", filter=Q(satisfaction__in=(Satisfaction.SATISFIED, Satisfaction.FAIRLY))),
    )  # fmt: skip
    minutes = _("minutes")
    return [
        Figure(
            "calls.first_contact", _("Report to first contact"), minutes,
            _("Median of the minutes from the report of an effective call to the first time somebody of the station "
              "spoke to or stood before the reporter; calls without contact are left out."),
            group=GROUP, order=50, digits=1, higher_is_better=False, **contact,
        ),
        Figure(
            "calls.arrival", _("Report to arrival"), minutes,
            _("Median of the minutes from the report of an effective call to the arrival of the first crew; calls "
              "without arrival are left out."),
            group=GROUP, order=51, digits=1, higher_is_better=False, **arrival,
        ),
        Figure(
            "calls.on_time", _("Closed on time"), "%",
            _("Of the effective calls whose time of closing has been met or missed, the share that met it."),
            group=GROUP, order=52, digits=1, higher_is_better=True, **on_time,
        ),
        Figure(
            "calls.satisfaction", _("Satisfied reporters"), "%",
            _("Of the effective calls whose reporter was reached by the follow-up call, the share that was satisfied "
              "or fairly satisfied."),
            group=GROUP, order=53, digits=1, higher_is_better=True, **content,
        ),
        Figure(
            "incidents.reopened", _("Opened again"), _("calls"),
            _("Incidents of all kinds reported in the period that were opened again at least once."),
            group=GROUP, order=54, higher_is_better=False,
            **counting(reported, {"counting": "counted", "reopened": "true"}, reopened__gt=0),
        ),
    ]  # fmt: skip


def register_figures() -> None:
    """Declare the figures of this feature."""
    effective_calls = Figure(
        "calls", _("Effective police calls"), _("calls"),
        _("Police calls reported in the period; struck entries, repeated reports and nuisance or invalid calls are "
          "not counted."),
        group=GROUP, order=1, headline=True, **counting(calls, CALLS),
    )  # fmt: skip
    for figure in (effective_calls, *_of_kinds(), *_of_folds(), *_of_grades(), *_qualities()):
        register(figure)
