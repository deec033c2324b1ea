"""Pages of agreements: written, shown, signed, voided, printed; the fragments of a case's page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.agreements import actions, forms, guards, library, papers, readings, rules, snapshot
from mediation.agreements.models import Agreement
from mediation.agreements.money import both
from mediation.agreements.tables import name_of, what_of
from mediation.agreements.words import PERFORMANCE_TONES, TONES, CourtState, State
from mediation.cases.looks import opened
from mediation.cases.models import Case
from mediation.cases.rules import may_edit, may_lead
from mediation.cases.words import Track
from stations.kit.answer import RuleBroken, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.kit.word import paper_file
from stations.timeline.actions import looked
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

TAPS = {
    "open_signing": gettext_lazy("The text is fixed; print it and have it signed."),
    "take_back": gettext_lazy("The agreement is a draft again."),
    "register_oral": gettext_lazy("The oral agreement is registered and in effect."),
}
PAGES = {"edit": "agreement-edit", "sign": "agreement-sign", "void": "agreement-void", "scan": "agreement-scan"}


def reached(request, pk: int) -> Agreement:
    """An agreement of a case the person may see; any other does not exist."""
    return get_object_or_404(readings.in_detail(request.user), pk=pk)


def reached_case(request, pk: int) -> Case:
    """A case the person may see."""
    return opened(request, pk)


def _rows(terms, today) -> list[dict]:
    """Instalments as pages show them, masked."""
    return [
        {"term": term, "debtor": name_of(term.debtor), "creditor": name_of(term.creditor), "what": what_of(term),
         "tone": rules.late_tone(term, today), "late": term.due_on < today and term.state in {"due", "proved"}}
        for term in terms
    ]  # fmt: skip


@page(rules.may_see_mediation)
def of_case(request, pk: int):
    """The agreement of a case, or the page that writes one."""
    case = reached_case(request, pk)
    found = guards.live(case)
    return redirect(found) if found else redirect("agreement-new", pk=case.pk)


@page(rules.may_see_mediation)
def agreement(request, pk: int):
    """One agreement: what it says, who has signed, how far it is performed, the court, the papers."""
    row, now = reached(request, pk), timezone.now()
    today = timezone.localdate(now)
    content = snapshot.content_of(row)
    signed = list(row.signatures.select_related("party", "mediator__user", "officer__user"))
    needed = rules.outstanding(row.kind, content.parties, signed) if row.state == State.SIGNING else []
    names = {party.pk: name_of(party) for party in content.parties}
    steps = rules.AGREEMENT_STEPS.verbs(row, request.user, now)
    context = {
        "heading": row.number.text if row.number else _("Agreement of case %(number)s") % {"number": row.case.number},
        "agreement": row, "case": row.case, "tone": TONES[row.state], "content": content,
        "money": both(row.amount) if row.amount else "", "terms": _rows(content.terms, today),
        "signed": [(sign, names.get(sign.party_id, "")) for sign in signed],
        "needed": [(rules.Role(role).label, names.get(pk, "")) for role, pk in needed],
        "lacking": rules.lacking(content) if row.state == State.DRAFT else [],
        "steps": _steps(row, steps), "whole": snapshot.is_whole(row),
        "may_print": bool(may_edit(request.user, row.case)), "badge": readings.countdown_of(row, today),
        "may_lead": bool(may_lead(request.user, row.case)), "today": today,
        "confirmations": _court(row, request.user, now), "hj": getattr(row, "hj_application", None),
        "is_hj": row.case.track == Track.HJ, "term_verbs": _term_verbs(content.terms, row, request.user, now),
        "hj_lacking": _hj(row, today), "timeline": lines(Entry.objects.about(row.case).select_related("actor")[:30]),
    }  # fmt: skip
    return render(request, "mediation/agreements/agreement.html", context)


def _hj(row: Agreement, today) -> list:
    """What of HJ-01 … HJ-06 is still open."""
    if row.case.track != Track.HJ:
        return []
    found = getattr(row, "hj_application", None)
    approved = bool(found and found.approved)
    return rules.hj_lacking(row, row.case, row.case.police_case, application=found, approved=approved, on=today)


def _steps(row: Agreement, steps) -> list[tuple]:
    """(step, address, whether a tap does it)."""
    hidden = {"complete", "register_oral" if row.kind != "rt_oral" else "open_signing"}
    return [
        (step, reverse(PAGES[step.verb], args=[row.pk]), False)
        if step.verb in PAGES
        else (step, reverse("agreement-verb", args=[row.pk, step.verb]), True)
        for step in steps
        if step.verb not in hidden
    ]


def _court(row: Agreement, user, at) -> list[tuple]:
    tones = {CourtState.CONFIRMED: "ok", CourtState.DISMISSED: "danger", CourtState.REFUSED: "danger"}
    found = []
    for one in row.confirmations.all():
        one.agreement = row
        found.append((one, tones.get(one.state, "info"), rules.COURT_STEPS.verbs(one, user, at)))
    return found


def _term_verbs(terms, row: Agreement, user, at) -> dict:
    """The verbs of each instalment."""
    found = {}
    for term in terms:
        term.agreement = row
        if row.state == State.IN_FORCE:
            found[term.pk] = rules.PERFORMANCE_STEPS.verbs(term, user, at)
    return found


@page(rules.may_see_mediation)
def agreement_new(request, pk: int):
    """Write an agreement: filled in from parties, agreed lines and the clause library."""
    case = reached_case(request, pk)
    demand(may_lead(request.user, case))
    answer = rules.can_draft(case)
    if not answer:
        messages.error(request, answer.reason)
        return redirect(case)
    initial = readings.prefill(case, timezone.localdate())
    initial["clauses"] = "\n".join(library.filled(case))
    parties = snapshot.parties_of(case)
    first = _first_term(parties, initial["amount"])
    save = lambda **values: actions.draft(case=case, actor=request.user, **values)  # noqa: E731
    back = case.get_absolute_url()
    return _editor(request, case, initial, first, save, _("Write the agreement · %(number)s"), back)


def _first_term(parties, amount) -> list[dict]:
    """Most agreements: the second side pays the first one."""
    sides = {party.side: party.pk for party in reversed(parties)}
    return [{"debtor": sides.get("b", ""), "creditor": sides.get("a", ""), "amount": amount}] if amount else []


@page(rules.may_see_mediation)
def agreement_edit(request, pk: int):
    """Change a draft."""
    row = reached(request, pk)
    demand(may_lead(request.user, row.case))
    answer = rules.AGREEMENT_STEPS.check(row, "edit", request.user, timezone.now())
    if not answer:
        messages.error(request, answer.reason)
        return redirect(row)
    content = snapshot.content_of(row)
    names = (*actions.TEXTS, "kind", "version")
    initial = {name: getattr(row, name) for name in names} | {"clauses": "\n".join(content.clauses)}
    terms = [
        {"debtor": term.debtor_id, "creditor": term.creditor_id or "", "amount": term.amount, "act": term.act,
         "due_on": term.due_on, "way": term.way}
        for term in content.terms
    ]  # fmt: skip

    def save(kind, client_key=None, **values):
        return actions.edit(agreement=row, actor=request.user, **values)

    return _editor(
        request, row.case, initial, terms, save, _("Change the draft · %(number)s"), row.get_absolute_url()
    )


def _editor(request, case: Case, initial: dict, terms: list, save, heading: str, back: str):
    """The common form of writing and changing: text and schedule, one action."""
    form = forms.AgreementForm(request.POST or None, case=case, initial=initial)
    rows = forms.term_forms(request.POST or None, parties=snapshot.parties_of(case), initial=terms)
    status = 200
    if request.method == "POST":
        if form.is_valid() and rows.is_valid():
            try:
                made = save(terms=[row.term for row in rows if row.term], **form.cleaned_data)
            except RuleBroken as refusal:
                form.add_error(None, str(refusal.reason))
            else:
                messages.success(request, _("The draft is saved."))
                return redirect(made)
        status = 400
    context = {"form": form, "rows": rows, "case": case, "heading": heading % {"number": case.number}, "back": back}
    return render(request, "mediation/agreements/editor.html", context, status=status)


@require_POST
@page(rules.may_see_mediation)
def agreement_verb(request, pk: int, verb: str):
    """Fix the text, take it back, register an oral one."""
    row = reached(request, pk)
    if verb not in TAPS:
        raise Http404
    return act(request, lambda: getattr(actions, verb)(agreement=row, actor=request.user), TAPS[verb], row)


def _checked(request, row: Agreement, verb: str):
    """A redirect with the reason when a verb is refused, else None."""
    demand(may_lead(request.user, row.case))
    answer = rules.AGREEMENT_STEPS.check(row, verb, request.user, timezone.now())
    if answer:
        return None
    messages.error(request, answer.reason)
    return redirect(row)


@page(rules.may_see_mediation)
def agreement_sign(request, pk: int):
    """Enter signatures and the seal with their day; the last one puts the agreement in force (RT-11)."""
    row = reached(request, pk)
    refused = _checked(request, row, "sign")
    if refused:
        return refused
    parties = snapshot.parties_of(row.case)
    needed = rules.outstanding(row.kind, parties, row.signatures.all())
    form = forms.SignForm(
        request.POST or None, needed=needed, parties=parties, agreement=row, initial={"on": timezone.localdate()}
    )

    def sign(**values):
        actions.sign_together(agreement=row, actor=request.user, **values)

    return form_page(
        request, form, sign, heading=_("Enter signatures · %(number)s") % {"number": row},
        done=_("The signatures are entered."), back=row.get_absolute_url(), submit=_("Enter"),
        intro=_("The agreement takes effect on the day of the last signature or seal (RT-11). A picture drawn on "
                "the screen only shows how it came about (DT-08)."),
    )  # fmt: skip


@page(rules.may_see_mediation)
def agreement_void(request, pk: int):
    """Void an agreement with its reason; the number stays the case's (DT-01)."""
    row = reached(request, pk)
    refused = _checked(request, row, "void")
    if refused:
        return refused
    return form_page(
        request, forms.ReasonForm(request.POST or None),
        lambda reason: actions.void(agreement=row, reason=reason, actor=request.user),
        heading=_("Void the agreement %(number)s") % {"number": row}, done=_("The agreement is void."),
        back=row.get_absolute_url(), submit=_("Void"), danger=True,
        intro=_("It stays on file as void, with its reason; a new one bears the same number (DT-01, DT-03)."),
    )  # fmt: skip


