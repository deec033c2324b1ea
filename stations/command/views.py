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


def _unchanged(request, version: str) -> bool:
    """Whether the asking screen already shows this version."""
    return bool(request.htmx) and request.GET.get("v") == version


def _shown(name: str, request, at, ground=None) -> dict:
    shown = boards.part(name, request.station, at, ground)
    if name == "top":
        shown["tiles"] = boards.tiles(shown["today"], CALLS)
    return shown


@never_cache
@require_safe
@page(may_see_board)
def board(request):
    """The whole board; later its parts keep themselves up to date."""
    at, ground = timezone.now(), maps.ground()
    parts = {name: _shown(name, request, at, ground) for name in boards.PARTS}
    context = {"parts": parts, "ground": ground, "version": readings.version(at), "at": at}
    return render(request, "command/board.html", context)


@never_cache
@require_safe
@page(may_see_board)
def part(request, name: str):
    """One part; 204 when the screen already shows it, which costs a single query."""
    at = timezone.now()
    version = readings.version(at)
    if _unchanged(request, version):
        return HttpResponse(status=204)
    context = {"version": version, "at": at, "heading": _("Command board"), "name": name} | _shown(name, request, at)
    template = f"command/parts/{name}.html" if request.htmx else "command/part.html"
    return render(request, template, context | {"template": f"command/parts/{name}.html"})


part.background = True


@never_cache
@wall_page
def wall_board(request):
    """The board for a wall screen: big, untouchable, and without any personal data (SE-24)."""
    at = timezone.now()
    version = readings.version(at)
    if _unchanged(request, version):
        return HttpResponse(status=204)
    ground = maps.ground()
    parts = {name: _shown(name, request, at, ground) for name in ("top", "incidents", "crews")}
    maps.blur(parts["incidents"]["lines"], parts["crews"]["crews"], ground)
    context = {"parts": parts, "ground": ground, "version": version, "at": at, "duty": readings.on_duty(at)}
    context["turn"] = "turn" in request.GET
    template = "command/wall_part.html" if request.htmx else "command/wall.html"
    return render(request, template, context)


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
