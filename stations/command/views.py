"""The live board: its page, its parts, and the board of the wall screen."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from stations.command import boards, maps, readings, replays
from stations.command.actions import note_replay
from stations.command.rules import may_replay, may_see_board
from stations.kit.views import page, wall_page

CALLS = _("Calls today")
QUARTER = timedelta(minutes=15)


def _unchanged(request, at) -> bool:
    """Whether the asking screen already shows the newest version; one query."""
    return bool(request.htmx) and request.GET.get("v") == readings.version(at)


@never_cache
@require_safe
@page(may_see_board)
def board(request):
    """The whole board; later it keeps itself up to date."""
    return render(request, "command/board.html", boards.load(request.station, timezone.now(), CALLS))


@never_cache
@require_safe
@page(may_see_board)
def part(request):
    """What moves on the board; 204 when the screen already shows it, which costs a single query."""
    at = timezone.now()
    if _unchanged(request, at):
        return HttpResponse(status=204)
    template = "command/part.html" if request.htmx else "command/board.html"
    return render(request, template, boards.load(request.station, at, CALLS))


part.background = True


@never_cache
@wall_page
def wall_board(request):
    """The board for a wall screen: big, untouchable, and without any personal data (SE-24)."""
    at = timezone.now()
    if _unchanged(request, at):
        return HttpResponse(status=204)
    context = boards.load(request.station, at, CALLS)
    maps.blur(context["lines"], context["crews"], context["ground"])
    context["turn"] = "turn" in request.GET
    return render(request, "command/wall_part.html" if request.htmx else "command/wall.html", context)


@never_cache
@require_safe
@page(may_replay)
def replay(request):
    """A past moment from the day-book; who looked at which moment is recorded (SE-08)."""
    now = timezone.now()
    at, ground = replays.parse(request.GET.get("at"), now), maps.ground()
    shown = replays.moment(request.station, at, ground)
    note_replay(station=request.station, actor=request.user, moment=at)
    local = timezone.localtime(at)
    context = {
        "moment": shown,
        "ground": ground,
        "now": now,
        "minute": local.hour * 60 + local.minute,
        "before": at - QUARTER,
        "after": at + QUARTER if at + QUARTER <= now else None,
    }
    return render(request, "command/replay.html", context)