@page(rules.may_see_mediation)
def agreement_scan(request, pk: int):
    """File the scan of the signed paper."""
    row = reached(request, pk)
    refused = _checked(request, row, "scan")
    if refused:
        return refused
    return form_page(
        request, forms.ScanForm(request.POST or None, request.FILES or None),
        lambda **values: actions.file_scan(agreement=row, actor=request.user, **values),
        heading=_("Signed paper of %(number)s") % {"number": row}, done=_("The signed paper is on file."),
        back=row.get_absolute_url(), submit=_("File"),
    )  # fmt: skip


@page(rules.may_see_mediation)
def agreement_paper(request, pk: int, what: str, form: str):
    """A paper as PDF or Word; it holds full names, so printing is a look on record (SE-08)."""
    row = reached(request, pk)
    demand(may_edit(request.user, row.case))
    if what not in papers.PAPERS or form not in {"pdf", "docx"}:
        raise Http404
    if what != "agreement" and row.state != State.IN_FORCE:
        raise Http404
    if what == "application":
        rules.confirmation_offered(row, row.case).or_refuse()
    paper = papers.PAPERS[what](row)
    looked(subject=row.case, actor=request.user, what=f"{what}_{form}")
    return paper_file(paper, f"{paper.title} {row}", form)


@page(rules.may_see_mediation)
def agreement_part(request, pk: int):
    """The agreements of a case, on its page."""
    case = reached_case(request, pk)
    rows = list(Agreement.objects.filter(case=case).select_related("number"))
    live = [row for row in rows if row.state != State.VOID and row.round == case.reopened]
    context = {
        "case": case, "rows": [(row, TONES[row.state]) for row in rows],
        "may_draft": not live and rules.can_draft(case) and bool(may_lead(request.user, case)),
    }  # fmt: skip
    return render(request, "mediation/agreements/agreement_part.html", context)


@page(rules.may_see_mediation)
def performance_part(request, pk: int):
    """How far the agreement in force is performed, on the case's page."""
    case, today = reached_case(request, pk), timezone.localdate()
    row = guards.live(case)
    if row is None or row.state != State.IN_FORCE:
        return render(request, "mediation/agreements/performance_part.html", {"case": case})
    row.case = case
    context = {
        "case": case, "agreement": row, "badge": readings.countdown_of(row, today),
        "terms": _rows(row.instalments.select_related("debtor", "creditor"), today), "tones": PERFORMANCE_TONES,
    }  # fmt: skip
    return render(request, "mediation/agreements/performance_part.html", context)
