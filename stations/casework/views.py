"""Police cases: the list, one case, filing one, and a page for each verb."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.casework import actions, forms, law, readings, rules, tables
from stations.casework.filters import CaseFilter
from stations.casework.models import CaseStep, PoliceCase
from stations.incidents.models import Incident
from stations.kit.answer import NotAllowed, demand
from stations.kit.form_pages import form_page
from stations.kit.views import list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story

DONE = {
    "allocate": gettext_lazy("The case is allocated; the team gives its receipt."),
    "receive": gettext_lazy("The receipt is given; the case is being worked on."),
    "transfer": gettext_lazy("The case is handed over; it stays visible until the receipt is given."),
    "assign": gettext_lazy("The case officer is named."),
    "extend": gettext_lazy("The limit is extended."),
    "exclude": gettext_lazy("The days are left out of the limit."),
    "restart": gettext_lazy("The clock runs anew."),
    "reschedule": gettext_lazy("The next check day is set."),
    "conclude": gettext_lazy("The case is concluded; the quality check follows."),
    "close": gettext_lazy("The case is closed."),
    "send_back": gettext_lazy("The case is returned for correction."),
}
FORMS = {
    "allocate": forms.AllocateForm, "receive": forms.OwnerForm, "transfer": forms.TransferForm,
    "assign": forms.OwnerForm, "extend": forms.ExtendForm, "exclude": forms.ExcludeForm,
    "restart": forms.DayReasonForm, "reschedule": forms.DayReasonForm, "conclude": forms.ConcludeForm,
    "close": forms.CheckForm, "send_back": forms.ReasonForm,
}  # fmt: skip
INTRO = {
    "extend": gettext_lazy(
        "An extension adds 30 days and is approved by the parent organ before the limit has run out (ZA-21)."
    ),
    "exclude": gettext_lazy("The time of an appraisal or a hearing is not counted (ZA-21)."),
    "restart": gettext_lazy("The clock runs anew from the day mediation failed or was not performed (ZA-20)."),
    "conclude": gettext_lazy("“Mediated” means agreed and performed; an agreement alone ends no case (ZA-18)."),
}


@page(rules.may_see_cases)
def cases(request):
    """Every case; the filters also hold what is due, waits for a receipt or for the check."""
    found = CaseFilter(request.GET, readings.cases(), request=request)

    return list_page(
        request, "casework/cases.html", found, title=_("Police cases"), columns=tables.CASES,
        record_export=leaves(request, "police_cases"), today=timezone.localdate(),
    )  # fmt: skip


@page(rules.may_see_cases)
def case(request, pk: int):
    """One case: its day and how it is reckoned, who had it when, why each step was taken."""
    rows = readings.cases().select_related("allocated_by", "concluded_by", "checked_by", "opened_by")
    found = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    readings.with_team(request.user, today)
    context = {
        "heading": _("Case %(number)s") % {"number": found.number},
        "case": found,
        "today": today,
        "deadline": readings.deadline_of(found),
        "law": law.limit_of(found.law),
        "verbs": [
            (step, reverse(f"police-case-{step.verb.replace('_', '-')}", args=[pk]))
            for step in rules.CASE_STEPS.verbs(found, request.user, timezone.now())
        ],
        "transfers": readings.transfers(found),
        "steps": [
            (row, rules.VERBS[row.verb])
            for row in CaseStep.objects.filter(case=found).select_related("by").order_by("-id")
        ],
        "proposal": readings.proposal_for(found.incident) if found.state == PoliceCase.State.FILED else None,
        "timeline": story(found, 100),
    }
    return render(request, "casework/case.html", context)


@page(rules.may_see_cases)
def case_new(request, incident: int):
    """File a case of an incident; where there is one already, go to it."""
    row = get_object_or_404(Incident.objects.select_related("category").prefetch_related("handlers"), pk=incident)
    there = PoliceCase.objects.filter(incident=row).first()
    if there:
        return redirect(there)
    demand(rules.may_file(request.user, row))
    initial = {"kind": PoliceCase.Kind.ORDER, "filed_on": timezone.localdate()}
    if row.category.fold == row.category.Fold.CRIMINAL:
        initial["kind"] = PoliceCase.Kind.CRIMINAL
    return form_page(
        request, forms.FileForm(request.POST or None, initial=initial),
        lambda **values: actions.file_case(incident_id=row.pk, actor=request.user, **values),
        heading=_("File a case of %(number)s") % {"number": row.number}, done=_("The case is filed."),
        back=row.get_absolute_url(), submit=_("File the case"),
        intro=_("%(category)s, %(place)s. The clock starts on the day of filing.")
        % {"category": row.category, "place": row.place},
    )  # fmt: skip


def verb_page(verb: str):
    """The page of one verb of a case: its form, its action."""

    @page(rules.may_see_cases)
    def view(request, pk: int):
        found = get_object_or_404(readings.cases().select_related("station"), pk=pk)
        readings.with_team(request.user, timezone.localdate())
        answer = rules.CASE_STEPS.check(found, verb, request.user, timezone.now())
        if answer.code == "not_allowed":
            raise NotAllowed(answer.reason)
        if not answer:
            messages.error(request, answer.reason)
            return redirect(found)
        extra = {"user": request.user} if verb == "receive" else {}
        step = rules.CASE_STEPS.step(found.state, verb)
        return form_page(
            request, FORMS[verb](request.POST or None, case=found, **extra),
            lambda **values: getattr(actions, verb)(case=found, actor=request.user, **values),
            heading=_("%(verb)s: case %(number)s") % {"verb": step.label, "number": found.number}, done=DONE[verb],
            back=reverse("police-case", args=[pk]), submit=step.label, intro=INTRO.get(verb, ""),
        )  # fmt: skip

    view.__name__ = f"case_{verb}"
    view.__doc__ = f"The verb {verb} of a case."
    return view
