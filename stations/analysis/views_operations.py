"""Pages of operations and of time away from community work."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.analysis import actions, forms, readings, rules, tables
from stations.analysis.filters import OperationFilter, PulledOffFilter
from stations.analysis.models import Operation, PulledOff
from stations.indicators.rules import compare
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

DAY = timedelta(days=1)


@page(rules.may_see)
def operations(request):
    """Operations against hot spots."""
    rows = Operation.objects.select_related("lead__user", "community").order_by("-start", "-id")
    return list_page(
        request, "analysis/operations.html", OperationFilter(request.GET, rows, request=request),
        title=_("Operations"), columns=tables.OPERATIONS, record_export=leaves(request, "operations"),
        may_lead=bool(rules.may_lead(request.user)),
    )  # fmt: skip


@page(rules.may_lead)
def operation_new(request):
    """Plan an operation."""

    def plan(last, **values):
        return actions.plan_operation(station=request.station, actor=request.user, end=last + DAY, **values)

    return form_page(
        request, forms.OperationForm(request.POST or None), plan, heading=_("Plan an operation"),
        done=_("The operation is planned."), back=reverse("operations"),
    )  # fmt: skip


@page(rules.may_see)
def operation(request, pk: int):
    """One operation with the calls before and after it."""
    found = get_object_or_404(
        Operation.objects.select_related("lead__user", "community", "grid", "category", "station"), pk=pk
    )
    today = timezone.localdate()
    counts = readings.operation_counts(found, today)
    shown = Operation(state=found.state, lead_id=found.lead_id, review=found.review or "…")
    context = {
        "heading": found.name, "operation": found, "last": found.end - DAY, "counts": counts, "today": today,
        "change": compare(counts["after"], counts["before"]), "review_form": forms.ReviewForm(),
        "verbs": [step for step in rules.OPERATION_STEPS.verbs(shown, request.user, timezone.now())],
        "timeline": story(found, 30),
    }  # fmt: skip
    return render(request, "analysis/operation.html", context)


@require_POST
@page(rules.may_see)
def operation_step(request, pk: int, verb: str):
    """One step of an operation."""
    found = get_object_or_404(Operation.objects.all(), pk=pk)
    review = ""
    if verb == "review":
        form = forms.ReviewForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Fill in the form first."))
            return redirect(found)
        review = form.cleaned_data["review"]
    return act(
        request, lambda: actions.move_operation(operation=found, actor=request.user, verb=verb, review=review),
        _("Done."), found.get_absolute_url(),
    )  # fmt: skip


@page(rules.may_see)
def pulled_off(request):
    """When community officers were taken off community work."""
    rows = PulledOff.objects.select_related("officer__user", "community").order_by("-date", "-id")
    return list_page(
        request, "analysis/pulled_off.html", PulledOffFilter(request.GET, rows, request=request),
        title=_("Taken off community work"), columns=tables.PULLED_OFF,
        record_export=leaves(request, "pulled-off"),
    )  # fmt: skip


@page(rules.may_see)
def pulled_off_new(request):
    """Record one."""
    today = timezone.localdate()
    return form_page(
        request, forms.PulledOffForm(request.POST or None, initial={"day": today, "hours": 4}),
        lambda **values: actions.record_pulled_off(
            station=request.station, actor=request.user, today=today, **values
        ),
        heading=_("Record time away from community work"), done=_("Recorded."), back=reverse("pulled-off"),
        intro=_("The A role is full-time community work; whatever else an officer is called to is counted here."),
    )  # fmt: skip
