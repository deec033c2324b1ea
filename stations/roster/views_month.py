"""The month grid: groups × days, officers × days, teams × days; on screen, on paper, in Excel."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from stations.kit.export import XLSX, download
from stations.kit.views import page
from stations.organisation.models import Team
from stations.organisation.rules import officer_of
from stations.roster import calendars, documents, grids, readings
from stations.roster.actions import running_day
from stations.roster.rules import may_see_roster
from stations.timeline.actions import exported

VIEWS = {"officers": _("Officers × days"), "groups": _("Groups × days"), "teams": _("Teams × days")}


def _team(request) -> Team | None:
    """The team of the address; an unknown one is no filter."""
    text = request.GET.get("team", "")
    return Team.objects.filter(pk=text).first() if text.isdecimal() and len(text) < 18 else None


def _grid(request, month, today, view, team, me):
    """The chosen grid and, where I stand in it, my own month for the phone."""
    if view == "groups":
        return readings.groups_month(month), []
    if view == "teams":
        return readings.teams_month(request.station, month), []
    grid, stints = readings.officers_month(month, today, me, team)
    mine = [stint for stint in stints if stint.officer_id == me]
    return grid, calendars.weeks(month.heads, calendars.stint_boxes(mine)) if mine else []


def _commanders(shown) -> list[tuple]:
    """Each day's head with the name of the duty commander."""
    names = readings.commanders(shown)
    return [(head, names.get(head.day, "")) for head in shown.heads]


@page(may_see_roster)
def month(request):
    """One month; at most nine queries beside those of every page, for 3 officers as for 62."""
    today, own = running_day(), officer_of(request.user)
    shown = readings.month_of(request.GET.get("month"), today)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, shown, today)
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "officers"
    team = _team(request)
    grid, mine = _grid(request, shown, today, view, team, own.pk if own else None)
    context = {
        "month": shown,
        "grid": grid,
        "view": view,
        "team": team,
        "teams": Team.objects.filter(active=True),
        "weeks": mine,
        "commanders": _commanders(shown) if view == "officers" else [],
        "columns": len(shown.heads) + (1 if view == "teams" else 4),
        "today": today,
        "views": VIEWS.items(),
        "roles": grids.legend(),
        "weekdays": grids.WEEKDAYS,
    }
    return render(request, "roster/month.html", context)


def _workbook(request, shown, today):
    """The month as it is pinned to the wall (UI-08)."""
    team = _team(request)
    grid, _stints = readings.officers_month(shown, today, None, team)
    content = documents.month_workbook(
        station=request.station, month=shown, grid=grid, groups=readings.groups_month(shown), maker=request.user
    )
    exported(what="duty-month", rows=len(grid.rows), actor=request.user, station=request.station)
    return download(content, documents.month_name(request.station, shown, ".xlsx"), XLSX)
