"""Parties of a case: enter, change, take out, agree or refuse, look at one in full."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.cases import forms, parties, rules, rules_parties
from mediation.cases.edit_pages import edit_page
from mediation.cases.models import CaseParty
from mediation.cases.views import newest, reached
from stations.incidents.reasons import LookReason
from stations.kit.answer import demand
from stations.kit.views import act, page

PARTIES = "mediation/cases/party_form.html"
ANSWERS = {
    "consent": (parties.consent, gettext_lazy("The consent is noted with its time.")),
    "refuse": (
        parties.refuse,
        gettext_lazy("The refusal is noted. Mediation must not go on: do not accept it, or end it (RT-01)."),
    ),
}


def _party(case, pk: int) -> CaseParty:
    return get_object_or_404(CaseParty.objects.filter(case=case, removed_at=None), pk=pk)


def _editable(request, pk: int):
    case = reached(request, pk)
    demand(rules.may_edit(request.user, case))
    rules.is_editable(case).or_refuse()
    return case


@page(rules.may_see_mediation)
def new(request, pk: int):
    """Enter a party."""
    case = _editable(request, pk)
    side = request.GET.get("side", "a")
    form = forms.PartyForm(request.POST or None, initial={"version": case.version, "side": side})

    def save(form):
        parties.add_party(case=case, actor=request.user, **form.cleaned_data | {"version": None})

    return edit_page(
        request, form, save, case=case, heading=_("Enter a party · %(number)s") % {"number": case.number},
        done=_("The party is entered."), saved=dict, back=f"{case.get_absolute_url()}#parties", template=PARTIES,
    )  # fmt: skip


@never_cache
@page(rules.may_see_mediation)
def edit(request, pk: int, case_party: int):
    """Change a party; the form shows it in full, so opening it is a look."""
    case = _editable(request, pk)
    row = _party(case, case_party)
    if request.method != "POST":
        parties.show_party(party=row, actor=request.user, reason=LookReason.HANDLING)

    def save(form):
        parties.change_party(party=row, actor=request.user, **form.cleaned_data)

    def saved():
        row.refresh_from_db()
        return forms.PartyForm.initial_of(row, newest(request, pk).version)

    form = forms.PartyForm(request.POST or None, initial=forms.PartyForm.initial_of(row, case.version))
    return edit_page(
        request, form, save, case=case, heading=_("Party · %(number)s") % {"number": case.number}, done=_("Saved."),
        saved=saved, back=f"{case.get_absolute_url()}#parties", template=PARTIES, party=row,
    )  # fmt: skip


@require_POST
@page(rules.may_see_mediation)
def remove(request, pk: int, case_party: int):
    """Take a party out."""
    case = reached(request, pk)
    row = _party(case, case_party)
    take_out = lambda: parties.remove_party(party=row, actor=request.user)  # noqa: E731
    done = _("The party is taken out; the row stays on record.")
    return act(request, take_out, done, f"{case.get_absolute_url()}#parties")


@require_POST
@page(rules.may_see_mediation)
def answer(request, pk: int, case_party: int, verb: str):
    """Agree to mediation or refuse it (ZA-05, RT-01)."""
    case = reached(request, pk)
    row = _party(case, case_party)
    action, done = ANSWERS[verb]
    return act(request, lambda: action(party=row, actor=request.user), done, f"{case.get_absolute_url()}#parties")


@never_cache
@require_POST
@page(rules.may_see_mediation)
def show(request, pk: int, case_party: int):
    """A party in full, once, with reason and record (SE-24)."""
    case = reached(request, pk)
    row, form = _party(case, case_party), forms.LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you need the details for."))
        return redirect(case)
    parties.show_party(party=row, actor=request.user, reason=form.cleaned_data["reason"])
    today = timezone.localdate()
    context = {
        "heading": _("Party · %(number)s") % {"number": case.number}, "case": case, "party": row,
        "minor": rules_parties.is_minor(row, today), "may_edit": bool(rules.is_editable(case)),
    }  # fmt: skip
    return render(request, "mediation/cases/party.html", context)
