"""Lists of agreements and of what is performed; what follows a signature: performance, court, clause library."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.agreements import confirming, forms, guards, library, performing, readings, rules, tables
from mediation.agreements.filters import AgreementFilter, TermFilter
from mediation.agreements.models import ClauseTemplate, Instalment
from mediation.agreements.views import reached, reached_case
from mediation.agreements.words import CourtState
from mediation.cases.rules import may_keep, may_lead
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves

TERM_FORMS = {
    "prove": (forms.ProofForm, performing.prove, gettext_lazy("The proof is on file; take it as performed next.")),
    "say": (forms.SayForm, performing.say, gettext_lazy("The word of the party is noted.")),
    "confirm": (forms.ConfirmForm, performing.confirm, gettext_lazy("The instalment is performed.")),
    "breach": (forms.ReasonForm, performing.breach, gettext_lazy("Established; choose the next step on the page.")),
}


@page(rules.may_see_mediation)
def agreements(request):
    """Every agreement of the cases a person may see, the newest first."""
    rows = readings.with_performance(readings.listed(request.user)).order_by("-made_on", "-id")
    found = AgreementFilter(request.GET, rows, request=request)

    return list_page(
        request, "mediation/agreements/agreements.html", found, title=_("Mediation agreements"),
        columns=tables.AGREEMENTS, record_export=leaves(request, "mediation_agreements"), today=timezone.localdate(),
    )  # fmt: skip


@page(rules.may_see_mediation)
def performances(request):
    """Every instalment of the cases a person may see, the next due first."""
    rows = readings.terms(request.user).order_by("due_on", "order", "id")
    found = TermFilter(request.GET, rows, request=request)

    return list_page(
        request, "mediation/agreements/performances.html", found, title=_("Performance of agreements"),
        columns=tables.TERMS, record_export=leaves(request, "mediation_performances"),
        today=timezone.localdate(), late_tone=rules.late_tone,
    )  # fmt: skip


@page(rules.may_see_mediation)
def term_verb(request, pk: int, verb: str):
    """One verb of an instalment: its form, its action."""
    term = get_object_or_404(readings.terms(request.user).select_related("agreement__case__station"), pk=pk)
    if verb not in TERM_FORMS:
        raise Http404
    form, action, done = TERM_FORMS[verb]
    demand(may_lead(request.user, term.agreement.case))
    answer = rules.PERFORMANCE_STEPS.check(term, verb, request.user, timezone.now())
    if not answer:
        messages.error(request, answer.reason)
        return redirect(term.agreement)
    step = rules.PERFORMANCE_STEPS.step(term.state, verb)
    extra = {"files": request.FILES or None} if verb == "prove" else {}
    today = timezone.localdate()
    return form_page(
        request, form(request.POST or None, initial={"done_on": term.done_on or today}, **extra),
        lambda **values: action(term=term, actor=request.user, **values), heading=_heading(step, term), done=done,
        back=term.agreement.get_absolute_url(), submit=step.label,
        intro=_("%(debtor)s, %(what)s, until %(day)s")
        % {"debtor": tables.name_of(term.debtor), "what": tables.what_of(term), "day": term.due_on},
    )  # fmt: skip


def _heading(step, term: Instalment) -> str:
    return f"{step.label} · {term.agreement} · {term.order}"


@page(rules.may_see_mediation)
def confirmation_of_case(request, pk: int):
    """Where a case's judicial confirmation is worked on: the court's answer, or a new application (SF-01)."""
    case = reached_case(request, pk)
    row = guards.live(case)
    if row is None:
        messages.error(request, _("There is no agreement yet."))
        return redirect(case)
    waits = row.confirmations.filter(state__in=confirming.OPEN).exists()
    return redirect(row) if waits else redirect("confirmation-new", pk=row.pk)


@page(rules.may_see_mediation)
def confirmation_new(request, pk: int):
    """The joint application: refused after the thirty days (SF-01), for unfit subjects (SF-04), without materials."""
    row, today = reached(request, pk), timezone.localdate()
    demand(may_lead(request.user, row.case))
    answer = rules.confirmation_offered(row, row.case)
    badge = readings.countdown_of(row, today) if answer else None
    if not answer or badge is None:
        messages.error(request, answer.reason or _("The court has confirmed this agreement already."))
        return redirect(row)
    form = forms.ApplyForm(request.POST or None, initial={"applied_on": today})
    return form_page(
        request, form, lambda **values: confirming.apply(agreement=row, actor=request.user, **values),
        heading=_("Judicial confirmation · %(number)s") % {"number": row}, done=_("The application is on record."),
        back=row.get_absolute_url(), submit=_("Record the joint application"),
        template="mediation/agreements/apply.html", badge=badge, agreement=row,
    )  # fmt: skip


@page(rules.may_see_mediation)
def confirmation_verb(request, pk: int, verb: str):
    """What the court said."""
    row = get_object_or_404(readings.confirmations(request.user), pk=pk)
    if verb not in {CourtState.ACCEPTED, CourtState.REFUSED, CourtState.CONFIRMED, CourtState.DISMISSED}:
        raise Http404
    demand(may_lead(request.user, row.agreement.case))
    answer = rules.COURT_STEPS.check(row, verb, request.user, timezone.now())
    if not answer:
        messages.error(request, answer.reason)
        return redirect(row.agreement)
    step = rules.COURT_STEPS.step(row.state, verb)
    form = forms.CourtForm(
        request.POST or None, request.FILES or None, verb=verb, initial={"on": timezone.localdate()}
    )
    return form_page(
        request, form,
        lambda **values: confirming.court_says(confirmation=row, verb=verb, actor=request.user, **values),
        heading=f"{step.label} · {row.agreement}", done=_("The court's word is on record."), submit=step.label,
        back=row.agreement.get_absolute_url(), intro=INTRO.get(verb, ""),
    )  # fmt: skip


INTRO = {
    "confirmed": gettext_lazy("If it is not performed in full, the other side may apply for enforcement (SF-06)."),
    "dismissed": gettext_lazy("The parties may change the agreement, make a new one, or go to court (SF-06)."),
}


@page(rules.may_see_mediation)
def hj_apply(request, pk: int):
    """HJ-04: both parties' written application."""
    row = reached(request, pk)
    demand(may_lead(request.user, row.case))
    form = forms.HjApplyForm(
        request.POST or None, request.FILES or None, initial={"applied_on": timezone.localdate()}
    )
    return form_page(
        request, form, lambda **values: confirming.hj_apply(agreement=row, actor=request.user, **values),
        heading=_("Application of both parties · %(number)s") % {"number": row}, submit=_("File"),
        done=_("The application is on file; the police answer it."), back=row.get_absolute_url(),
        intro=_("The agreement is performed first; then both parties apply in writing (HJ-03, HJ-04)."),
    )  # fmt: skip


