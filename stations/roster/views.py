"""The today sheet: what the duty commander and everybody else opens first."""

from django.shortcuts import render
from django.utils import timezone

from stations.kit.views import page
from stations.organisation.rules import officer_of
from stations.roster import readings, sheets
from stations.roster.actions import running_day
from stations.roster.rules import may_enter_absences, may_plan, may_see_roster


def _me(request) -> int | None:
    """The reader's officer id."""
    own = officer_of(request.user)
    return own.pk if own else None


@page(may_see_roster)
def today(request):
    """The sheet of one duty day (``?date=``); ten queries beside those of every page."""
    running = running_day()
    day = readings.parse_day(request.GET.get("date"), running)
    at = timezone.now() if day == running else None
    sheet = sheets.build(readings.day_facts(day), at, _me(request))
    context = {
        "sheet": sheet,
        "running": running,
        "may_enter": bool(may_enter_absences(request.user)),
        "may_plan": bool(may_plan(request.user)),
    }
    return render(request, "roster/today.html", context)
