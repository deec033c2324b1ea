"""Loads what the analysis counts: one grouped query a period, whatever the number of calls."""

from datetime import date, datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate
from django.utils import timezone

from stations.analysis.counting import Group
from stations.analysis.models import Operation
from stations.analysis.periods import moments
from stations.analysis.rules import before_and_after, repeat_span
from stations.catalogue.models import PastCount
from stations.crews.models import Layer
from stations.dispatch.models import Assignment
from stations.incidents.models import Incident, Party
from stations.incidents.readings import effective, settings_of
from stations.incidents.words import CLOSED_STATES
from stations.indicators.periods import Period, months_between


def calls_in(station, period: Period):
    """Effective police calls by 报警时间 in the half-open period; duplicates and struck entries left out."""
    first, end = moments(period)
    return Incident.objects.filter(station=station, reported_at__gte=first, reported_at__lt=end).calls().counted()


def effective_in(station, period: Period):
    """The same without nuisance calls: 有效警情 as everywhere in the house."""
    return effective(calls_in(station, period))


def first_own_month(station) -> date | None:
    """First day of the first month with calls of our own; before it, the bureau's counts speak. One query."""
    first = Incident.objects.filter(station=station).calls().aggregate(first=Min("reported_at"))["first"]
    return timezone.localtime(first).date().replace(day=1) if first else None


def groups_in(station, period: Period, own_from: date | None) -> list[Group]:
    """The calls of a period in groups; whole months before ``own_from`` come from the bureau's counts.

    Args:
        station: in scope.
        period: of days, half-open.
        own_from: from :func:`first_own_month`.
    """
    rows = (
        calls_in(station, period)
        .order_by()
        .annotate(day=ExtractIsoWeekDay("reported_at"), hour=ExtractHour("reported_at"))
        .values("category__fold", "category_id", "community_id", "grid_id", "day")
        .annotate(slot=F("hour") / 2, n=Count("id"))
    )
    columns = ("category__fold", "category_id", "community_id", "grid_id", "day", "slot", "n")
    found = [Group(*(row[column] for column in columns)) for row in rows]
    return found + _past(station, period, own_from)


def _past(station, period: Period, own_from: date | None) -> list[Group]:
    whole = [
        month
        for month in months_between(period.first, period.last)
        if period.first <= month and Period.month(month).end <= period.end and (own_from is None or month < own_from)
    ]
    if not whole:
        return []
    rows = PastCount.objects.filter(station=station, month__in=whole).order_by()
    grouped = rows.values_list("category__fold", "category_id", "community_id", "count")
    return [Group(fold, category, community, None, None, None, n) for fold, category, community, n in grouped]


def by_day(station, period: Period) -> dict[date, int]:
    """Effective calls day by day, nuisance calls left out; one query."""
    rows = effective_in(station, period).order_by()
    grouped = rows.annotate(day=TruncDate("reported_at")).values("day").annotate(n=Count("id"))
    return {row["day"]: row["n"] for row in grouped}


# -- repeats ---------------------------------------------------------------------------------------------------


def repeated_places(station, at: datetime) -> list[dict]:
    """Places with three calls or more in the last 30 days (or what the station set), the most first; two queries."""
    numbers = settings_of()
    rows = Incident.objects.filter(station=station, reported_at__gte=at - repeat_span(numbers)).counted().order_by()
    grouped = rows.values("place", "spot_id", "community__name").annotate(n=Count("id"))
    grouped = grouped.filter(n__gte=numbers.repeats)
    return list(grouped.order_by("-n", "place")[:10])


def repeated_persons(station, at: datetime) -> list[int]:
    """How often the same telephone called, for those with three calls or more in 30 days; numbers only."""
    numbers = settings_of()
    rows = Party.objects.filter(station=station, reported_at__gte=at - repeat_span(numbers)).order_by()
    grouped = rows.exclude(phone_index="").values("phone_index").annotate(n=Count("incident_id", distinct=True))
    grouped = grouped.filter(n__gte=numbers.repeats)
    return sorted((row["n"] for row in grouped), reverse=True)


# -- settled in the community ----------------------------------------------------------------------------------


def settled_in_community(station, period: Period) -> dict[int, tuple[int, int]]:
    """Community → (closed calls that its own second-level crew settled alone, closed calls somebody was sent to).

    社区事在社区办. One query.
    """
    others = Assignment.objects.filter(incident=OuterRef("pk"), part__in=("main", "reinforce")).exclude(
        crew__layer=Layer.SECOND, crew__community=OuterRef("community")
    )
    sent = Assignment.objects.filter(incident=OuterRef("pk"), part__in=("main", "reinforce"))
    rows = effective_in(station, period).filter(state__in=CLOSED_STATES, community__isnull=False).order_by()
    grouped = (
        rows.annotate(went=Exists(sent), away=Exists(others))
        .filter(went=True)
        .values("community_id")
        .annotate(all=Count("id"), own=Count("id", filter=Q(away=False)))
    )
    return {row["community_id"]: (row["own"], row["all"]) for row in grouped}


# -- operations ------------------------------------------------------------------------------------------------


def operation_counts(operation: Operation, today: date) -> dict[str, object]:
    """Calls of its kind and place before and since an operation, in spans of equal length; two queries."""
    before, after = before_and_after(operation.start, operation.end, today)
    return {
        "before": _in_operation(operation, Period(*before)),
        "after": _in_operation(operation, Period(*after)) if after[0] <= today else None,
        "before_span": Period(*before),
        "after_span": Period(*after),
    }


def _in_operation(operation: Operation, period: Period) -> int:
    rows = effective_in(operation.station, period)
    if operation.category_id:
        path = operation.category.path
        rows = rows.filter(Q(category=operation.category_id) | Q(category__path__startswith=f"{path} / "))
    if operation.grid_id:
        rows = rows.filter(grid=operation.grid_id)
    elif operation.community_id:
        rows = rows.filter(community=operation.community_id)
    return rows.count()
