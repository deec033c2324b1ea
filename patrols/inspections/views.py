"""Pages of the liaison officer's round, and what a squad leader still owes."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.inspections import actions, readings, rules, tables
from patrols.inspections.filters import InspectionFilter
from patrols.inspections.forms import InspectionForm, ResultForm
from patrols.inspections.models import InspectionPoint
from patrols.squads.phone import on_phone
from patrols.squads.readings import standing
from patrols.squads.rules import in_office, may_see_patrols
from stations.kit.answer import NotAllowed, RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(may_see_patrols)
def inspections(request):
    """All visits, the newest first."""
    filterset = InspectionFilter(request.GET, readings.listed(), request=request)

    return list_page(
        request, "patrols/inspections/inspections.html", filterset, title=_("Inspections"),
        columns=tables.INSPECTIONS, record_export=leaves(request, "inspections"), may_inspect=_inspects(request.user),
    )  # fmt: skip


@page(may_see_patrols)
def inspection_new(request):
    """Write down a visit."""
    if not _inspects(request.user):
        raise NotAllowed(_("The squad's liaison officer or the office inspects it."), code="liaison_only")
    form = InspectionForm(request.POST or None, user=request.user, initial={"squad": request.GET.get("squad")})
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("squad", "checkpoint", "present", "passed", "note")}
        try:
            return redirect(actions.inspect(actor=request.user, raised=form.raised(), **told))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
    context = {"form": form, "heading": _("Inspect a squad")}
    return render(request, "patrols/inspections/new.html", context, status=400 if form.errors else 200)


@page(may_see_patrols)
def inspection(request, pk: int):
    """One visit with everything that came up."""
    found = get_object_or_404(readings.listed(), pk=pk)
    points = list(found.points.select_related("done_by", "checked_by"))
    for point in points:
        point.inspection = found
        point.steps = rules.STEPS.verbs(point, request.user)
        point.may_settle = point.state == rules.State.OPEN and bool(rules.STEPS.steps[0].who(request.user, point))
    context = {
        "inspection": found, "points": points, "today": timezone.localdate(),
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "patrols/inspections/inspection.html", context)


@page(may_see_patrols)
def point_settle(request, pk: int):
    """Say what was done about a point."""
    point = get_object_or_404(InspectionPoint.objects.select_related("inspection"), pk=pk)
    return form_page(
        request, ResultForm(request.POST or None),
        lambda result: actions.settle(point=point, actor=request.user, result=result) and None,
        heading=_("What was done"), done=_("Noted; somebody else checks it."), intro=point.words,
        back=point.inspection.get_absolute_url(),
    )  # fmt: skip


@page(may_see_patrols)
@require_POST
def point_verb(request, pk: int, verb: str):
    """Check a point, or send it back."""
    point = get_object_or_404(InspectionPoint.objects.select_related("inspection"), pk=pk)
    action, done = {
        "check": (actions.check, _("Checked.")),
        "send-back": (actions.send_back, _("It is open again.")),
    }[verb]
    return act(request, lambda: action(point=point, actor=request.user), done, point.inspection)


@on_phone
def owed(request):
    """On the squad leader's phone: what came up at inspections and is not finished."""
    mine = standing(request.user)
    context = {
        "heading": _("From inspections"), "tab": "squad", "leads": mine.leads, "today": timezone.localdate(),
        "points": list(readings.open_points(mine.leads)),
    }  # fmt: skip
    return render(request, "patrols/inspections/owed.html", context)


@on_phone
@require_POST
def owed_done(request, pk: int):
    """The squad leader says what was done."""
    point = get_object_or_404(InspectionPoint.objects.select_related("inspection"), pk=pk)
    demand(rules.may_see_point(request.user, point))
    result = request.POST.get("result", "")[:300]
    return act(
        request, lambda: actions.settle(point=point, actor=request.user, result=result),
        _("Noted; the officer checks it."), reverse("phone-squad-points"),
    )  # fmt: skip


def _inspects(user) -> bool:
    """Whether a person inspects any squad at all."""
    squads = standing(user).liaises
    return bool(in_office(user) or squads) and any(rules.may_inspect(user, pk) for pk in (squads or {0}))
