"""Live coverage: its page, what moves on it, and the wall screen."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from patrols.coverage import readings
from patrols.squads.rules import may_see_patrols
from stations.kit.views import page, wall_page


@never_cache
@require_safe
@page(may_see_patrols)
def patrols(request):
    """The patrols of this moment; later the page keeps itself up to date."""
    context = {"live": readings.load(request.station, timezone.now()), "map": readings.ground()}
    return render(request, "patrols/coverage/patrols.html", context)


@never_cache
@require_safe
@page(may_see_patrols)
def part(request):
    """What moves on the page."""
    context = {"live": readings.load(request.station, timezone.now())}
    if request.htmx:
        return render(request, "patrols/coverage/part.html", context)
    return render(request, "patrols/coverage/patrols.html", context | {"map": readings.ground()})


part.background = True


@never_cache
@wall_page
def wall(request):
    """The same for a wall screen: big, untouchable, squads and points only, no person (SE-24)."""
    template = "patrols/coverage/wall_part.html" if request.htmx else "patrols/coverage/wall.html"
    return render(request, template, {"live": readings.load(request.station, timezone.now())})
