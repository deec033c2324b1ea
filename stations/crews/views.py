"""The day sheet of crews, and one crew."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.crews import actions, members, readings, rules, sheets, tables
from stations.crews.filters import CrewListFilter
from stations.crews.forms import CrewChangeForm, CrewForm, PauseForm, SwapForm
from stations.crews.models import Crew, CrewMember, CrewPattern
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.models import Officer
from stations.roster.actions import running_day
from stations.roster.readings import parse_day
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


def sheet_url(day) -> str:
    """The day sheet of a day."""
    return f"{reverse('crews')}?date={day:%Y-%m-%d}"


@page(rules.may_see_crews)
def crews(request):
    """The crews of one duty day as a wall sheet; a fixed number of queries."""
    running, user = running_day(), request.user
    day = parse_day(request.GET.get("date"), running)
    found = readings.crews_on(day)
    at = timezone.now()
    facts = readings.facts(day, nights=False)
    sheet = sheets.build(facts, found, at, lambda crew: rules.may_set_crew(user, crew))
    context = {
        "sheet": sheet,
        "running": running,
        "now": timezone.localtime(at),
        "past": day < running,
        "made": bool(found),
        "planned": bool(facts.people),
        "patterns": CrewPattern.objects.exists(),
        "may_set": bool(rules.may_set_crews(user)),
        "may_adjust": bool(rules.may_adjust(user)) and day >= running,
        "may_keep": bool(rules.may_keep_patterns(user)),
    }
    return render(request, "crews/sheet.html", context)


@require_POST
@page(rules.may_set_crews)
def crews_day(request):
    """Verbs over a whole day: make the crews, fill the gaps, put back to the default."""
    day = parse_day(request.POST.get("date"), running_day())
    given = {"station": request.station, "actor": request.user}
    verbs = {
        "prepare": (lambda: actions.prepare(first=day, last=day, **given), _("The crews of the day are made.")),
        "fill": (lambda: actions.fill_gaps(day=day, **given), _("Free officers fill the gaps as far as they can.")),
        "restore": (lambda: actions.restore_day(day=day, **given), _("The crews are back to the default.")),
    }
    verb, done = verbs.get(request.POST.get("verb"), verbs["prepare"])
    return act(request, verb, done, sheet_url(day))


@require_POST
@page(rules.may_adjust)
def crews_place(request):
    """One tap of the sheet: ``pick`` is who (``o7`` an officer, ``m9`` a place on a crew), ``to`` where (a crew's id
    or ``tray``)."""
    day = parse_day(request.POST.get("date"), running_day())
    pick, to = request.POST.get("pick", ""), request.POST.get("to", "")
    kind, number = pick[:1], pick[1:]
    if kind not in {"o", "m"} or not number.isdecimal() or not (to == "tray" or to.isdecimal()):
        messages.error(request, _("First choose a person, then where to."))
        return redirect(sheet_url(day))
    place = _member(int(number)) if kind == "m" else None
    officer = place.officer if place else get_object_or_404(Officer.objects.select_related("user"), pk=int(number))
    target = get_object_or_404(Crew.objects.all(), pk=int(to)) if to.isdecimal() else None
    return act(request, lambda: _place(place, officer, target, request.user), _done(officer, target), sheet_url(day))


def _member(pk: int) -> CrewMember:
    return get_object_or_404(CrewMember.objects.select_related("crew", "officer__user"), pk=pk)


def _done(officer: Officer, target: Crew | None) -> str:
    if target is None:
        return _("%(name)s is off the crew.") % {"name": officer.user.name}
    return _("%(name)s is on %(crew)s.") % {"name": officer.user.name, "crew": target.name}


def _place(place: CrewMember | None, officer: Officer, target: Crew | None, actor) -> None:
    """Carry out what a tap means."""
    if place and target:
        members.move_member(crew=place.crew, officer=officer, to=target, actor=actor)
    elif place:
        members.remove_member(crew=place.crew, officer=officer, actor=actor)
    elif target:
        members.add_member(crew=target, officer=officer, actor=actor)
    else:
        raise RuleBroken(_("First choose a person, then where to."), code="crew.no_target")


@page(rules.may_see_crews)
def crew_list(request):
    """Every crew, filtered, paged, exported; without a filter those of the running duty day."""
    rows = readings.crews_with_people().order_by("-date", "pattern__order", "name", "starts_at")
    data = request.GET.copy()
    if not any(data.get(name) for name in CrewListFilter.base_filters):
        data["date"] = running_day().isoformat()
    filterset = CrewListFilter(data, rows, request=request)

    return list_page(
        request,
        "crews/list.html",
        filterset,
        title=_("Crew records"),
        columns=tables.CREWS,
        record_export=leaves(request, "crews"),
    )


# -- one crew ----------------------------------------------------------------------------------------------------


def _crew(pk: int) -> Crew:
    return get_object_or_404(readings.crews_with_people(), pk=pk)


@page(rules.may_see_crews)
def crew(request, pk: int):
    """One crew: members, vehicle, rounds, what happened to it."""
    found, at = _crew(pk), timezone.now()
    people = list(found.members.all())
    verbs = rules.verbs_of(request.user, found, (member.officer_id for member in people), at)
    state = rules.state_of(found, at)
    context = {
        "crew": found,
        "people": people,
        "gaps": readings.crew_gaps(found, readings.has_vehicles()),
        "state": state,
        "state_tone": rules.TONES[state],
        "verbs": verbs,
        "pause_form": PauseForm() if "pause" in verbs else None,
        "swap_form": _swap_form(found) if "swap" in verbs and people else None,
        "rounds": readings.rounds().filter(crew=found) if found.layer == "video" else None,
        "may_round": found.layer == "video" and bool(rules.may_record_round(request.user, _ids(found))),
        "timeline": story(found, 50),
    }
    return render(request, "crews/crew.html", context)


def _ids(crew: Crew) -> list[int]:
    return [member.officer_id for member in crew.members.all()]


def _swap_form(crew: Crew, data=None) -> SwapForm:
    mine = [(member.officer_id, member.officer.user.name) for member in crew.members.all()]
    others = CrewMember.objects.filter(crew__date=crew.date, crew__ends_at__gt=timezone.now()).exclude(crew=crew)
    others = others.select_related("crew", "officer__user").order_by("crew__name", "starts_at")
    theirs = [
        (row.pk, f"{row.officer.user.name} · {row.crew.name} {readings.here(row.starts_at):%H:%M}") for row in others
    ]
    return SwapForm(data, mine=mine, theirs=theirs)


@page(rules.may_adjust)
def crew_change(request, pk: int):
    """Times, number, place and vehicle of a crew."""
    found = _crew(pk)
    names = ("starts_at", "ends_at", "size", "vehicle", "place")
    form = CrewChangeForm(request.POST or None, initial={name: getattr(found, name) for name in names})

    def verb(**values):
        return actions.change(crew=found, actor=request.user, **values)

    heading = _("Change %(name)s") % {"name": found.name}
    return form_page(request, form, verb, heading=heading, done=_("Saved."), back=found.get_absolute_url())


@page(rules.may_adjust)
def crew_new(request):
    """Add a crew or post by hand."""
    day = parse_day(request.GET.get("date"), running_day())
    start, end = readings.facts(day, nights=False).span
    form = CrewForm(request.POST or None, initial={"starts_at": start, "ends_at": end, "size": 2})

    def verb(**values):
        return actions.add(station=request.station, actor=request.user, date=day, **values)

    intro = _("Duty day %(day)s. People are put on it on the day sheet.") % {"day": f"{day:%Y-%m-%d}"}
    done, back = _("The crew is added."), sheet_url(day)
    return form_page(request, form, verb, heading=_("Add a crew"), done=done, back=back, intro=intro)


@require_POST
@page(rules.may_see_crews)
def crew_act(request, pk: int):
    """Verbs of one crew without a form of their own: ``verb`` says which."""
    found = _crew(pk)
    given = {"crew": found, "actor": request.user}
    reason = request.POST.get("reason", "")[:60]
    verbs = {
        "pause": (lambda: actions.pause(reason=reason, **given), _("The crew is out of action.")),
        "resume": (lambda: actions.resume(**given), _("The crew is back in action.")),
        "restore": (lambda: actions.restore(**given), _("The crew is back to the default.")),
    }
    if request.POST.get("verb") not in verbs:
        raise Http404
    verb, done = verbs[request.POST["verb"]]
    return act(request, verb, done, found)


@require_POST
@page(rules.may_adjust)
def crew_remove(request, pk: int):
    """Remove a crew that has not begun, or stand it down for the day."""
    found = _crew(pk)
    verb = lambda: actions.remove(crew=found, actor=request.user)  # noqa: E731
    return act(request, verb, _("The crew is removed from the day."), sheet_url(found.date))


@require_POST
@page(rules.may_adjust)
def crew_lead(request, pk: int):
    """Name who leads, or take a member off (``verb`` ``drop``)."""
    found = _crew(pk)
    officer = get_object_or_404(Officer.objects.all(), pk=_number(request.POST.get("officer")))
    given = {"crew": found, "officer": officer, "actor": request.user}
    if request.POST.get("verb") == "drop":
        return act(request, lambda: members.remove_member(**given), _("The member is off the crew."), found)
    return act(request, lambda: members.name_leader(**given), _("The crew has a new leader."), found)


@require_POST
@page(rules.may_adjust)
def crew_swap(request, pk: int):
    """Let two officers of different crews change places."""
    found = _crew(pk)
    form = _swap_form(found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose two persons of this day."))
        return redirect(found)
    one = get_object_or_404(Officer.objects.all(), pk=form.cleaned_data["officer"])
    other = _member(form.cleaned_data["other"])
    given = {"crew": found, "officer": one, "other": other.crew, "other_officer": other.officer}
    return act(request, lambda: members.swap(actor=request.user, **given), _("They have changed places."), found)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
