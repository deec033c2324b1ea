"""Pages about mediators: three proposals, ask one, answer on the phone, withdraw, change the lead."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.cases import allotting, rules, ways
from mediation.cases import matching_readings as readings
from mediation.cases.forms_matching import AnswerNoForm, ReleaseForm, WithdrawForm
from mediation.cases.matching_rules import SHOWN, path
from mediation.cases.models import CaseMediator
from mediation.cases.parties import shown
from mediation.cases.views import reached
from mediation.network.models import Mediator
from mediation.network.words import Way
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page

Part = CaseMediator.Part
FORMS = {
    "no": (AnswerNoForm, gettext_lazy("Do not take the case"), gettext_lazy("Noted; the next mediator is asked.")),
    "withdraw": (WithdrawForm, gettext_lazy("Withdraw (RT-19)"), gettext_lazy("The mediator has withdrawn.")),
    "release": (ReleaseForm, gettext_lazy("End this part"), gettext_lazy("Ended.")),
}
TAPS = {"yes": gettext_lazy("The case is taken."), "lead": gettext_lazy("The lead has changed.")}


@page(rules.may_see_mediation)
def match(request, pk: int):
    """Three proposals with their reasons, a search, and who stays out and why."""
    case = reached(request, pk)
    demand(allotting.may_ask_help(request.user, case))
    fit, out = readings.ranked(case)
    text = request.GET.get("q", "")[:40]
    found = readings.found_by(text, case)
    known = {row.candidate.pk: row for row in (*fit, *out)}
    context = {
        "case": case, "heading": _("Mediators"), "path": path(readings.need_of(case, ())), "best": fit[:SHOWN],
        "others": len(fit) - SHOWN, "out": out[:30], "q": text, "lead": readings.lead_of(case),
        "may_lead": bool(allotting.may_allot(request.user, case)),
        "found": [(row, known.get(row.pk)) for row in found], "open": case.state in allotting.ALLOTTED,
    }  # fmt: skip
    return render(request, "mediation/cases/match.html", context)


@page(rules.may_see_mediation)
@require_POST
def ask(request, pk: int):
    """Ask one of the proposals, or whom the parties chose."""
    case = reached(request, pk)
    demand(allotting.may_ask_help(request.user, case))
    wanted = request.POST.get("mediator", "")
    mediator = get_object_or_404(Mediator.objects.all(), pk=wanted if wanted.isdecimal() and len(wanted) < 16 else 0)
    part = Part.HELPS if request.POST.get("part") == Part.HELPS else Part.LEAD

    def verb():
        allotting.ask(
            case=case, mediator=mediator, actor=request.user, part=part, by_parties="by_parties" in request.POST
        )

    return act(request, verb, _("The mediator is asked."), case)


def _row(request, pk: int, row: int) -> CaseMediator:
    """A mediator of a case the person may see."""
    case = reached(request, pk)
    found = get_object_or_404(CaseMediator.objects.select_related("mediator__user"), pk=row, case=case)
    found.case = case
    return found


@page(rules.may_see_mediation)
def part_verb(request, pk: int, case_mediator: int, verb: str):
    """Yes, no, withdraw, release, lead: a tap or a short form."""
    found = _row(request, pk, case_mediator)
    back = reverse("mediation-asks") if request.GET.get("from") == "asks" else found.case.get_absolute_url()
    if verb in TAPS:
        return _tap(request, found, verb, back)
    if verb not in FORMS:
        raise Http404
    allowed = allotting.may_allot if verb == "release" else allotting.may_answer
    demand(allowed(request.user, found.case if verb == "release" else found))
    form, heading, done = FORMS[verb]

    def act_on(**values):
        if verb == "no":
            allotting.answer(row=found, yes=False, actor=request.user, **values)
        else:
            getattr(allotting, verb)(row=found, actor=request.user, **values)

    return form_page(
        request, form(_sent(request)), act_on, heading=heading, done=done, back=back, submit=heading,
        intro=f"{found.case.number} · {found.mediator}",
    )  # fmt: skip


def _sent(request):
    """What was sent, also when every field was left empty."""
    return request.POST if request.method == "POST" else None


def _tap(request, row: CaseMediator, verb: str, back: str):
    if request.method != "POST":
        raise Http404
    if verb == "yes":
        return act(request, lambda: allotting.answer(row=row, yes=True, actor=request.user), TAPS[verb], back)
    return act(request, lambda: allotting.lead_by(row=row, actor=request.user), TAPS[verb], back)


@page(rules.may_see_mediation)
def asks(request):
    """On the phone: cases that wait for my yes or no, with what is needed to see a conflict of interest."""
    today = timezone.localdate()
    rows = readings.asked_of(request.user).select_related("case__community", "mediator__user")
    rows = rows.prefetch_related("case__parties")
    asked = [
        (row, shown([party for party in row.case.parties.all() if not party.removed_at], today)) for row in rows[:50]
    ]
    return render(request, "mediation/cases/asks.html", {"heading": _("Asked to mediate"), "asked": asked})


@page(rules.may_see_mediation)
def part(request, pk: int):
    """Who mediates, who is asked, invited persons and the five ways, on the case's page."""
    case = reached(request, pk)
    people = list(readings.people_of(case))
    who = allotting.standing(request.user).mediator
    own = who.pk if who else None
    may_allot = bool(allotting.may_allot(request.user, case)) and case.state in allotting.ALLOTTED
    context = {
        "case": case, "may_allot": may_allot,
        "may_ask": bool(allotting.may_ask_help(request.user, case)) and case.state in allotting.ALLOTTED,
        "ways": Way.choices, "people": [(row, row.mediator_id == own) for row in people if row.until is None],
        "former": [row for row in people if row.until is not None],
        "leads": any(row.until is None and row.part == Part.LEAD for row in people),
        "marks": list(case.way_marks.select_related("grid", "mediator__user")),
        "invitees": list(case.invitees.filter(removed_at=None).select_related("department")),
        "may_mark": bool(ways.may_mark(request.user, case)) and case.state in ways.MARKED,
    }  # fmt: skip
    return render(request, "mediation/cases/part_mediators.html", context)
