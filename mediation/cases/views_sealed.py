"""Sealing a case, lifting a seal, opening one sealed case for a statutory reason (SE-26)."""

from django import forms as fields
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from mediation.cases import parties, sealed
from mediation.cases.forms import SealForm
from mediation.cases.models import CaseParty
from mediation.cases.views import reached
from mediation.cases.words import TONES
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.forms import StationForm
from stations.kit.views import page
from stations.timeline.sentences import story


class OpenForm(StationForm):
    """Which case, and why the law lets it be read."""

    number = fields.CharField(
        label=gettext_lazy("Number of the case"), max_length=20,
        help_text=gettext_lazy("The whole number, e.g. 2026-T0012. Sealed cases are found no other way."),
    )  # fmt: skip
    reason = fields.ChoiceField(
        label=gettext_lazy("Statutory reason"), choices=sealed.Inquiry.choices, widget=fields.RadioSelect
    )


@never_cache
@page(sealed.may_open_sealed)
def open_one(request):
    """One sealed case by number and reason, shown once in answer to the form; recorded."""
    form, found = OpenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = sealed.open_sealed(actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
    context = {"heading": _("Open a sealed case"), "form": form, "case": found}
    if found:
        people = CaseParty.objects.filter(case=found, removed_at=None)
        context |= {
            "tone": TONES[found.state], "parties": parties.shown(people, timezone.localdate()),
            "timeline": story(found, 80),
        }  # fmt: skip
    return render(request, "mediation/cases/sealed.html", context, status=400 if form.errors else 200)


@page(sealed.may_open_sealed)
def seal(request, pk: int):
    """Seal a case."""
    case = reached(request, pk)
    return form_page(
        request, SealForm(request.POST or None),
        lambda reason: sealed.seal(case=case, actor=request.user, reason=reason) and None,
        heading=_("Seal the case %(number)s") % {"number": case.number}, submit=_("Seal"), danger=True,
        done=_("The case is sealed. It appears in no list; open it by its number."), back=reverse("mediation-cases"),
        intro=_("A sealed case leaves every list, search, figure and the public page (SE-26, ZA-26)."),
    )  # fmt: skip


@page(sealed.may_open_sealed)
def unseal(request, pk: int):
    """Lift a seal."""
    case = sealed.reopened_once(actor=request.user, pk=pk)
    if case is None:
        raise Http404
    return form_page(
        request, SealForm(request.POST or None),
        lambda reason: sealed.unseal(case=case, actor=request.user, reason=reason),
        heading=_("Lift the seal of %(number)s") % {"number": case.number}, submit=_("Lift the seal"),
        done=_("The seal is lifted."), back=reverse("mediation-sealed"),
    )  # fmt: skip