@page(rules.may_see_mediation)
def hj_decide(request, pk: int):
    """HJ-05: the police approve a settlement, or not."""
    row = reached(request, pk)
    demand(rules.may_approve(request.user, row.case))
    form = forms.HjDecideForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    return form_page(
        request, form, lambda **values: confirming.hj_decide(agreement=row, actor=request.user, **values),
        heading=_("Answer of the police · %(number)s") % {"number": row}, submit=_("Decide"),
        done=_("The answer is on record."), back=row.get_absolute_url(),
        intro=_("Approved before a disposal decision, a performed settlement means no punishment (HJ-01 to HJ-06)."),
    )  # fmt: skip


@page(may_keep)
def clauses(request):
    """The clause library, by cause."""
    rows = ClauseTemplate.objects.order_by("cause", "order", "id")
    return render(request, "mediation/agreements/clauses.html", {"rows": rows, "heading": _("Clause library")})


@page(may_keep)
def clause_new(request):
    """Enter a clause."""
    return form_page(
        request, forms.ClauseForm(request.POST or None),
        lambda **values: library.save_clause(station=request.station, actor=request.user, **values),
        heading=_("New clause"), done=_("The clause is in the library."), back=reverse("clauses"),
    )  # fmt: skip


@page(may_keep)
def clause_edit(request, pk: int):
    """Change a clause."""
    row = get_object_or_404(ClauseTemplate.objects.all(), pk=pk)
    return form_page(
        request, forms.ClauseForm(request.POST or None, clause=row),
        lambda **values: library.save_clause(station=request.station, actor=request.user, clause=row, **values),
        heading=_("Clause: %(title)s") % {"title": row.title}, done=_("The clause is saved."),
        back=reverse("clauses"),
    )  # fmt: skip
