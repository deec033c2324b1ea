"""Pages of tasks and meetings."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.analysis import actions, forms, rules, tables
from stations.analysis.filters import BriefingFilter, TaskFilter
from stations.analysis.models import AnalysisTask, Briefing
from stations.incidents.models import Incident
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

TASK_VERBS = {
    "assign": actions.assign, "finish": actions.finish, "send_back": actions.send_back, "close": actions.close,
    "drop": actions.drop,
}  # fmt: skip


@page(rules.may_see)
def tasks(request):
    """All tasks; open ones first."""
    rows = AnalysisTask.objects.select_related("owner__user", "community", "briefing").order_by("-id")
    return list_page(
        request, "analysis/tasks.html", TaskFilter(request.GET, rows, request=request), title=_("Analysis tasks"),
        columns=tables.TASKS, record_export=leaves(request, "analysis-tasks"), today=timezone.localdate(),
        may_lead=bool(rules.may_lead(request.user)),
    )  # fmt: skip


@page(rules.may_see)
def task(request, pk: int):
    """One task: what repeats or is asked, its incidents, the steps allowed now."""
    found = get_object_or_404(
        AnalysisTask.objects.select_related(
            "owner__user", "community", "briefing", "opened_by", "done_by", "closed_by"
        ),
        pk=pk,
    )
    rows = Incident.objects.filter(analysis_tasks=found).select_related("category", "community")
    context = {
        "heading": found.title, "task": found, "incidents": rows.order_by("-reported_at")[:50],
        "verbs": [step.verb for step in rules.TASK_STEPS.verbs(_fillable(found), request.user, timezone.now())],
        "assign_form": forms.AssignForm(initial={"owner": found.owner_id, "due_on": found.due_on}),
        "result_form": forms.ResultForm(), "timeline": story(found, 30), "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "analysis/task.html", context)


def _fillable(task: AnalysisTask) -> AnalysisTask:
    """The task as it will be once its form is filled in, so that the buttons show that only wait for words."""
    shown = AnalysisTask(**{field.attname: getattr(task, field.attname) for field in task._meta.concrete_fields})
    shown.owner_id, shown.result = task.owner_id or -1, task.result or "…"
    shown.done_by_id = task.done_by_id
    return shown


@page(rules.may_lead)
def task_new(request):
    """Set a task."""
    return form_page(
        request, forms.TaskForm(request.POST or None),
        lambda **values: actions.open_task(station=request.station, actor=request.user, **values),
        heading=_("New analysis task"), done=_("The task is set."), back=reverse("analysis-tasks"),
    )  # fmt: skip


@require_POST
@page(rules.may_see)
def task_step(request, pk: int, verb: str):
    """One step of a task."""
    found = get_object_or_404(AnalysisTask.objects.all(), pk=pk)
    if verb not in TASK_VERBS:
        raise Http404
    form = {"assign": forms.AssignForm, "finish": forms.ResultForm, "drop": forms.ResultForm}.get(verb)
    values = {}
    if form:
        filled = form(request.POST)
        if not filled.is_valid():
            messages.error(request, _("Fill in the form first."))
            return redirect(found)
        values = filled.cleaned_data
    return act(
        request,
        lambda: TASK_VERBS[verb](task=found, actor=request.user, **values),
        _("Done."),
        found.get_absolute_url(),
    )


# -- meetings --------------------------------------------------------------------------------------------------


@page(rules.may_see)
def briefings(request):
    """Analysis meetings."""
    rows = Briefing.objects.select_related("chair__user").annotate(number=Count("tasks")).order_by("-last", "-id")
    return list_page(
        request, "analysis/briefings.html", BriefingFilter(request.GET, rows, request=request),
        title=_("Analysis meetings"), columns=tables.BRIEFINGS, record_export=leaves(request, "briefings"),
        may_lead=bool(rules.may_lead(request.user)),
    )  # fmt: skip


@page(rules.may_lead)
def briefing_new(request):
    """Call a meeting."""
    return form_page(
        request, forms.BriefingForm(request.POST or None),
        lambda **values: actions.call_briefing(station=request.station, actor=request.user, **values),
        heading=_("Call an analysis meeting"), done=_("The meeting is called."), back=reverse("briefings"),
    )  # fmt: skip


@page(rules.may_see)
def briefing(request, pk: int):
    """One meeting: its figures a click away, findings, and its tasks with their states."""
    found = get_object_or_404(Briefing.objects.select_related("chair__user", "called_by"), pk=pk)
    now = timezone.localtime()
    may_lead = bool(rules.may_lead(request.user))
    context = {
        "heading": found.topic, "briefing": found, "may_lead": may_lead, "today": now.date(),
        "tasks": found.tasks.select_related("owner__user").order_by("id"),
        "open": found.tasks.exclude(state__in=rules.ENDED).count(),
        "hold_form": forms.HoldForm(initial={"held_at": now}), "task_form": forms.TaskForm(),
        "timeline": story(found, 30),
    }  # fmt: skip
    return render(request, "analysis/briefing.html", context)


@require_POST
@page(rules.may_lead)
def briefing_step(request, pk: int, verb: str):
    """Record a meeting, add a task to it, or close it."""
    found = get_object_or_404(Briefing.objects.all(), pk=pk)
    if verb not in {"hold", "close", "task"}:
        raise Http404
    form = {"hold": forms.HoldForm, "task": forms.TaskForm}.get(verb)
    values = {}
    if form:
        filled = form(request.POST)
        if not filled.is_valid():
            messages.error(request, _("Fill in the form first."))
            return redirect(found)
        values = filled.cleaned_data
    steps = {
        "hold": lambda: actions.hold(briefing=found, actor=request.user, **values),
        "close": lambda: actions.close_briefing(briefing=found, actor=request.user),
        "task": lambda: actions.open_task(station=request.station, actor=request.user, briefing=found, **values),
    }
    return act(request, steps[verb], _("Done."), found.get_absolute_url())
