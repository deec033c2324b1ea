"""Mediation on the spot, referrals, and the allocation table."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from stations.casework import allocating, forms, readings, referring, rules, scene, tables
from stations.casework.filters import ReferralFilter
from stations.casework.listening import TONES
from stations.casework.models import AllocationRule, Referral, SceneMediation
from stations.catalogue.models import Element
from stations.incidents.models import Incident
from stations.incidents.rules import may_see, workflow_of
from stations.kit.answer import NotAllowed, demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

FORMS = {
    "accept": forms.AcceptForm, "give_back": forms.AnswerForm, "take_up": forms.TakeUpForm,
    "finish": forms.AnswerForm,
}  # fmt: skip
DONE = {
    "accept": gettext_lazy("Their receipt is recorded."),
    "give_back": gettext_lazy("It is recorded as sent back; the command room has been told."),
    "take_up": gettext_lazy("The incident is back in the queue."),
    "finish": gettext_lazy("It is recorded as settled there."),
}


def _incident(request, pk: int) -> Incident:
    rows = Incident.objects.select_related("category", "community").prefetch_related("handlers")
    found = get_object_or_404(rows, pk=pk)
    demand(may_see(request.user, found))
    return found


# -- mediation on the spot ---------------------------------------------------------------------------------------


@page(rules.may_see_cases)
def scene_mediation(request, incident: int):
    """The record of a mediation on the spot; read-only once the incident is closed."""
    row = _incident(request, incident)
    there = SceneMediation.objects.filter(incident=row).select_related("by", "document__file").first()
    writes = rules.may_record_scene(request.user, row) and rules.can_be_mediated(row)
    if there is None:
        demand(rules.may_record_scene(request.user, row))
    if not writes:
        context = {"incident": row, "scene": there, "heading": _("Mediation on the spot"),
                   "reason": rules.can_be_mediated(row).reason}  # fmt: skip
        return render(request, "casework/scene.html", context)
    initial = _initial(row, there)
    return form_page(
        request, forms.SceneForm(request.POST or None, incident=row, initial=initial),
        lambda **values: scene.record_scene(incident_id=row.pk, actor=request.user, **values),
        heading=_("Mediation on the spot: %(number)s") % {"number": row.number},
        done=_("The mediation on the spot is recorded."), back=row.get_absolute_url(),
        template="casework/scene_form.html", incident=row, scene=there,
    )  # fmt: skip


def _initial(row: Incident, there: SceneMediation | None) -> dict:
    """What is known already is not typed again."""
    words = {True: "yes", False: "no", None: ""}
    if there is None:
        return {"violation": words[row.violation], "recording": row.camera_reference}
    return {
        "violation": words[there.violation], "undisputed": there.undisputed, "performed": there.performed,
        "document": there.document_id, "recording": there.recording, "note": there.note,
    }  # fmt: skip


# -- referrals ---------------------------------------------------------------------------------------------------


@page(rules.may_see_cases)
def referrals(request):
    """What was given to others; what came back stands first."""
    found = ReferralFilter(request.GET, readings.referrals(), request=request)

    returned = Referral.objects.filter(state=Referral.State.RETURNED).select_related("incident")
    return list_page(
        request, "casework/referrals.html", found, title=_("Referrals"), columns=tables.REFERRALS,
        record_export=leaves(request, "referrals"), returned=returned[:20], today=timezone.localdate(),
    )  # fmt: skip


@page(rules.may_refer)
def referral_new(request, incident: int):
    """Give a matter to somebody else."""
    row = _incident(request, incident)
    return form_page(
        request, forms.ReferForm(request.POST or None),
        lambda **values: referring.refer(incident_id=row.pk, actor=request.user, **values) and None,
        heading=_("Refer %(number)s") % {"number": row.number}, done=_("The matter is referred."),
        back=row.get_absolute_url(), submit=_("Refer"), template="casework/refer.html", targets=readings.targets(),
        intro=_("%(category)s, %(place)s. Until they take it, the responsibility stays with the station (IN-04).")
        % {"category": row.category, "place": row.place},
    )  # fmt: skip


@page(rules.may_see_cases)
def referral_answer(request, incident: int):
    """The referrals of one incident and what can be done with the open one."""
    row = _incident(request, incident)
    found = list(readings.referrals().filter(incident=row))
    now = timezone.now()
    context = {
        "heading": _("Referrals of %(number)s") % {"number": row.number},
        "incident": row,
        "referrals": [
            (one, TONES[one.state], [
                (step, reverse(f"referral-{step.verb.replace('_', '-')}", args=[one.pk]))
                for step in rules.REFERRAL_STEPS.verbs(one, request.user, now)
            ])
            for one in found
        ],
        "new_url": reverse("referral-new", args=[row.pk])
        if workflow_of(row).check(row, "refer", request.user, now) else "",
        "today": timezone.localdate(),
        "timeline": lines(
            Entry.objects.filter(subject_type="referral", subject_id__in=[one.pk for one in found])
            .select_related("actor").order_by("-id")
        ),
    }  # fmt: skip
    return render(request, "casework/referral.html", context)


def referral_verb(verb: str):
    """The page of one verb of a referral."""

    @page(rules.may_refer)
    def view(request, pk: int):
        found = get_object_or_404(readings.referrals(), pk=pk)
        back = reverse("referral-answer", args=[found.incident_id])
        answer = rules.REFERRAL_STEPS.check(found, verb, request.user, timezone.now())
        if answer.code == "not_allowed":
            raise NotAllowed(answer.reason)
        if not answer:
            messages.error(request, answer.reason)
            return redirect(back)
        step = rules.REFERRAL_STEPS.step(found.state, verb)
        return form_page(
            request, FORMS[verb](request.POST or None),
            lambda **values: getattr(referring, verb)(referral=found, actor=request.user, **values) and None,
            heading=_("%(verb)s: %(number)s") % {"verb": step.label, "number": found.incident.number},
            done=DONE[verb], back=back, submit=step.label,
        )  # fmt: skip

    view.__name__ = f"referral_{verb}"
    view.__doc__ = f"The verb {verb} of a referral."
    return view


# -- the allocation table ----------------------------------------------------------------------------------------


@page(rules.may_see_cases)
def allocation_rules(request):
    """Which team gets which case, row by row."""
    names = dict(Element.objects.values_list("code", "name"))
    table = [(row, [names.get(code, code) for code in row.elements]) for row in readings.table()]
    may_keep = bool(rules.may_keep_rules(request.user))
    context = {"heading": _("Allocation table"), "table": table, "may_keep": may_keep}
    return render(request, "casework/rules.html", context)


@require_POST
@page(rules.may_keep_rules)
def allocation_start(request):
    """Fill an empty table with the usual split."""
    return act(
        request, lambda: allocating.start_table(station=request.station, actor=request.user),
        _("The table is filled; adjust it to the station."), "allocation-rules",
    )  # fmt: skip


@page(rules.may_keep_rules)
def allocation_rule(request, pk: int | None = None):
    """Add a row or change one."""
    rule = get_object_or_404(AllocationRule.objects.all(), pk=pk) if pk else None
    initial = forms.RuleForm.values_of(rule) if rule else {"order": 50, "active": True}
    return form_page(
        request, forms.RuleForm(request.POST or None, initial=initial),
        lambda **values: allocating.save_rule(
            station=request.station, actor=request.user, rule=rule, **values
        ) and None,
        heading=_("Row of the allocation table"), done=_("The row is saved."), back=reverse("allocation-rules"),
    )  # fmt: skip
