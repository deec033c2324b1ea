"""Pages of signs (print, issue anew) and of the streets that nobody passes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from patrols.routes import actions, forms, points, printing, readings, rules, streets, tables
from patrols.routes.filters import SignFilter
from patrols.routes.geometry import drawn
from patrols.routes.maps import Ground
from patrols.routes.models import Checkpoint, Route, Street
from patrols.routes.views import form
from stations.files.models import StoredFile
from stations.kit.export import download, list_response
from stations.kit.views import act, page
from stations.timeline.actions import exported


def _filtered(request):
    """The filter of the signs: points in use with a printed sign, unless asked otherwise."""
    rows = readings.checkpoints(timezone.localdate()).filter(active=True)
    return SignFilter(request.GET, queryset=rows, request=request)


def _chosen(request) -> list[Checkpoint]:
    """The points ticked, or all of the filter."""
    filterset = _filtered(request)
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    if "all" in request.POST:
        return list(rows[: printing.MOST])
    ticked = [value for value in request.POST.getlist("point") if value.isdecimal() and len(value) < 19]
    return list(filterset.queryset.filter(pk__in=ticked)[: printing.MOST])


@page(rules.may_keep_routes)
def signs(request):
    """Choose checkpoints, print their signs; many of them are drawn by a worker."""
    if request.method == "POST":
        return _print(request)
    filterset = _filtered(request)
    rows = list(filterset.qs[: printing.MOST]) if filterset.is_valid() else []
    asked = request.GET.get("file", "")
    ready = StoredFile.objects.filter(purpose=printing.PURPOSE, created_by=request.user)
    context = {
        "heading": _("Signs of checkpoints"),
        "filter": filterset,
        "points": rows,
        "total": len(rows),
        "form": forms.SignsForm(),
        "ready": ready.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None,
    }
    return render(request, "patrols/routes/signs.html", context)


def _print(request):
    found, layout = _chosen(request), request.POST.get("layout")
    layout = printing.LARGE if layout == printing.LARGE else printing.SHEET
    if not found:
        messages.error(request, _("Choose at least one checkpoint."))
        return redirect(request.get_full_path())
    if "reissue" in request.POST:
        context = {"heading": _("Issue new signs"), "points": found, "back": request.get_full_path()}
        return render(request, "patrols/routes/signs_reissue.html", context)
    given = {"points": found, "layout": layout, "station": request.station, "actor": request.user}
    if len(found) > printing.AT_ONCE[layout]:
        return redirect("job", printing.order(**given).pk)
    return download(printing.draw(**given), printing.file_name(layout), "application/pdf")


@require_POST
@page(rules.may_keep_routes)
def signs_reissue(request):
    """Issue new signs for the points that the page before has named (PA-12)."""
    found = _chosen(request)
    count = points.reissue_signs(checkpoints=found, actor=request.user, at=timezone.now())
    words = ngettext(
        "%(count)s sign is issued anew; the old one is no longer valid.",
        "%(count)s signs are issued anew; the old ones are no longer valid.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("signs")


@page(rules.may_keep_routes)
def checkpoint_sign(request, pk):
    """The sign of one point, large; ``?layout=sheet`` small."""
    row = get_object_or_404(Checkpoint.objects.select_related("station"), pk=pk)
    layout = printing.SHEET if request.GET.get("layout") == printing.SHEET else printing.LARGE
    content = printing.draw(points=[row], layout=layout, station=request.station, actor=request.user)
    return download(content, f"{row.code}-{printing.file_name(layout)}", "application/pdf")


# -- streets ---------------------------------------------------------------------------------------------------


def _reach(request) -> int:
    text = request.GET.get("within", "")
    wanted = int(text) if text.isdecimal() and len(text) < 4 else streets.REACH
    return min(max(wanted, streets.NEAREST), streets.FARTHEST)


@page(rules.may_see_routes)
def street_list(request):
    """Which streets the routes pass and which ones nobody does, the least passed first."""
    reach = _reach(request)
    routes = list(Route.objects.filter(active=True).order_by("code"))
    found = streets.passings(list(Street.objects.all()), routes, reach)
    if request.GET.get("format") in {"xlsx", "csv"}:
        exported(what="streets", rows=len(found), actor=request.user, station=request.station)
        head = [str(column.label) for column in tables.STREETS]
        values = ([column.value(row) for column in tables.STREETS] for row in found)
        return list_response(request.GET["format"], str(_("Streets and patrols")), head, values, request.user)
    ground = Ground(focus=("street", "route", "missed")).communities().routes(routes, dim=True)
    for one in found:
        label = _("%(street)s: %(percent)s %% passed") % {"street": one.street.name, "percent": one.percent}
        ground.add(drawn(one.street.line), "street", one.street.name, label=label)
        ground.add(one.rest, "missed", one.street.name, label=label)
    context = {
        "heading": _("Streets and patrols"),
        "rows": found,
        "sums": streets.sums(found),
        "reach": reach,
        "undrawn": [route for route in routes if not route.line],
        "map": ground,
        "may_keep": bool(rules.may_keep_routes(request.user)),
    }
    return render(request, "patrols/routes/streets.html", context)


def _street_form(request, row, heading: str):
    initial = {"name": row.name, **forms.shape_initial(row.line)} if row else None
    ground = Ground(focus=("street",) if row else ("street", "community")).communities()
    for other in Street.objects.exclude(pk=row.pk if row else None):
        ground.add(other.line, "street", other.name, dim=True)

    def verb(name, shape):
        actions.set_street(station=request.station, name=name, line=shape, actor=request.user, street=row)

    made = forms.StreetForm(request.POST or None, request.FILES or None, initial=initial)
    context = {"template": "patrols/routes/draw.html", "map": ground.look_at(row.line if row else None)}
    return form(request, made, verb, heading=heading, back=reverse("streets"), edit="line", **context)


@page(rules.may_keep_routes)
def street_new(request):
    """Enter a street."""
    return _street_form(request, None, _("New street"))


@page(rules.may_keep_routes)
def street_edit(request, pk):
    """Change the name or the line of a street."""
    row = get_object_or_404(Street.objects.all(), pk=pk)
    return _street_form(request, row, _("Change %(name)s") % {"name": row.name})


@require_POST
@page(rules.may_keep_routes)
def street_remove(request, pk):
    """Take a street off the list."""
    row = get_object_or_404(Street.objects.all(), pk=pk)
    verb = lambda: actions.remove_street(street=row, actor=request.user)  # noqa: E731
    return act(request, verb, _("The street has been removed."), "streets")
