"""Rotation plans with their hours and warnings, least strengths, generating a span, and the coming gaps."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.jobs.models import Job
from stations.kit.answer import RuleBroken
from stations.kit.views import page
from stations.organisation.models import Team
from stations.roster import floors, plans, readings, rules
from stations.roster.actions import GENERATE, add_plan, request_generation, running_day
from stations.roster.filters import GapFilter
from stations.roster.forms import FloorsForm, GenerateForm, PlanForm
from stations.roster.gaps import floors_of, gaps_between
from stations.roster.models import GroupTurn, RosterRun, RotationPlan, ShiftGroup, StrengthFloor

DAY = timedelta(days=1)
GAP_DAYS = 30
MOST_GAP_DAYS = 100
RUNS = 10


def _floors_form(data=None) -> FloorsForm:
    teams = list(Team.objects.rotating().filter(active=True))
    return FloorsForm(data, teams=teams, floors=floors_of(teams, StrengthFloor.objects.all()))


@page(rules.may_see_roster)
def rotation_plans(request):
    """The plans with their cycles, hours and warnings; how the groups are made up; fixed patterns."""
    today = running_day()
    context = {
        "plans": plans.described(list(RotationPlan.objects.all()), today),
        "warnings": plans.structure(today),
        "patterns": plans.patterns(today),
        "floors": _floors_form(),
        "may_plan": bool(rules.may_plan(request.user)),
        "today": today,
    }
    return render(request, "roster/plans.html", context)


@page(rules.may_plan)
def rotation_plan_new(request):
    """A new plan: first a look at its first nine days, then save."""
    today, groups = running_day(), list(ShiftGroup.objects.all())
    form = PlanForm(request.POST or None, groups=len(groups), day=today)
    preview = None
    if request.method == "POST" and form.is_valid():
        answer = rules.check_cycle(form.values()["cycle"], len(groups))
        if not answer:
            form.add_error(None, answer.reason)
        elif "save" in request.POST:
            try:
                add_plan(station=request.station, actor=request.user, **form.values())
            except RuleBroken as refusal:
                form.add_error(None, refusal.reason)
            else:
                messages.success(request, _("The plan is added; the days from then on are being planned anew."))
                return redirect("rotation-plans")
        if answer:
            preview = plans.preview(form.plan(), groups, today)
    return render(request, "roster/plan_new.html", {"form": form, "preview": preview, "groups": groups})


@require_POST
@page(rules.may_plan)
def floors_save(request):
    """Save the least strengths."""
    form = _floors_form(request.POST)
    if form.is_valid():
        changed = floors.set_floors(station=request.station, floors=form.floors(), actor=request.user)
        messages.success(request, _("%(n)s least strengths changed.") % {"n": changed})
    else:
        messages.error(request, _("A least strength is a number from 0 to 99."))
    return redirect(reverse("rotation-plans") + "#floors")


@page(rules.may_plan)
def generate(request):
    """Plan any span; the work goes on in the background, its page shows the progress."""
    today = running_day()
    last = GroupTurn.objects.aggregate(last=Max("date"))["last"]
    initial = {"first": (last + DAY) if last else today, "last": (last or today) + 31 * DAY}
    form = GenerateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            job = request_generation(station=request.station, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect(job.get_absolute_url())
    done = request.GET.get("job", "")
    context = {
        "form": form,
        "last": last,
        "job": get_object_or_404(Job.objects.filter(kind=GENERATE), pk=done) if done.isdecimal() else None,
        "runs": RosterRun.objects.select_related("plan")[:RUNS],
    }
    return render(request, "roster/generate.html", context)


@page(rules.may_see_roster)
def gaps(request):
    """The coming gaps by day; seven queries beside those of every page."""
    today = running_day()
    filterset = GapFilter(request.GET, Team.objects.none(), request=request)
    data = filterset.form.cleaned_data if filterset.is_valid() else {}
    first = data.get("date_from") or today
    last = data.get("date_to") or first + GAP_DAYS * DAY
    last = min(max(last, first), first + MOST_GAP_DAYS * DAY)
    found = gaps_between(request.station, first, last)
    team = data.get("team")
    if team:
        found = [gap for gap in found if gap.team_id == team.pk]
    context = {
        "filter": filterset,
        "days": readings.by_day(found),
        "total": len(found),
        "first": first,
        "last": last,
        "heading": _("Gaps"),
    }
    return render(request, "roster/gaps.html", context)
