"""Pages of checkpoints: facts, keeper, photo, sign, and the display that shows a code of its own."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from patrols.routes import documents, forms, photos, points, readings, rules, signs, tables
from patrols.routes.filters import CheckpointFilter
from patrols.routes.maps import Ground
from patrols.routes.models import Area, Checkpoint, CheckpointKeeper
from patrols.routes.views import form, listed
from stations.kit.views import act, page, wall_page
from stations.timeline.sentences import story

FACTS = ("code", "name", "area", "radius", "indoor", "where", "look_at", "stay_minutes", "display", "active")


@page(rules.may_see_routes)
def checkpoints(request):
    """Checkpoints, on the map and as a list."""
    filterset = CheckpointFilter(request.GET, queryset=readings.checkpoints(timezone.localdate()), request=request)
    found = list(filterset.qs) if filterset.is_valid() and "format" not in request.GET else []
    ground = Ground().communities().areas(Area.objects.filter(active=True), dim=True).points(found)
    return listed(request, "checkpoints", filterset, _("Checkpoints"), tables.CHECKPOINTS, map=ground)


def _loaded(pk: int) -> Checkpoint:
    return get_object_or_404(readings.checkpoints(timezone.localdate()).select_related("area", "photo"), pk=pk)


@page(rules.may_see_routes)
def checkpoint(request, pk):
    """One checkpoint: where it is, what to look at, who keeps it, its sign."""
    row, today = _loaded(pk), timezone.localdate()
    passing = readings.routes_through(row)
    ground = Ground(focus=("point",)).communities().areas([row.area], dim=True).routes(passing, dim=True)
    ground.point(row.lat, row.lng, row.name, label=f"{row.code} {row.name}", reach=row.radius)
    past = row.keepers.filter(end__isnull=False, end__lte=today).select_related("guard__user").order_by("-end")
    context = {
        "heading": row.name,
        "point": row,
        "keeper": readings.keeper_of(row),
        "past": past,
        "planned": row.keepers.filter(start__gt=today).select_related("guard__user").order_by("start"),
        "routes": passing,
        "map": ground,
        "may_keep": bool(rules.may_keep_routes(request.user)),
        "timeline": story(row, 20),
        "wall": request.build_absolute_uri(reverse("wall-checkpoint", args=[row.pk])) if row.display else "",
    }
    return render(request, "patrols/routes/checkpoint.html", context)


def _placed(request, made, verb, row=None, **context):
    """The form of a checkpoint with the map beside it."""
    others = Checkpoint.objects.filter(active=True).exclude(pk=row.pk if row else None)
    areas = Area.objects.filter(active=True)
    ground = Ground().communities().areas(areas, dim=True).points(others, dim=True)
    template = "patrols/routes/checkpoint_form.html"
    return form(request, made, verb, template=template, map=ground, edit="point", **context)


@page(rules.may_keep_routes)
def checkpoint_new(request):
    """Enter a checkpoint."""
    return _placed(
        request,
        forms.CheckpointForm(request.POST or None, initial={"area": request.GET.get("area")}),
        lambda **values: points.add_checkpoint(station=request.station, actor=request.user, **values),
        heading=_("New checkpoint"),
        back=reverse("checkpoints"),
    )


@page(rules.may_keep_routes)
def checkpoint_edit(request, pk):
    """Change facts of a checkpoint, or its place."""
    row = get_object_or_404(Checkpoint.objects.select_related("area", "station"), pk=pk)
    initial = {key: getattr(row, key) for key in FACTS} | {"point": (row.lat, row.lng)}
    return _placed(
        request,
        forms.CheckpointChangeForm(request.POST or None, initial=initial),
        lambda **values: points.change_checkpoint(checkpoint=row, actor=request.user, **values),
        row,
        heading=_("Change %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
    )


@page(rules.may_keep_routes)
def checkpoint_keeper(request, pk):
    """Name the guard who answers for the point (点位固定到人)."""
    row = get_object_or_404(Checkpoint.objects.all(), pk=pk)
    return form(
        request,
        forms.KeeperForm(request.POST or None),
        lambda **values: points.set_keeper(checkpoint=row, actor=request.user, **values) and None,
        heading=_("Keeper of %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
        intro=_("The keeper looks after the point and its sign; whoever kept it before is relieved that day."),
    )


@require_POST
@page(rules.may_keep_routes)
def keeper_end(request, pk):
    """The point has no keeper from today on."""
    keeper = get_object_or_404(CheckpointKeeper.objects.select_related("checkpoint"), pk=pk)
    verb = lambda: points.end_keeper(keeper=keeper, end=timezone.localdate(), actor=request.user)  # noqa: E731
    return act(request, verb, _("The point has no keeper now."), keeper.checkpoint)


@page(rules.may_keep_routes)
def checkpoint_photo(request, pk):
    """Store a photo of the spot."""
    row = get_object_or_404(Checkpoint.objects.select_related("station"), pk=pk)

    def verb(photo):
        points.set_photo(checkpoint=row, name=photo.name, content=photo.read(), actor=request.user)

    return form(
        request,
        forms.PhotoForm(request.POST or None, request.FILES or None),
        verb,
        heading=_("Photo of %(name)s") % {"name": row.name},
        back=row.get_absolute_url(),
    )


@require_safe
@page(rules.may_see_photo)
def photo_file(request, pk):
    """The photo itself, for the page: a place, nobody's data, so looking at it is not written down."""
    row = get_object_or_404(Checkpoint.objects.exclude(photo=None).select_related("photo"), pk=pk)
    response = HttpResponse(photos.content_of(row.photo), content_type=row.photo.content_type)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
