"""Pages of areas and routes."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.routes import actions, forms, readings, rules, tables, ways
from patrols.routes.filters import AreaFilter, RouteFilter
from patrols.routes.maps import Ground
from patrols.routes.models import Area, AreaSquad, Checkpoint, Route
from patrols.squads.models import Squad
from stations.kit.form_pages import form_page
from stations.kit.spans import in_force
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


def listed(request, name: str, filterset, title: str, columns, **context):
    """One list of this room; rows in use first asked for."""
    return list_page(
        request,
        f"patrols/routes/{name}.html",
        filterset,
        title=title,
        columns=columns,
        record_export=leaves(request, name),
        may_keep=bool(rules.may_keep_routes(request.user)),
        **context,
    )


def form(request, made, verb, *, heading, back: str, done=None, **context):
    """A form page of this room."""
    return form_page(request, made, verb, heading=heading, done=done or _("Saved."), back=back, **context)


# -- areas -----------------------------------------------------------------------------------------------------


@page(rules.may_see_routes)
def areas(request):
    """Patrol areas with their squads, on the map and as a list."""
    filterset = AreaFilter(request.GET, queryset=readings.areas(timezone.localdate()), request=request)
    found = list(filterset.qs) if filterset.is_valid() and "format" not in request.GET else []
    return listed(
        request, "areas", filterset, _("Patrol areas"), tables.AREAS, map=Ground().communities().areas(found)
    )


@page(rules.may_see_routes)
def area(request, pk):
    """One area: who answers for it, its routes and checkpoints."""
    today = timezone.localdate()
    row = get_object_or_404(readings.areas(today), pk=pk)
    found = list(readings.routes().filter(area=row))
    points = list(readings.checkpoints(today).filter(area=row))
    others = Area.objects.exclude(pk=row.pk).filter(active=True)
    ground = Ground(focus=("route", "point")).communities().areas(others, dim=True)
    context = {
        "heading": row.name,
        "area": row,
        "map": ground.own(row).routes(found).points(points),
        "past": row.squads.filter(end__isnull=False, end__lte=today).select_related("squad").order_by("-end"),
        "planned": row.squads.filter(start__gt=today).select_related("squad").order_by("start"),
        "routes": found,
        "points": points,
        "metres": readings.sums(found)["metres"],
        "may_keep": bool(rules.may_keep_routes(request.user)),
        "timeline": story(row, 20),
    }
    return render(request, "patrols/routes/area.html", context)


@page(rules.may_keep_routes)
def area_new(request):
    """Enter an area; its outline is drawn next."""
    return form(
        request,
        forms.AreaForm(request.POST or None),
        lambda **values: actions.add_area(station=request.station, actor=request.user, **values),
        heading=_("New area"),
        back=reverse("areas"),
    )


@page(rules.may_keep_routes)
def area_edit(request, pk):
    """Change facts of an area."""
    row = get_object_or_404(Area.objects.select_related("grid", "station"), pk=pk)
    initial = {key: getattr(row, key) for key in ("code", "name", "grid", "active")}
    return form(
        request,
        forms.AreaChangeForm(request.POST or None, initial=initial),
        lambda **values: actions.change_area(area=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_routes)
def area_outline(request, pk):
    """Draw the outline of an area."""
    row = get_object_or_404(Area.objects.all(), pk=pk)
    others = Area.objects.exclude(pk=row.pk).filter(active=True)
    ground = Ground(focus=("point",) if row.outline else ("community", "point")).communities()
    ground.areas(others, dim=True).points(Checkpoint.objects.filter(area=row, active=True), dim=True)
    return form(
        request,
        forms.AreaOutlineForm(request.POST or None, request.FILES or None, initial=forms.shape_initial(row.outline)),
        lambda shape: actions.set_area_outline(area=row, outline=shape, day=timezone.localdate(), actor=request.user),
        heading=_("Outline of %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
        template="patrols/routes/draw.html",
        map=ground.look_at(row.outline),
        edit="outline",
    )


@page(rules.may_keep_routes)
def area_give(request, pk):
    """Let a squad answer for an area (PA-13)."""
    row = get_object_or_404(Area.objects.all(), pk=pk)
    return form(
        request,
        forms.GiveForm(request.POST or None),
        lambda **values: actions.give_area(area=row, actor=request.user, **values) and None,
        heading=_("Squad of %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
        intro=_("Several squads may share an area. Guards whom a company hires itself stay on its premises (PA-13)."),
    )


@page(rules.may_keep_routes)
def area_take(request, pk):
    """Let a squad answer for an area no longer."""
    link = get_object_or_404(AreaSquad.objects.select_related("area", "squad"), pk=pk)
    return form(
        request,
        forms.EndForm(request.POST or None),
        lambda end: actions.take_area(link=link, end=end, actor=request.user),
        heading=_("Take %(area)s from %(squad)s") % {"area": link.area.name, "squad": link.squad.name},
        back=link.area.get_absolute_url(),
    )


# -- routes ----------------------------------------------------------------------------------------------------


@page(rules.may_see_routes)
def routes(request):
    """Patrol routes, on the map and as a list."""
    filterset = RouteFilter(request.GET, queryset=readings.routes(), request=request)
    found = list(filterset.qs) if filterset.is_valid() and "format" not in request.GET else []
    ground = Ground().communities().areas(Area.objects.filter(active=True), dim=True).routes(found)
    return listed(
        request, "routes", filterset, _("Patrol routes"), tables.ROUTES, map=ground, sums=readings.sums(found)
    )


@page(rules.may_see_routes)
def route(request, pk):
    """One route: its points in order with the legs between them, and its line."""
    row = get_object_or_404(readings.with_targets(), pk=pk)
    points = sorted(row.points.all(), key=lambda point: point.seq)
    may_keep = bool(rules.may_keep_routes(request.user))
    texts = {point.checkpoint_id: point.seq for point in points}
    ground = Ground(focus=("route", "point")).communities().areas([row.area], dim=True).routes([row])
    context = {
        "heading": row.name,
        "route": row,
        "points": points,
        "way_home": readings.way_home(row, readings.targets_of(row)),
        "map": ground.points([point.checkpoint for point in points], texts=texts),
        "form": forms.AddPointForm() if may_keep else None,
        "may_keep": may_keep,
        "timeline": story(row, 20),
    }
    return render(request, "patrols/routes/route.html", context)


@page(rules.may_keep_routes)
def route_new(request):
    """Enter a route; its points and line come next."""
    return form(
        request,
        forms.RouteForm(request.POST or None, initial={"area": request.GET.get("area")}),
        lambda **values: ways.add_route(station=request.station, actor=request.user, **values),
        heading=_("New route"),
        back=reverse("routes"),
    )


@page(rules.may_keep_routes)
def route_edit(request, pk):
    """Change facts of a route."""
    row = get_object_or_404(Route.objects.select_related("area", "station"), pk=pk)
    initial = {key: getattr(row, key) for key in ("code", "name", "area", "ordered", "closed", "active")}
    return form(
        request,
        forms.RouteChangeForm(request.POST or None, initial=initial),
        lambda **values: ways.change_route(route=row, actor=request.user, **values),
        heading=_("Change %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_routes)
def route_line(request, pk):
    """Draw the line of a route."""
    row = get_object_or_404(Route.objects.select_related("area"), pk=pk)
    points = readings.points_of(row)
    places = [point.checkpoint for point in points]
    ground = Ground(focus=("area", "point")).communities().areas([row.area], dim=True)
    ground.points(places, texts={point.checkpoint_id: point.seq for point in points})
    start = [[place.lat, place.lng] for place in places]
    return form(
        request,
        forms.RouteLineForm(request.POST or None, request.FILES or None, initial=forms.shape_initial(row.line)),
        lambda shape: ways.set_line(route=row, line=shape, actor=request.user),
        heading=_("Line of %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
        template="patrols/routes/draw.html",
        map=ground.look_at(row.line),
        edit="line",
        start=start + start[:1] if row.closed else start,
    )


@require_POST
@page(rules.may_keep_routes)
def route_points(request, pk):
    """Add a checkpoint, take one off, move one: buttons of the page of a route, without any script."""
    row = get_object_or_404(Route.objects.all(), pk=pk)
    verb = request.POST.get("verb", "")
    asked = request.POST.get("checkpoint", "")
    point = Checkpoint.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    given = {"route": row, "checkpoint": point, "actor": request.user}
    verbs = {
        "add": lambda: ways.add_point(**given),
        "remove": lambda: ways.remove_point(**given),
        "earlier": lambda: ways.move_point(where=ways.EARLIER, **given),
        "later": lambda: ways.move_point(where=ways.LATER, **given),
        "wait": lambda: ways.set_wait(minutes=_whole(request.POST.get("minutes", "")), **given),
    }
    if point is None or verb not in verbs:
        return redirect(row)
    return act(request, verbs[verb], _("Saved."), row)


def _whole(typed: str) -> int | None:
    """A number of minutes as typed; nothing typed is 0."""
    typed = typed.strip()
    if not typed:
        return 0
    return int(typed) if typed.isdecimal() and len(typed) < 6 else None


@page(rules.may_see_routes)
def squad_part(request, pk):
    """The areas that a squad answers for today with their routes and points, as a part of the squad's page."""
    squad, today = get_object_or_404(Squad.objects.all(), pk=pk), timezone.localdate()
    here = AreaSquad.objects.filter(in_force(today), squad=squad).values("area_id")
    context = {"squad": squad, "areas": readings.areas(today).filter(pk__in=here)}
    template = "patrols/routes/parts/squad_areas.html" if request.htmx else "patrols/routes/squad_areas.html"
    return render(request, template, context)
