"""Pages of sweeps and of recurring disputes."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.detection import forms, radar, readings, rules, shown, sweeping, tables
from mediation.detection.filters import RecurrenceFilter, SweepFilter, counted
from mediation.detection.models import Recurrence, SweepFinding, SweepTask
from mediation.network.readings import settings_of
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# Sweeps


@page(rules.may_see_sweeps)
def sweeps(request):
    """The sweeps (排查)."""
    return list_page(
        request,
        "mediation/detection/sweeps.html",
        SweepFilter(request.GET, queryset=readings.sweeps_of(request.user), request=request),
        title=_("Sweeps"),
        columns=tables.SWEEP_COLUMNS,
        record_export=leaves(request, "sweeps"),
        may_order=rules.may_order_sweeps(request.user),
        today=timezone.localdate(),
    )


@page(rules.may_see_sweeps)
def sweep(request, pk):
    """One sweep: its grids, who looks where, what was found."""
    row = get_object_or_404(counted(readings.sweeps_of(request.user).select_related("created_by")), pk=pk)
    tasks = readings.parts_of(row, request.user)
    context = {
        "heading": row.title,
        "sweep": row,
        "tasks": [(task, rules.may_work_on(request.user, task)) for task in tasks],
        "cases": readings.cases_of(tasks, request.user),
        "timeline": story(row, 20),
        "today": timezone.localdate(),
    }
    return render(request, "mediation/detection/sweep.html", context)


@page(rules.may_order_sweeps)
def sweep_new(request):
    """Give a sweep out."""
    return form_page(
        request,
        forms.SweepForm(request.POST or None),
        lambda **values: sweeping.give_out(station=request.station, actor=request.user, **values),
        heading=_("New sweep"),
        done=_("The sweep has been given out; grid workers have been told."),
        back=reverse("sweeps"),
        submit=_("Give out"),
    )


def _task(pk: int) -> SweepTask:
    rows = SweepTask.objects.select_related("sweep", "grid__community")
    return get_object_or_404(rows, pk=pk)


@page(rules.may_see_sweeps)
def finding_new(request, pk):
    """Write down what was found in a grid."""
    task = _task(pk)
    demand(rules.may_work_on(request.user, task))

    def enter(**values):
        sweeping.enter_finding(task=task, actor=request.user, **values)

    return form_page(
        request,
        forms.FindingForm(request.POST or None),
        enter,
        heading=_("Finding in %(grid)s") % {"grid": task.grid},
        done=_("Entered."),
        back=task.sweep.get_absolute_url(),
        intro=task.sweep.look_for,
    )


@page(rules.may_see_sweeps)
def task_done(request, pk):
    """Report a grid as looked at."""
    task = _task(pk)
    demand(rules.may_work_on(request.user, task))

    def report(note):
        sweeping.report_done(task=task, note=note, actor=request.user)

    return form_page(
        request,
        forms.DoneForm(request.POST or None),
        report,
        heading=_("%(grid)s has been looked at") % {"grid": task.grid},
        done=_("Reported."),
        back=task.sweep.get_absolute_url(),
        submit=_("Report done"),
    )


def _finding(pk: int) -> SweepFinding:
    return get_object_or_404(SweepFinding.objects.select_related("task__sweep", "task__grid"), pk=pk)


@require_POST
@page(rules.may_see_sweeps)
def finding_case(request, pk):
    """Make a dispute of a finding; its parties are entered there."""
    row = _finding(pk)
    return act(
        request,
        lambda: sweeping.make_case(finding=row, actor=request.user),
        _("Registered as a dispute. Enter the parties there."),
        row.task.sweep.get_absolute_url(),
    )


@require_POST
@page(rules.may_see_sweeps)
def finding_settle(request, pk):
    """Settled on the spot."""
    row = _finding(pk)
    return act(
        request,
        lambda: sweeping.settle(finding=row, actor=request.user),
        _("Settled."),
        row.task.sweep.get_absolute_url(),
    )


# Recurring disputes


@page(rules.may_see_recurrences)
def recurrences(request):
    """Disputes that come again, the most pressing first; a list names nobody."""
    return list_page(
        request,
        "mediation/detection/recurrences.html",
        RecurrenceFilter(request.GET, queryset=Recurrence.objects.visible_to(request.user), request=request),
        title=_("Recurring disputes"),
        columns=tables.RECURRENCE_COLUMNS,
        record_export=leaves(request, "recurrences"),
        settings=settings_of(request.station),
        today=timezone.localdate(),
    )


def _recurrence(request, pk: int) -> Recurrence:
    rows = Recurrence.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("community", "owner__user", "decided_by"), pk=pk)


@page(rules.may_see_recurrences)
def recurrence(request, pk):
    """One recurring dispute: why, which disputes, what was decided."""
    row = _recurrence(request, pk)
    at = timezone.now()
    context = {
        "heading": _("Recurring dispute %(number)s") % {"number": row.pk},
        "recurrence": row,
        "reasons": shown.reason_words(row.reasons),
        "disputes": shown.disputes(row, request.user, request.is_station_staff),
        "may_decide": rules.may_decide(request.user, row),
        "clear_days": settings_of(request.station).repeat_days,
        "timeline": story(row, 20),
        "today": timezone.localdate(at),
    }
    return render(request, "mediation/detection/recurrence.html", context)


@page(rules.may_see_recurrences)
def recurrence_plan(request, pk):
    """Confirm with a dated plan, or change the plan."""
    row = _recurrence(request, pk)
    demand(rules.may_decide(request.user, row))
    initial = {"plan": row.plan, "plan_until": row.plan_until, "owner": row.owner_id}
    initial |= {"plan_from": row.plan_from} if row.plan_from else {}
    return form_page(
        request,
        forms.PlanForm(request.POST or None, initial=initial),
        lambda **values: radar.confirm(recurrence=row, actor=request.user, **values),
        heading=_("Plan for recurring dispute %(number)s") % {"number": row.pk},
        done=_("The plan has been noted."),
        back=row.get_absolute_url(),
        intro="；".join(shown.reason_words(row.reasons)),
    )


@page(rules.may_see_recurrences)
def recurrence_dismiss(request, pk):
    """Say that these disputes do not belong together."""
    row = _recurrence(request, pk)
    demand(rules.may_decide(request.user, row))
    return form_page(
        request,
        forms.DismissForm(request.POST or None),
        lambda reason: radar.dismiss(recurrence=row, reason=reason, actor=request.user),
        heading=_("Dismiss recurring dispute %(number)s") % {"number": row.pk},
        done=_("Dismissed."),
        back=row.get_absolute_url(),
        submit=_("Dismiss"),
        intro="；".join(shown.reason_words(row.reasons)),
    )
