"""Pages of triage: the guided form, the decision, acceptance, and the part on the case's page."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.cases import hooks, rules, triage_actions, triage_readings
from mediation.cases.forms_triage import TriageForm, answers_in
from mediation.cases.triage_readings import law_for
from mediation.cases.triage_rules import complete
from mediation.cases.views import address, reached
from mediation.cases.words import State
from stations.kit.answer import RuleBroken, demand
from stations.kit.views import act, page


@page(rules.may_see_mediation)
def triage(request, pk: int):
    """Triage a case: its decision if there is one, else the form; ``?again=1`` asks anew."""
    case = reached(request, pk)
    if request.method == "POST":
        demand(rules.may_triage(request.user, case))
        return _answered(request, case)
    last = triage_readings.last_triage(case)
    ask = bool(rules.may_triage(request.user, case)) and triage_readings.is_triaged_now(case)
    if last and not ("again" in request.GET and ask):
        context = {
            "case": case, "card": triage_readings.kept(case, last), "ways_on": _ways_on(request, case, last),
            "may_again": ask, "heading": _("Triage"),
        }  # fmt: skip
        return render(request, "mediation/cases/triage_card.html", context)
    demand(rules.may_triage(request.user, case))
    answers = dict(last.answers) if last else triage_readings.known_answers(case)
    return _form(request, case, answers, last.facts if last else "")


def _form(request, case, answers, facts, form=None, status: int = 200):
    """The form with the questions the answers make necessary, and what they come to so far."""
    law = law_for(case)
    found = triage_readings.preview(case, answers, facts)
    form = form or TriageForm(
        case=case, answers=answers, law=law, police=found.outcome in {"za", "hj"}, actor=request.user,
        initial={"facts": facts},
    )  # fmt: skip
    context = {"case": case, "form": form, "card": found, "done": complete(answers, law), "heading": _("Triage")}
    template = "mediation/cases/triage_questions.html" if request.htmx else "mediation/cases/triage.html"
    return render(request, template, context | {"ready": triage_readings.is_triaged_now(case)}, status=status)


def _answered(request, case):
    """Show the next questions, or save."""
    law = law_for(case)
    answers, facts = answers_in(request.POST, law), request.POST.get("q-facts", "")[:1000]
    if "save" not in request.POST:
        return _form(request, case, answers, facts)
    police = triage_readings.preview(case, answers, facts).outcome in {"za", "hj"}
    form = TriageForm(request.POST, case=case, answers=answers, law=law, police=police, actor=request.user)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            triage_actions.triage(
                case=case, answers=answers, facts=facts, actor=request.user, version=clean.get("version"),
                officer=clean.get("officer"),
            )  # fmt: skip
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            return redirect("mediation-triage", case.pk)
    return _form(request, case, answers, facts, form, status=400)


def _ways_on(request, case, last) -> list[tuple]:
    """(step, address of its page, answer) of what the outcome leads to, for who may."""
    if case.state != State.TRIAGE or not rules.may_triage(request.user, case):
        return []
    found = []
    for verb in triage_readings.NEXT[last.outcome]:
        step = rules.STEPS.step(case.state, verb)
        url = address(hooks.page_of(verb), case.pk) if verb != "accept" else address("mediation-accept", case.pk)
        if step and url:
            found.append((step, url, step.guard(case, last.at) if verb == "accept" else True))
    return found


@page(rules.may_see_mediation)
@require_POST
def accept(request, pk: int):
    """Accept the case, one tap after its triage."""
    case = reached(request, pk)
    return act(
        request, lambda: triage_actions.accept(case=case, actor=request.user), _("The dispute is accepted."), case
    )


@page(rules.may_see_mediation)
def part(request, pk: int):
    """The decision on the case's page."""
    case = reached(request, pk)
    last = triage_readings.last_triage(case)
    context = {
        "case": case, "card": triage_readings.kept(case, last) if last else None,
        "may": bool(rules.may_triage(request.user, case)) and triage_readings.is_triaged_now(case),
    }  # fmt: skip
    return render(request, "mediation/cases/part_triage.html", context)
