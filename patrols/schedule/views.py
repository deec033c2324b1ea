"""The day of all squads, the list of duties, one duty with its verbs."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from patrols.schedule import actions, grids, readings, rules, seats, tables
from patrols.schedule.filters import DayFilter, PatrolDutyFilter
from patrols.schedule.forms import CancelForm, RemoveForm, SeatForm
from patrols.schedule.models import PatrolDuty
from patrols.schedule.rules import may_see_duties
from patrols.squads.models import Guard, Squad
from patrols.squads.rules import may_run_squad
from stations.kit.answer import Answer, NotAllowed
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.roster.readings import parse_day
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

WEEK = timedelta(days=7)
MOST = 20


@page(may_see_duties)
def day(request):
    """All squads of one day as a timeline; a fixed number of queries."""
    today, at = timezone.localdate(), timezone.now()
    shown = parse_day(request.GET.get("date"), today)
    data = request.GET.copy()
    data["date"] = f"{shown:%Y-%m-%d}"
    filterset = DayFilter(data, Squad.objects.active().select_related("group", "company"), request=request)
    squads = list(filterset.qs if filterset.is_valid() else filterset.queryset)
    found = readings.duties().filter(date=shown, squad__in=[squad.pk for squad in squads])
    state, short = request.GET.get("state", ""), request.GET.get("short")
    duties = [duty for duty in found if state in ("", duty.state) and (not short or grids.missing(duty))]
    if state or short:
        chosen = {duty.squad_id for duty in duties}
        squads = [squad for squad in squads if squad.pk in chosen]
    grid = grids.build(shown, squads, duties, readings.targets_of(duty.pk for duty in duties), at)
    context = {
        "heading": _("Patrol duties"),
        "filter": filterset,
        "grid": grid,
        "today": today,
        "states": [(state, rules.TONES[state], grid.counts.get(state, 0)) for state in rules.TONES],
        "may_keep": bool(rules.may_keep_plans(request.user)),
    }
    return render(request, "patrols/schedule/day.html", context)


@page(may_see_duties)
def duty_list(request):
    """Duties filtered, paged, exported; without a filter those of today."""
    data = request.GET.copy()
    if not any(data.get(name) for name in PatrolDutyFilter.base_filters):
        data["date"] = timezone.localdate().isoformat()
    rows = readings.duties().order_by("-date", "starts_at", "squad__code", "id")
    filterset = PatrolDutyFilter(data, rows, request=request)

    return list_page(
        request, "patrols/schedule/duties.html", filterset, title=_("List of patrol duties"), columns=tables.DUTIES,
        record_export=leaves(request, "patrol-duty-list"),
    )  # fmt: skip


# -- one duty ------------------------------------------------------------------------------------------------------


def get_duty(pk: int) -> PatrolDuty:
    """A duty of the station with its people; 404 for any other."""
    return get_object_or_404(readings.duties(), pk=pk)


def described(request, found: PatrolDuty) -> dict:
    """What a duty's page shows, on the desk and on the phone."""
    at = timezone.now()
    targets = readings.targets_of([found.pk])[found.pk]
    here = [row.guard for row in found.guards.all()]
    may_change = bool(rules.may_change_guards(request.user, found, at))
    return {
        "duty": found,
        "tone": rules.TONES[found.state],
        "stands": readings.stand(found, targets, at),
        "visited": readings.visited_of(found, targets),
        "late": found.state == "planned" and found.starts_at <= at,
        "people": here,
        "lacking": grids.missing(found),
        "seat_form": SeatForm(here=here, free=readings.guards_free(found)) if may_change else None,
        "remove_form": RemoveForm(here=here) if may_change and len(here) > 1 else None,
        "verbs": {step.verb for step in rules.STEPS.verbs(found, request.user, at)},
    }


@page(may_see_duties)
def duty(request, pk: int):
    """One duty: its points one by one, its guards, what came in, what happened."""
    found = get_duty(pk)
    context = described(request, found)
    context["may_run"] = bool(may_run_squad(request.user, found.squad_id))
    context["timeline"] = story(found, 50)
    return render(request, "patrols/schedule/duty.html", context)


@page(may_see_duties)
def duty_cancel(request, pk: int):
    """Cancel a duty with its reason."""
    found = get_duty(pk)
    answer = rules.STEPS.check(found, "cancel", request.user, timezone.now())
    if not answer:
        return refused(request, answer, found)
    verb = lambda reason: actions.cancel(duty=found, actor=request.user, reason=reason)  # noqa: E731
    heading = _("Cancel the patrol of %(squad)s") % {"squad": found.squad.name}
    intro = _("A cancelled duty counts in no figure, and its guards are free. The reason stays on its page.")
    return form_page(
        request, CancelForm(request.POST or None), verb, heading=heading, done=_("The duty is cancelled."),
        back=found.get_absolute_url(), intro=intro, submit=_("Cancel the duty"),
    )  # fmt: skip


def refused(request, answer: Answer, back):
    """What may not be is said on the page; who may not gets 403."""
    if answer.code == "not_allowed":
        raise NotAllowed(answer.reason)
    return act(request, answer.or_refuse, "", back)


def change_guards(request, found: PatrolDuty, back):
    """Carry out a change of the guards from either page: ``verb`` is seat or remove."""
    allowed = rules.may_change_guards(request.user, found, timezone.now())
    if not allowed:
        return refused(request, allowed, back)
    here = [row.guard for row in found.guards.all()]
    verb = request.POST.get("verb")
    given = {"duty": found, "actor": request.user}
    if verb == "remove":
        form = RemoveForm(request.POST, here=here)
    elif verb == "seat":
        form = SeatForm(request.POST, here=here, free=readings.guards_free(found))
    else:
        raise Http404
    if not form.is_valid():
        words = _("This guard is on another patrol at that time, or no longer of the squad. Choose again.")
        return act(request, rules.no(words).or_refuse, "", back)
    values = form.cleaned_data
    people = {guard.pk: guard for guard in (*here, *readings.guards_free(found))}
    guard, reason = people[values["guard"]], values["reason"]
    if verb == "remove":
        return act(request, lambda: seats.remove(guard=guard, reason=reason, **given), _("Taken off."), back)
    if values["out"]:
        swap = lambda: seats.swap(out=people[values["out"]], guard=guard, reason=reason, **given)  # noqa: E731
        return act(request, swap, _("Swapped."), back)
    return act(request, lambda: seats.add(guard=guard, reason=reason, **given), _("One more goes."), back)


@require_POST
@page(may_see_duties)
def duty_guards(request, pk: int):
    """Swap, add or take off a guard, by office or liaison officer."""
    return change_guards(request, get_duty(pk), reverse("patrol-duty", args=[pk]))


@page(may_see_duties)
def guard_part(request, pk: int):
    """The duties a guard is named for, last week and the coming days, as a part of the guard's page."""
    guard, today = get_object_or_404(Guard.objects.select_related("user"), pk=pk), timezone.localdate()
    rows = readings.duties().filter(guards__guard=guard, guards__holds=True, date__gte=today - WEEK)
    context = {"guard": guard, "duties": rows.order_by("-starts_at")[:MOST], "today": today}
    template = "patrols/schedule/parts/guard_duties.html" if request.htmx else "patrols/schedule/guard_duties.html"
    return render(request, template, context)