@page(rules.may_keep_routes)
def photo_remove(request, pk):
    """Show no photo of the spot any more."""
    row = get_object_or_404(Checkpoint.objects.all(), pk=pk)
    verb = lambda: points.remove_photo(checkpoint=row, actor=request.user)  # noqa: E731
    return act(request, verb, _("The photo is no longer shown."), row)


@require_POST
@page(rules.may_keep_routes)
def sign_reissue(request, pk):
    """Issue a new sign; the old one dies at once (PA-12)."""
    row = get_object_or_404(Checkpoint.objects.all(), pk=pk)
    verb = lambda: points.reissue_sign(checkpoint=row, actor=request.user, at=timezone.now())  # noqa: E731
    return act(request, verb, _("The old sign is no longer valid. Print the new one and hang it up."), row)


@require_POST
@page(rules.may_report_sign)
def sign_lost(request, pk):
    """Report a sign as lost or damaged (PA-12)."""
    row = get_object_or_404(Checkpoint.objects.select_related("station"), pk=pk)
    verb = lambda: points.report_sign(checkpoint=row, actor=request.user, at=timezone.now())  # noqa: E731
    return act(request, verb, _("Reported. The patrol office has been told."), row)


# -- the display -----------------------------------------------------------------------------------------------


def _shown(row: Checkpoint, at) -> dict:
    """The code of this moment: a path to draw, seconds until the next one and until this one is dead."""
    path, side = documents.svg_path(signs.address(signs.rotating(row, at)))
    gone = at.timestamp() % signs.STEP
    return {
        "path": path,
        "side": side,
        "next": round(signs.STEP - gone, 2),
        "dead": round(signs.STEP * signs.LIVES - gone, 2),
        "now": at.isoformat(),
    }


def _display(request, pk: int, name: str):
    """The full-screen page, or with ``?code`` the code of this moment alone."""
    row = get_object_or_404(Checkpoint.objects.filter(display=True, active=True).select_related("station"), pk=pk)
    shown = _shown(row, timezone.now())
    if "code" in request.GET:
        return JsonResponse(shown)
    context = {"heading": row.name, "point": row, "shown": shown, "url": f"{reverse(name, args=[row.pk])}?code"}
    return render(request, "patrols/routes/display.html", context)


@never_cache
@require_safe
@page(rules.may_see_routes)
def display(request, pk):
    """The rotating code for a screen that somebody is logged in at."""
    return _display(request, pk, "checkpoint-display")


# It stands there all day: what it asks by itself renews no session.
display.background = True


@never_cache
@wall_page
def wall_display(request, pk):
    """The rotating code for a paired wall screen: no person, nothing personal on it."""
    return _display(request, pk, "wall-checkpoint")


wall_display.background = True
