"""Figures of the analysis: settled in the community, time away from community work, tasks followed to the end."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from stations.analysis.models import AnalysisTask, PulledOff
from stations.analysis.readings import settled_in_community
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import Figure, address, register

GROUP = _("Analysis")


def _share(own: int, all_: int) -> float | None:
    return 100 * own / all_ if all_ else None


def settled(station: Any, scope: Scope, period: Period) -> float | None:
    """社区事在社区办, of the station or one community."""
    if scope.team_id and not scope.community_id:
        return None
    found = settled_in_community(station, period)
    if scope.community_id:
        return _share(*found.get(scope.community_id, (0, 0)))
    return _share(sum(own for own, _all in found.values()), sum(all_ for _own, all_ in found.values()))


def settled_by_community(station: Any, period: Period) -> dict[int, float]:
    """The same for every community with calls."""
    return {key: _share(*pair) for key, pair in settled_in_community(station, period).items()}


def _away(station, period: Period):
    return PulledOff.objects.filter(station=station, date__gte=period.first, date__lt=period.end).order_by()


def times_away(station: Any, scope: Scope, period: Period) -> int:
    """How often A角 were taken off community work."""
    rows = _away(station, period)
    return (rows.filter(community=scope.community_id) if scope.community_id else rows).count()


def times_away_by_community(station: Any, period: Period) -> dict[int, int]:
    """The same by community."""
    rows = _away(station, period).values("community_id").annotate(n=Count("id"))
    return {row["community_id"]: row["n"] for row in rows}


def hours_away(station: Any, scope: Scope, period: Period) -> float:
    """Hours of it."""
    rows = _away(station, period)
    rows = rows.filter(community=scope.community_id) if scope.community_id else rows
    return float(rows.aggregate(sum=Sum("hours"))["sum"] or 0)


def hours_away_by_community(station: Any, period: Period) -> dict[int, float]:
    """The same by community."""
    found: dict[int, float] = defaultdict(float)
    for row in _away(station, period).values("community_id").annotate(sum=Sum("hours")):
        found[row["community_id"]] += float(row["sum"])
    return dict(found)


def _tasks(station, period: Period):
    rows = AnalysisTask.objects.filter(station=station).order_by()
    return rows.filter(opened_at__date__gte=period.first, opened_at__date__lt=period.end)


def tasks_opened(station: Any, scope: Scope, period: Period) -> int | None:
    """Tasks opened in the period."""
    return _tasks(station, period).count() if scope.whole else None


def tasks_in_time(station: Any, scope: Scope, period: Period) -> float | None:
    """Share of the tasks due in the period that were done by then."""
    if not scope.whole:
        return None
    rows = AnalysisTask.objects.filter(station=station, due_on__gte=period.first, due_on__lt=period.end)
    rows = rows.exclude(state=AnalysisTask.State.DROPPED)
    counts = rows.aggregate(all=Count("id"), good=Count("id", filter=Q(done_at__date__lte=F("due_on"))))
    return _share(counts["good"], counts["all"])


def _pulled_off(station, scope, period) -> str:
    return address("pulled-off", period, community=scope.community_id)


def _opened(station, scope, period) -> str:
    return address("analysis-tasks", period) if scope.whole else ""


def register_all() -> None:
    """Make the figures known."""
    register(Figure(
        "analysis.settled_in_community", _("Settled in the community"), "%",
        _("Closed calls that the community's own second-level crew settled alone, of those somebody was sent to."),
        settled, GROUP, by_community=settled_by_community, higher_is_better=True, digits=1, order=10,
        counts_records=False,
    ))  # fmt: skip
    register(Figure(
        "analysis.times_away", _("Times away from community work"), _("times"),
        _("Recorded times that a full-time community officer (A role) was taken off community work."),
        times_away, GROUP, _pulled_off, by_community=times_away_by_community, higher_is_better=False, order=20,
    ))  # fmt: skip
    register(Figure(
        "analysis.hours_away", _("Hours away from community work"), _("hours"),
        _("The hours of these times."), hours_away, GROUP, _pulled_off, by_community=hours_away_by_community,
        higher_is_better=False, digits=1, order=30, counts_records=False,
    ))  # fmt: skip
    register(Figure(
        "analysis.tasks", _("Analysis tasks"), _("tasks"), _("Tasks opened by meetings, repeat alarms and by hand."),
        tasks_opened, GROUP, _opened, order=40,
    ))  # fmt: skip
    register(Figure(
        "analysis.tasks_in_time", _("Analysis tasks done in time"), "%",
        _("Of the tasks due in the period, those reported done by their day; tasks found not needed are left out."),
        tasks_in_time, GROUP, higher_is_better=True, digits=1, order=50, counts_records=False,
    ))  # fmt: skip
