"""Mediation: the overview, the list, one case, and the verbs that need no page of their own."""

from django.http import Http404
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.cases import appraising, hooks, parties, readings, registering, rules, tables
from mediation.cases.filters import CaseFilter
from mediation.cases.forms import LookForm
from mediation.cases.looks import opened, page_read
from mediation.cases.models import Case
from mediation.cases.sealed import may_open_sealed
from mediation.cases.words import TONES
from mediation.network.words import Way
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

# Verbs that a tap carries out; all others have a page of their room (``hooks.verb_page``).
TAPS = {
    "submit": gettext_lazy("The case waits for triage."),
}


def reached(request, pk: int) -> Case:
    """A case the person may see; any other does not exist."""
    return opened(request, pk)


def newest(request, pk: int) -> Case:
    """The same case as it is saved now, after somebody else's edit."""
    return readings.in_detail(request.user).filter(pk=pk).first() or reached(request, pk)


@page(rules.may_see_mediation)
def cases(request):
    """Every visible case, masked."""
    found = CaseFilter(request.GET, readings.listed(request.user), request=request)

    return list_page(
        request, "mediation/cases/list.html", found, title=_("Mediation cases"), columns=tables.CASES,
        record_export=leaves(request, "mediation_cases"), today=timezone.localdate(), tones=TONES,
        may_register=bool(rules.may_register(request.user)),
    )  # fmt: skip


def address(name: str, pk: int) -> str:
    """The address of a page that may not be built yet; empty while it is not."""
    try:
        return reverse(name, args=[pk]) if name else ""
    except NoReverseMatch:
        return ""


def steps(case: Case, user, at) -> list[tuple]:
    """(step, address of its page, answer) of every step whose permission the person has: what is next, what lacks."""
    found = []
    for step in rules.STEPS.steps:
        if step.source != case.state or step.who is None or not step.who(user, case):
            continue
        url = address(hooks.page_of(step.verb), case.pk)
        if url or step.verb in TAPS:
            found.append((step, url, step.guard(case, at) and hooks.objection(case, step.verb, at)))
    return found


@page(rules.may_see_mediation)
def case(request, pk: int):
    """One case: who, what, how far; the other rooms' parts load by themselves. Reading it is recorded once a day."""
    found, now = reached(request, pk), timezone.now()
    page_read(found, request.user)
    user, may = request.user, rules.may_edit(request.user, found)
    context = {
        "heading": found.number, "case": found, "tone": TONES[found.state],
        "steps": steps(found, user, now), "next_day": readings.day_left(found, timezone.localdate(now)),
        "waits": appraising.waits(found),
        "parties": parties.shown(found.parties.filter(removed_at=None), timezone.localdate(now)),
        "may_edit": bool(may and rules.is_editable(found)), "may_show": bool(may), "look_form": LookForm(),
        "may_seal": bool(may_open_sealed(user)), "stages": readings.stages(found),
        "incident_url": readings.incident_url(user, found), "ways": [Way(way).label for way in found.ways],
        "slip": bool(rules.may_register(user)), "before": found.state in parties.BEFORE,
        "notes": found.notes.select_related("by"),
        "led": found.mediators.filter(until=None).select_related("mediator__user"),
        "timeline": story(found, 80),
    }  # fmt: skip
    return render(request, "mediation/cases/detail.html", context)


@require_POST
@page(rules.may_see_mediation)
def verb(request, pk: int, verb: str):
    """A verb that needs nothing but a tap."""
    if verb not in TAPS:
        raise Http404
    found = reached(request, pk)
    return act(request, lambda: registering.submit(case=found, actor=request.user), TAPS[verb], found)
