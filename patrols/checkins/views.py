"""Pages of staff: the list of check-ins, one check-in, doubts to decide, conflicts, and parts for other pages."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from patrols.checkins import odd, readings, reviews, rules, tables
from patrols.checkins.filters import CheckInFilter, ConflictFilter
from patrols.checkins.forms import REASONS, ReviewForm
from patrols.checkins.models import CheckIn, CheckInConflict
from patrols.routes.models import Checkpoint
from patrols.schedule.models import PatrolDuty
from patrols.schedule.rules import may_see_duty
from stations.files.actions import fetch
from stations.kit.answer import YES, demand
from stations.kit.export import download, list_response
from stations.kit.views import act, list_page, page
from stations.timeline.actions import exported, leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

SHEET = 20_000  # rows of one export
PART = 20  # rows of a part on another page


def doubtful(rows) -> list:
    """Rows with their doubts in words, in two queries."""
    found = list(readings.with_neighbours(rows))
    points = readings.points_before(found)
    for row in found:
        row.odd = odd.told(row, points)
    return found


def drawn(rows: list, joined) -> list:
    """The same rows with everything the page shows, in the same order."""
    found = {row.pk: row for row in joined(CheckIn.objects.filter(pk__in=[row.pk for row in rows]))}
    return [found[row.pk] for row in rows]


@require_GET
@page(rules.may_see_check_ins)
def check_ins(request):
    """Check-ins, newest first: filters, pages by position, export."""
    filterset = CheckInFilter(request.GET, readings.visible_to(request.user), request=request)
    rows = filterset.qs if filterset.is_valid() else CheckIn.objects.none()
    if request.GET.get("format") in {"xlsx", "csv"}:
        return sheet(request, rows)
    where = {"older": request.GET.get("older", ""), "newer": request.GET.get("newer", "")}
    leaf = readings.leaf(rows.only("id", "at"), **where)
    shown = drawn(leaf.rows, readings.joined)
    for row in shown:
        row.odd = odd.told(row)
    context = {
        "heading": _("Check-ins"), "page": leaf, "rows": shown, "filter": filterset, "total": leaf.total,
        "waiting": bool(rules.decides(request.user)) and readings.to_decide(request.user, timezone.now()).exists(),
    }  # fmt: skip
    return render(request, "patrols/checkins/check_ins.html", context)


def sheet(request, rows):
    """The list as a file; at most so many rows, the newest."""
    found = list(readings.joined(rows.order_by("-at", "-id"))[: SHEET + 1])
    if len(found) > SHEET:
        messages.error(request, _("More than %(count)s rows: choose a shorter time.") % {"count": SHEET})
        return redirect("check-ins")
    exported(what="check-ins", rows=len(found), actor=request.user, station=request.station)
    values = ([column.value(row) for column in tables.CHECK_INS] for row in found)
    head = [str(column.label) for column in tables.CHECK_INS]
    return list_response(request.GET["format"], _("Check-ins"), head, values, request.user)


@require_GET
@page(rules.may_see_check_ins)
def check_in(request, pk: int):
    """One check-in: what came, what looks odd, what was decided."""
    found = doubtful(readings.visible_to(request.user).filter(pk=pk))
    if not found:
        raise Http404
    row = found[0]
    entries = Entry.objects.about(row).select_related("actor")
    decided = getattr(row, "review", None)
    context = {
        "heading": f"{row.checkpoint} · {timezone.localtime(row.at):%Y-%m-%d %H:%M}", "row": row, "decided": decided,
        "may_review": not decided and bool(rules.may_review(request.user, row)),
        "may_count": bool(rules.can_count(row)), "timeline": lines(entries), "reasons": REASONS,
        "entry": getattr(row, "manual_entry", None) if row.method == "manual" else None,
        "conflicts": CheckInConflict.objects.filter(guard=row.guard_id, client_id=row.client_id).count(),
        "off": odd.lasting(row.claimed_at - row.at), "late": odd.lasting(row.received_at - row.at),
    }  # fmt: skip
    return render(request, "patrols/checkins/check_in.html", context)


@require_GET
@page(rules.may_see_check_ins)
def photo(request, pk: int):
    """The photo of a check-in, shown in the page; each look is recorded."""
    row = get_object_or_404(readings.visible_to(request.user).select_related("photo"), pk=pk, photo__isnull=False)
    response = download(fetch(stored=row.photo, actor=request.user), row.photo.name, "image/jpeg")
    response["Content-Disposition"], response["Cache-Control"] = "inline", "private, max-age=300"
    return response


@require_GET
@page(rules.decides)
def doubts(request):
    """What waits for a decision, each with what is odd in words and the two buttons."""
    rows = readings.to_decide(request.user, timezone.now())
    where = {"older": request.GET.get("older", ""), "newer": request.GET.get("newer", "")}
    leaf = readings.leaf(rows.only("id", "at"), **where, size=20)
    order = {row.pk: place for place, row in enumerate(leaf.rows)}
    shown = sorted(doubtful(CheckIn.objects.filter(pk__in=order)), key=lambda row: order[row.pk])
    for row in shown:
        row.may_count = bool(rules.can_count(row))
    context = {
        "heading": _("Check-ins in doubt"), "page": leaf, "rows": shown, "total": leaf.total, "reasons": REASONS,
        "conflicts": CheckInConflict.objects.exists(),
    }  # fmt: skip
    return render(request, "patrols/checkins/doubts.html", context)


@require_POST
@page(rules.decides)
def decide(request, pk: int):
    """One tap and a reason."""
    row = get_object_or_404(CheckIn.objects.all(), pk=pk)
    form, wanted = ReviewForm(request.POST), request.POST.get("next", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "check-in-doubts"
    if not form.is_valid():
        messages.error(request, _("Say why, then choose."))
        return redirect(back)
    verb = lambda: reviews.review(check_in=row, actor=request.user, **form.cleaned_data)  # noqa: E731
    return act(request, verb, _("Decided. The duty is reckoned again."), back)


@require_GET
@page(rules.decides)
def conflicts(request):
    """The same id with other content: who, when, and what came the second time."""
    filterset = ConflictFilter(request.GET, readings.conflicts(), request=request)
    return list_page(
        request, "patrols/checkins/conflicts.html", filterset, title=_("Sent twice with other content"),
        columns=tables.CONFLICTS, record_export=leaves(request, "check-in-conflicts"),
    )  # fmt: skip


# Parts for the pages of points and duties


@require_GET
@page(rules.may_see_check_ins)
def at_point(request, pk: int):
    """The last check-ins at a point, for its page."""
    point = get_object_or_404(Checkpoint.objects.all(), pk=pk)
    rows = list(readings.joined(CheckIn.objects.filter(checkpoint=point)).order_by("-at", "-id")[: PART + 1])
    return part(request, rows, f"checkpoint={point.pk}", show="guard")


@require_GET
@page(lambda user: YES)
def of_duty(request, pk: int):
    """The check-ins of a duty, for its page."""
    duty = get_object_or_404(PatrolDuty.objects.all(), pk=pk)
    demand(may_see_duty(request.user, duty))
    rows = list(readings.joined(CheckIn.objects.filter(duty=duty)).order_by("-at", "-id")[: 10 * PART + 1])
    return part(request, rows, f"duty={duty.pk}", show="point", most=10 * PART)


def part(request, rows: list, query: str, *, show: str, most: int = PART):
    """The rows with their doubts, and the way to all of them."""
    for row in rows:
        row.odd = odd.told(row)
    context = {"rows": rows[:most], "more": len(rows) > most, "query": query, "show": show}
    context["may_open"] = bool(rules.may_see_check_ins(request.user))
    return render(request, "patrols/checkins/part.html", context)
