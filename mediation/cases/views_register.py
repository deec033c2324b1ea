"""Registering disputes: the short form, one tap from an incident, the code for the party, facts put right."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.cases import forms, listening, registering, rules, slips
from mediation.cases.edit_pages import edit_page
from mediation.cases.models import Case
from mediation.cases.views import newest, reached
from mediation.cases.words import State
from stations.incidents import readings as inbox
from stations.kit.answer import RuleBroken, demand
from stations.kit.qr import drawn
from stations.kit.views import page
from stations.kit.word import paper_file
from stations.timeline.actions import record


def _go_on(request, case: Case, wanted: bool) -> None:
    """Give a new case to triage where it is complete; else say what it still lacks, it stays registered."""
    if not wanted or case.state != State.REGISTERED:
        return
    try:
        registering.submit(case=case, actor=request.user)
    except RuleBroken as refusal:
        messages.warning(request, _("Registered. Before triage: %(what)s") % {"what": refusal.reason})


def _register(request, form, verb, **context):
    """Show the form; register once; then the code for the party."""
    if request.method == "POST" and form.is_valid():
        try:
            case = verb(**form.values())
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            _go_on(request, case, form.cleaned_data["go_on"])
            return redirect("mediation-case-code", pk=case.pk)
    context |= {"form": form, "back": context.get("back") or reverse("mediation-cases")}
    return render(request, "mediation/cases/new.html", context, status=400 if form.errors else 200)


@page(rules.may_register)
def new(request):
    """A dispute that somebody brings: a party, a grid worker, a member, the court, a department, a centre."""
    return _register(
        request, forms.RegisterForm(request.POST or None),
        lambda **values: registering.register(station=request.station, actor=request.user, **values),
        heading=_("Register a dispute"),
    )  # fmt: skip


@page(rules.may_register)
def from_incident(request, pk: int):
    """One tap: everything the incident knows is filled in; a second tap finds the case."""
    rows = inbox.visible_to(request.user).select_related("category", "station")
    incident = get_object_or_404(rows.prefetch_related("parties", "handlers"), pk=pk)
    known = Case.objects.visible_to(request.user).filter(incident=incident).first()
    if known:
        return redirect(known)
    answer = listening.offers(request.user, incident)
    if not answer:
        messages.error(request, answer.reason)
        return redirect(incident)
    people = listening.offered_to(request.user, incident)
    form = forms.IncidentForm(request.POST or None, people=people, initial=listening.draft_of(incident))
    return _register(
        request, form,
        lambda **values: listening.take(incident=incident, actor=request.user, taken=form.taken(), **values),
        heading=_("To mediation · %(number)s") % {"number": incident.number}, incident=incident,
        back=incident.get_absolute_url(),
    )  # fmt: skip


@page(rules.may_see_mediation)
def code(request, pk: int):
    """The code of a case, big, to read out or to scan (一案一码)."""
    case = reached(request, pk)
    context = {
        "heading": _("Case code · %(number)s") % {"number": case.number}, "case": case,
        "code": slips.grouped(case.code), "address": slips.address(case), "qr": drawn(slips.address(case), 6),
    }  # fmt: skip
    return render(request, "mediation/cases/code.html", context)


@page(rules.may_see_mediation)
def slip(request, pk: int):
    """The slip for the party, as PDF."""
    case = reached(request, pk)
    made = slips.slip(case)
    record(verb="mediation.slip_printed", subject=case, actor=request.user)
    return paper_file(made, f"{case.number}-查询单", "pdf")


@page(rules.may_see_mediation)
def edit(request, pk: int):
    """Put facts right on the version that was read."""
    case = reached(request, pk)
    demand(rules.may_edit(request.user, case))
    rules.is_editable(case).or_refuse()

    def save(form):
        registering.correct(case=case, actor=request.user, **form.placed())

    form = forms.FactsForm(request.POST or None, initial=forms.FactsForm.initial_of(case))
    return edit_page(
        request, form, save, case=case, heading=_("Facts · %(number)s") % {"number": case.number}, done=_("Saved."),
        saved=lambda: forms.FactsForm.initial_of(newest(request, pk)), back=case.get_absolute_url(),
    )  # fmt: skip
