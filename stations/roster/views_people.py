"""Calendars of one person and of one team, my duty with its feed, and the list of duties."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.kit.scoping import in_station
from stations.kit.views import list_page, page
from stations.organisation.models import Officer, Team
from stations.organisation.rules import officer_of
from stations.roster import calendars, grids, ics, readings, tables
from stations.roster.actions import running_day
from stations.roster.filters import DutyFilter
from stations.roster.gaps import gaps_between
from stations.roster.models import CalendarFeed
from stations.roster.rules import has_duties, may_see_roster
from stations.timeline.actions import leaves

NEXT = 10


def _calendar(month, duties) -> dict:
    """A person's month as the template draws it."""
    return {
        "month": month,
        "weeks": calendars.weeks(month.heads, calendars.duty_boxes(duties)),
        "hours": calendars.hours_of(duties),
        "weekdays": grids.WEEKDAYS,
        "roles": grids.legend(),
    }


@page(has_duties)
def my_duty(request):
    """My next duties, whom I relieve and who relieves me, my month; six queries beside those of every page."""
    own = officer_of(request.user)
    today = running_day()
    month = readings.month_of(request.GET.get("month"), today)
    coming = readings.coming(own.pk, today, NEXT)
    context = _calendar(month, readings.duties_in(own.pk, month)) | {
        "officer": own,
        "today": today,
        "coming": coming,
        "relief": readings.relief(coming[0]) if coming else None,
        "feed": CalendarFeed.objects.filter(officer=own).first(),
        "feed_url": request.session.pop("feed_url", ""),
    }
    return render(request, "roster/me.html", context)


@require_POST
@page(has_duties)
def feed(request):
    """Make a new address of my calendar feed, or switch it off."""
    own = officer_of(request.user)
    if request.POST.get("verb") == "disable":
        ics.disable(officer=own, actor=request.user)
        messages.success(request, _("The calendar feed is switched off."))
    else:
        token = ics.renew(officer=own, actor=request.user)
        request.session["feed_url"] = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    return redirect(reverse("my-duty") + "#feed")


@never_cache
def calendar_feed(request, token: str):
    """The feed itself: no login, only the token; a dead one is 404."""
    officer = ics.owner_of(token)
    if officer is None:
        raise Http404
    with in_station(officer.station):
        content = ics.calendar(officer, ics.duties_of(officer, running_day()), request.get_host().split(":")[0])
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@page(may_see_roster)
def officer_duties(request, pk: int):
    """The month of one officer."""
    today = running_day()
    officer = get_object_or_404(Officer.objects.with_team(today).select_related("user"), pk=pk)
    month = readings.month_of(request.GET.get("month"), today)
    context = _calendar(month, readings.duties_in(officer.pk, month)) | {"officer": officer, "today": today}
    return render(request, "roster/officer.html", context)


@page(may_see_roster)
def team_duties(request, pk: int):
    """The month of one team: strength a day, gaps, and its officers."""
    today, own = running_day(), officer_of(request.user)
    team = get_object_or_404(Team.objects.all(), pk=pk)
    month = readings.month_of(request.GET.get("month"), today)
    gaps = gaps_between(request.station, month.first, month.last)
    boxes = calendars.team_boxes(readings.strength(month.first, month.last, team), team, gaps)
    grid, _stints = readings.officers_month(month, today, own.pk if own else None, team)
    context = {
        "team": team,
        "month": month,
        "today": today,
        "grid": grid,
        "weeks": calendars.weeks(month.heads, boxes),
        "weekdays": grids.WEEKDAYS,
        "roles": grids.legend(),
        "columns": len(month.heads) + 4,
        "gaps": [gap for gap in gaps if gap.team_id == team.pk],
    }
    return render(request, "roster/team.html", context)


@page(may_see_roster)
def duties(request):
    """Every duty row, filtered, paged, exported; without a filter from today on."""
    rows = readings.duties_of_people().order_by("date", "team__order", "role", "officer__police_no")
    data = request.GET.copy()
    if not any(data.get(name) for name in DutyFilter.base_filters):
        data["date"] = running_day().isoformat()
    filterset = DutyFilter(data, rows, request=request)

    return list_page(
        request, "roster/duties.html", filterset,
        title=_("Duty records"), columns=tables.DUTIES, record_export=leaves(request, "duties"),
    )  # fmt: skip
