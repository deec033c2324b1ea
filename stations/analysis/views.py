"""The analysis page (警情研判): what happened, when, where, and how it moved."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from stations.analysis import counting, readings, rules
from stations.analysis.forms import LookForm
from stations.analysis.models import AnalysisTask, Operation
from stations.analysis.periods import Look, chosen, look_at
from stations.catalogue.models import Category
from stations.indicators.periods import Period
from stations.kit.views import page
from stations.places.models import Community, Grid

DAYS_OF_CHART = 62
WEEKDAYS = tuple(map(gettext_lazy, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


def _period(request, today) -> tuple[LookForm, Period, str]:
    form = LookForm(request.GET or {"period": "month"})
    clean = form.cleaned_data if form.is_valid() else {}
    name = clean.get("period") or ("own" if clean.get("first") else "month")
    return form, chosen(name, today, clean.get("first"), clean.get("last")), name


def _tallies(station, look: Look) -> dict[Period, counting.Tally]:
    """One tally a distinct period; five at most."""
    own_from = readings.first_own_month(station)
    periods = {look.now, *look.previous, *look.last_year}
    return {period: counting.tally(readings.groups_in(station, period, own_from)) for period in periods}


@require_safe
@page(rules.may_see)
def analysis(request):
    """Counts by heading, community, grid, weekday and two-hour slot; repeats; open tasks and operations."""
    today = timezone.localdate()
    form, period, name = _period(request, today)
    look = look_at(period)
    tallies = _tallies(request.station, look)
    now = tallies[look.now]
    pairs = [tuple(tallies[part] for part in pair) for pair in (look.previous, look.last_year)]
    at = timezone.now()
    context = {
        "form": form, "look": look, "chosen": name, "now": now,
        "total": counting.whole(now, *pairs),
        "folds": counting.lines(_folds(), "by_fold", now, *pairs),
        "communities": counting.lines(_communities(), "by_community", now, *pairs),
        "grids": counting.top(counting.lines(_grids(), "by_grid", now, *pairs), 10),
        "categories": counting.top(counting.lines(_categories(now), "by_category", now, *pairs), 10),
        "heat": list(zip(WEEKDAYS, counting.heat(now), strict=True)), "slots": range(0, 24, 2),
        "busiest": [(WEEKDAYS[day - 1], slot * 2, slot * 2 + 2, count) for day, slot, count in counting.busiest(now)],
        "settled": _settled(request.station, look.now), "days": _days(request.station, look),
        "places": readings.repeated_places(request.station, at),
        "persons": readings.repeated_persons(request.station, at),
        "tasks": _open_tasks(), "operations": _running(today), "may_lead": bool(rules.may_lead(request.user)),
    }  # fmt: skip
    return render(request, "analysis/analysis.html", context)


def _folds() -> list[tuple[str, str]]:
    return [(fold, Category.Fold(fold).label) for fold in counting.FOLDS]


def _communities() -> list[tuple[int | None, str]]:
    return [*Community.objects.values_list("pk", "name"), (None, _("not known"))]


def _grids() -> list[tuple[int, str]]:
    return list(Grid.objects.values_list("pk", "name"))


def _categories(now: counting.Tally) -> list[tuple[int, str]]:
    return list(Category.objects.filter(pk__in=now.by_category).values_list("pk", "path"))


def _settled(station, period: Period) -> dict[int, str]:
    """Community id → share settled by its own crew, as text."""
    found = readings.settled_in_community(station, period)
    return {key: f"{100 * own / all_:.1f}%" for key, (own, all_) in found.items() if all_}


def _days(station, look: Look) -> dict:
    """What the chart draws: calls day by day, and of the same days a year before."""
    period, (own, before) = look.now, look.last_year
    if period.days > DAYS_OF_CHART:
        return {}
    now, then = readings.by_day(station, period), readings.by_day(station, before)
    days = [period.first + number * rules.DAY for number in range(period.days)]
    shift = before.first - own.first
    return {
        "days": [f"{day:%m-%d}" for day in days],
        "now": [now.get(day, 0) for day in days],
        "before": [then.get(day + shift, 0) for day in days],
        "labels": [_("this period"), _("the same days a year before")],
    }


def _open_tasks():
    rows = AnalysisTask.objects.exclude(state__in=rules.ENDED).select_related("owner__user", "community")
    return rows.order_by("due_on", "id")[:8]


def _running(today):
    rows = Operation.objects.filter(state__in=("planned", "running")).select_related("community")
    return [(row, (today - row.start).days + 1, (row.end - row.start).days) for row in rows.order_by("start")[:5]]
