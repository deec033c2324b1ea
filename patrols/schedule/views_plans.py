"""Plans: list, one, new, change, copy, end."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.routes.models import AreaSquad
from patrols.schedule import actions, readings, rules, tables
from patrols.schedule.filters import PlanFilter
from patrols.schedule.forms import EndPlanForm, PlanForm, initial_of
from patrols.schedule.models import Plan
from patrols.schedule.rules import may_keep_plans, may_see_duties
from patrols.squads.models import Squad
from stations.kit.form_pages import form_page
from stations.kit.spans import holds, in_force
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

DAY = timedelta(days=1)
COMING = 14


@page(may_see_duties)
def plans(request):
    """All plans with their warnings; a fixed number of queries."""
    rows = readings.plans().order_by("squad__code", "start", "id")
    filterset = PlanFilter(request.GET, rows, request=request)

    return list_page(
        request,
        "patrols/schedule/plans.html",
        filterset,
        title=_("Patrol plans"),
        columns=tables.PLANS,
        record_export=leaves(request, "patrol-plans"),
        may_keep=bool(may_keep_plans(request.user)),
    )


def _plan(pk: int) -> Plan:
    return get_object_or_404(readings.plans(), pk=pk)


@page(may_see_duties)
def plan(request, pk: int):
    """One plan: the four fixed things, who goes, its next duties."""
    found, today = _plan(pk), timezone.localdate()
    coming = readings.duties().filter(plan=found, date__gte=today).order_by("starts_at")[:COMING]
    context = {
        "plan": found,
        "warnings": readings.warnings_of([found], today)[found.pk],
        "slots": tables.slots_of(found),
        "weekdays": tables.weekdays_of(found),
        "holds": holds(found, today),
        "today": today,
        "coming": [(duty, rules.TONES[duty.state]) for duty in coming],
        "may_keep": bool(may_keep_plans(request.user)),
        "timeline": story(found, 50),
    }
    return render(request, "patrols/schedule/plan.html", context)


def _usual_area(squad: Squad, today) -> dict:
    """Area and grid of a squad that answers for one area only."""
    areas = [row.area for row in AreaSquad.objects.filter(in_force(today), squad=squad).select_related("area")[:2]]
    return {"area": areas[0].pk, "grid": areas[0].grid_id} if len(areas) == 1 else {}


def _form_page(request, form: PlanForm, verb, **words):
    return form_page(request, form, verb, template="patrols/schedule/plan_form.html", **words)


@page(may_keep_plans)
def plan_new(request):
    """A new plan; ``?squad=`` starts with one squad, ``?copy=`` with another plan."""
    today = timezone.localdate()
    initial: dict = {"weekdays": list(range(1, 8)), "start": today + DAY, "people": 2}
    squad = None
    if request.GET.get("copy", "").isdecimal():
        source = _plan(int(request.GET["copy"]))
        squad = source.squad
        initial = initial_of(source) | {"start": today + DAY, "name": _("%(name)s (copy)") % {"name": source.name}}
    elif request.GET.get("squad", "").isdecimal():
        squad = get_object_or_404(Squad.objects.active(), pk=request.GET["squad"])
        initial |= {"squad": squad} | _usual_area(squad, today)
    form = PlanForm(request.POST or None, initial=initial, day=today, squad=squad)

    def verb(**values):
        return actions.add_plan(station=request.station, actor=request.user, **values)

    done = _("The plan is added; its duties of the next days are made.")
    return _form_page(request, form, verb, heading=_("New patrol plan"), done=done, back=reverse("patrol-plans"))


@page(may_keep_plans)
def plan_change(request, pk: int):
    """Change a plan; duties that have not begun follow."""
    found, today = _plan(pk), timezone.localdate()
    # A plan may go to another squad: then everybody's guards are offered.
    squad = found.squad if request.POST.get("squad", str(found.squad_id)) == str(found.squad_id) else None
    form = PlanForm(request.POST or None, initial=initial_of(found), day=today, squad=squad)
    turns = {row.guard_id: place for place, row in enumerate(found.guards.all())}

    def verb(guards, **values):
        kept = sorted(guards, key=lambda guard: turns.get(guard.pk, len(turns)))
        return actions.change_plan(plan=found, actor=request.user, guards=kept, **values)

    heading = _("Change %(name)s") % {"name": found.name}
    intro = _("Duties that have not begun follow the plan; guards put on them by hand stay.")
    done, back = _("Saved. Duties that have not begun follow."), found.get_absolute_url()
    return _form_page(request, form, verb, heading=heading, done=done, back=back, intro=intro)


@page(may_keep_plans)
def plan_end(request, pk: int):
    """End a plan from a day on."""
    found = _plan(pk)
    form = EndPlanForm(request.POST or None, initial={"end": timezone.localdate() + DAY})
    verb = lambda end: actions.end_plan(plan=found, end=end, actor=request.user)  # noqa: E731
    heading = _("End %(name)s") % {"name": found.name}
    return form_page(
        request, form, verb, heading=heading, done=_("The plan ends."), back=found.get_absolute_url(),
        submit=_("End the plan"),
    )  # fmt: skip


@page(may_see_duties)
def squad_part(request, pk: int):
    """The plans in force of one squad, as a part of its page."""
    squad, today = get_object_or_404(Squad.objects.all(), pk=pk), timezone.localdate()
    found = readings.plans().filter(in_force(today), squad=squad).order_by("start", "id")
    context = {"squad": squad, "plans": found, "may_keep": bool(may_keep_plans(request.user))}
    template = "patrols/schedule/parts/squad_plans.html" if request.htmx else "patrols/schedule/squad_plans.html"
    return render(request, template, context)
