"""Key places and the routes: what lies on no route, what a route touches, the map of a route for other rooms."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patrols.routes import key_places, readings, rules
from patrols.routes.maps import Ground
from patrols.squads.readings import settings_of
from stations.catalogue.key_places import key_places as all_key_places
from stations.kit.export import list_response
from stations.kit.tables import Column
from stations.kit.views import page
from stations.timeline.actions import exported

COLUMNS = [
    Column(gettext_lazy("Key place"), lambda row: row.spot.name),
    Column(gettext_lazy("Why it matters"), lambda row: row.spot.key_why),
    Column(gettext_lazy("Community"), lambda row: row.spot.community.name if row.spot.community else ""),
    Column(gettext_lazy("Routes that touch it"), lambda row: "、".join(route.name for route in row.routes)),
    Column(gettext_lazy("Nearest route (m)"), lambda row: row.metres),
]


@page(rules.may_see_routes)
def patrolled(request):
    """Every key place with its routes, those on no route first; with ``?part=1`` as a slot of the catalogue."""
    reach, routes = settings_of(request.station).key_place_metres, key_places.in_use()
    found = key_places.coverage(all_key_places(), routes, reach)
    if request.GET.get("format") in {"xlsx", "csv"}:
        exported(what="key-places", rows=len(found), actor=request.user, station=request.station)
        values = ([column.value(row) for column in COLUMNS] for row in found)
        head = [str(column.label) for column in COLUMNS]
        return list_response(request.GET["format"], str(_("Key places and routes")), head, values, request.user)
    missed = [one for one in found if one.missed]
    context = {"rows": found, "missed": missed, "reach": reach, "routes": len(routes)}
    if request.htmx and "part" in request.GET:
        return render(request, "patrols/routes/parts/key_places_missed.html", context)
    ground = Ground(focus=("point", "route")).communities().routes(routes, dim=True)
    for one in found:
        _draw(ground, one.spot, "danger" if one.missed else "ok")
    context |= {"heading": _("Key places and routes"), "map": ground}
    return render(request, "patrols/routes/key_places.html", context)


@page(rules.may_see_routes)
def route_key_places(request, pk):
    """The key places that a route touches, in its order: a slot of the route's page."""
    row = get_object_or_404(readings.with_targets(), pk=pk)
    reach = settings_of(request.station).key_place_metres
    context = {"route": row, "rows": key_places.passed(row, all_key_places(), reach), "reach": reach}
    template = (
        "patrols/routes/parts/route_key_places.html" if request.htmx else "patrols/routes/route_key_places.html"
    )
    return render(request, template, context | {"heading": _("Key places on %(name)s") % {"name": row.name}})


@page(rules.may_see_routes)
def route_map(request, pk):
    """The map of a route with its checkpoints and key places: a slot of other rooms' pages."""
    row = get_object_or_404(readings.with_targets(), pk=pk)
    points = sorted(row.points.all(), key=lambda point: point.seq)
    texts = {point.checkpoint_id: point.seq for point in points}
    ground = Ground(focus=("route", "point"), id=f"pm-route-{row.pk}").communities().routes([row])
    ground.points([point.checkpoint for point in points], texts=texts, dim=True)
    for one in key_places.passed(row, all_key_places(), settings_of(request.station).key_place_metres):
        _draw(ground, one.spot, "warn")
    template = f"patrols/routes/{'parts/' if request.htmx else ''}route_map.html"
    return render(request, template, {"heading": row.name, "route": row, "map": ground})


def _draw(ground: Ground, spot, tone: str) -> None:
    words = _("Key place: %(name)s") % {"name": spot.name}
    ground.point(spot.lat, spot.lng, spot.name, label=f"{words} · {spot.key_why}", tone=tone)
