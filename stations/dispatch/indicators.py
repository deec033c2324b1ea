"""Figures of dispatch: how fast by grade, how much in time, escalations, reinforcements, first contact."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Grade
from stations.dispatch.models import Assignment, Timer
from stations.incidents.models import Incident
from stations.incidents.words import State
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register
from stations.kit.spans import in_days

GROUP = _("Dispatch")
MINUTE = timedelta(minutes=1)
COMMUNITY = "incident__community"


def _assignments(station: Any, period: Period, wanted: Q):
    rows = Assignment.objects.filter(wanted, station=station, **in_days("sent_at", period.first, period.end))
    return rows.exclude(incident__state=State.STRUCK).order_by()


def _timers(station: Any, period: Period, kind: str):
    """Timers that ended one way or the other: met or escalated, by the moment they were due."""
    rows = Timer.objects.filter(station=station, **in_days("due_at", period.first, period.end))
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(state__in=(Timer.State.MET, Timer.State.ESCALATED)).order_by()


def _urgent(station: Any, period: Period):
    rows = Incident.objects.filter(station=station, urgent=True, first_contact_at__isnull=False)
    return rows.filter(**in_days("reported_at", period.first, period.end)).counted().order_by()


def _in(rows, scope: Scope, column: str = COMMUNITY):
    return rows.filter(**{column: scope.community_id}) if scope.community_id else rows


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else span / MINUTE


def _counting(rows_of: Callable) -> dict[str, Callable]:
    """The functions of a figure that counts rows of the station and of communities."""

    def compute(station, scope, period):
        return _in(rows_of(station, period), scope).count()

    def by_community(station, period):
        found = rows_of(station, period).exclude(**{COMMUNITY: None}).values_list(COMMUNITY).annotate(n=Count("pk"))
        return dict(found)

    return {"compute": compute, "by_community": by_community, "counts_records": False}


def _averaging(rows_of: Callable, span, column: str = COMMUNITY) -> dict[str, Callable]:
    """The functions of a figure that averages a span, in minutes."""

    def compute(station, scope, period):
        return _minutes(_in(rows_of(station, period), scope, column).aggregate(mean=Avg(span))["mean"])

    def by_community(station, period):
        rows = rows_of(station, period).exclude(**{column: None})
        return {pk: _minutes(mean) for pk, mean in rows.values_list(column).annotate(mean=Avg(span))}

    return {
        "compute": compute, "by_community": by_community, "counts_records": False, "digits": 1,
        "higher_is_better": False,
    }  # fmt: skip


def _in_time(kind: str) -> dict[str, Callable]:
    """The functions of a share: met in time of all that came due."""
    met = Count("pk", filter=Q(state=Timer.State.MET))

    def compute(station, scope, period):
        found = _in(_timers(station, period, kind), scope).aggregate(met=met, n=Count("pk"))
        return 100 * found["met"] / found["n"] if found["n"] else None

    def by_community(station, period):
        rows = _timers(station, period, kind).exclude(**{COMMUNITY: None})
        return {pk: 100 * good / n for pk, good, n in rows.values_list(COMMUNITY).annotate(met=met, n=Count("pk"))}

    return {
        "compute": compute, "by_community": by_community, "counts_records": False, "digits": 1,
        "higher_is_better": True,
    }  # fmt: skip


def _list(**filters) -> Callable:
    def drill_down(station, scope, period):
        return address("incidents", period, community=scope.community_id, **filters)

    return drill_down


def _first_crew(grade: int) -> Callable:
    wanted = Q(incident__grade=grade, arrived_at__isnull=False, part=Assignment.Part.MAIN)
    return lambda station, period: _assignments(station, period, wanted)


def _reinforcing(station, period):
    return _assignments(station, period, Q(part=Assignment.Part.REINFORCE))


def _escalated(station, period):
    return _timers(station, period, "").filter(state=Timer.State.ESCALATED)


def register_figures() -> None:
    """Declare the figures of dispatch."""
    names = {Grade.I: _("Arrival, grade Ⅰ"), Grade.II: _("Arrival, grade Ⅱ"), Grade.III: _("Arrival, grade Ⅲ"),
             Grade.IV: _("Arrival, grade Ⅳ")}  # fmt: skip
    for order, (grade, name) in enumerate(names.items(), 1):
        register(Figure(
            f"dispatch.arrival.{grade.value}", name, _("min"),
            _("Mean time from sending to the arrival of the first crew, by the moment it was sent; struck entries "
              "are left out."),
            group=GROUP, order=order, drill_down=_list(grade=grade.value), headline=grade == Grade.I,
            **_averaging(_first_crew(grade.value), F("arrived_at") - F("sent_at")),
        ))  # fmt: skip
    register(Figure(
        "dispatch.accepted_in_time", _("Accepted in time"), "%",
        _("Crews that accepted within the time of the grade, of all whose time has run out or who accepted."),
        group=GROUP, order=5, drill_down=_list(), **_in_time(Timer.Kind.ACCEPT),
    ))  # fmt: skip
    register(Figure(
        "dispatch.arrived_in_time", _("Arrived in time"), "%",
        _("Crews that arrived within the time of the grade; crews called back and appointments are not counted."),
        group=GROUP, order=6, drill_down=_list(), headline=True, **_in_time(Timer.Kind.ARRIVE),
    ))  # fmt: skip
    _register_counts()


def _register_counts() -> None:
    register(Figure(
        "dispatch.escalated", _("Escalations"), _("times"),
        _("Timers that ran out and were told to the duty commander, by the moment they were due."),
        group=GROUP, order=7, drill_down=_list(), higher_is_better=False, **_counting(_escalated),
    ))  # fmt: skip
    register(Figure(
        "dispatch.reinforcements", _("Reinforcements"), _("times"),
        _("Crews sent in addition to the first one; those who were only informed are not counted."),
        group=GROUP, order=8, drill_down=_list(), **_counting(_reinforcing),
    ))  # fmt: skip
    register(Figure(
        "dispatch.first_contact", _("First contact, urgent clues"), _("min"),
        _("Mean time from the report to the first contact with the reporter of urgent clues; duplicates and struck "
          "entries are left out."),
        group=GROUP, order=9, drill_down=_list(urgent="true"),
        **_averaging(_urgent, F("first_contact_at") - F("reported_at"), "community"),
    ))  # fmt: skip
