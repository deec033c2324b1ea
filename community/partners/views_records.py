"""Talks on prevention and recovered losses: lists, one record, and a page for each verb."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from community.partners import actions, forms, forms_demands, losses, readings, rules, tables
from community.partners.filters import LossFilter, TalkFilter
from community.partners.models_demands import RecoveredLoss
from community.partners.views import FORM, LINES, see
from community.partners.words import LOSS_TONES
from stations.kit.answer import demand
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.rules import officer_of
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(see)
def talks(request):
    """Talks, the newest first; beside them the sittings of the training that have no record of their own."""
    return list_page(
        request, "community/partners/talks.html", TalkFilter(request.GET, readings.talks(), request=request),
        title=_("Prevention talks"), columns=tables.TALKS, record_export=leaves(request, "prevention-talks"),
        sittings=readings.sittings_without_talk().order_by("-starts_at")[:5],
    )  # fmt: skip


@page(see)
def talk(request, pk: int):
    """One talk."""
    row = get_object_or_404(readings.talks(), pk=pk)
    context = {
        "heading": row.topic, "talk": row, "may_strike": bool(rules.may_strike(request.user, row)),
        "timeline": story(row, LINES),
    }  # fmt: skip
    return render(request, "community/partners/talk.html", context)


@page(rules.may_talk)
def talk_new(request):
    """Put a talk on record."""
    own = officer_of(request.user)
    initial = {"held_on": timezone.localdate(), "speaker": own.pk if own else None}
    for name in ("enterprise", "building", "sitting"):
        if request.GET.get(name, "").isdigit():
            initial[name] = request.GET[name]
    return form_page(
        request, forms_demands.TalkForm(request.POST or None, initial=initial),
        lambda **told: actions.record_talk(station=request.station, actor=request.user, **told),
        heading=_("Record a talk"), done=_("The talk is on record."), back=reverse("prevention-talks"), template=FORM,
    )  # fmt: skip


@page(see)
def talk_strike(request, pk: int):
    """Strike a talk out."""
    row = get_object_or_404(readings.talks(), pk=pk)
    demand(rules.may_strike(request.user, row))
    return form_page(
        request, forms.ReasonForm(request.POST or None),
        lambda **told: actions.strike_talk(talk=row, actor=request.user, **told),
        heading=_("Strike out · %(topic)s") % {"topic": row.topic}, done=_("The talk counts no more."),
        back=row.get_absolute_url(), submit=_("Strike out"), template=FORM,
    )  # fmt: skip


# -- recovered losses ----------------------------------------------------------------------------------------------

VERBS = {
    "give_back": (forms_demands.GiveBackForm, losses.give_back, gettext_lazy("Given back; it is to be verified.")),
    "send_back": (forms.ReasonForm, losses.send_back, gettext_lazy("Sent back to correct.")),
    "unverify": (forms.ReasonForm, losses.unverify, gettext_lazy("It counts no more.")),
    "withdraw": (forms.ReasonForm, losses.withdraw, gettext_lazy("Withdrawn.")),
}


@page(see)
def loss_list(request):
    """Recovered losses, the newest first."""
    return list_page(
        request, "community/partners/losses.html", LossFilter(request.GET, readings.losses(), request=request),
        title=_("Recovered losses"), columns=tables.LOSSES, record_export=leaves(request, "recovered-losses"),
        tones=LOSS_TONES,
    )  # fmt: skip


@page(see)
def one_loss(request, pk: int):
    """One recovered loss: whose, how much, against which receipt, verified by whom."""
    row = get_object_or_404(readings.losses(), pk=pk)
    context = {
        "heading": row.what, "loss": row, "tone": LOSS_TONES[row.state],
        "verbs": rules.LOSS.verbs(row, request.user),
        "may_correct": bool(rules.may_record_loss(request.user, row)), "timeline": story(row, LINES),
    }  # fmt: skip
    return render(request, "community/partners/loss.html", context)


def _initial(row: RecoveredLoss) -> dict:
    names = ("enterprise", "unit", "manner", "what", "amount", "recovered_on", "reference")
    return {name: getattr(row, name) for name in names} | {
        "incident": row.incident.number if row.incident_id else "", "case": row.case.number if row.case_id else "",
    }  # fmt: skip


@page(rules.may_record_loss)
def loss_new(request):
    """Record a loss that was recovered."""
    initial = {"recovered_on": timezone.localdate(), "enterprise": request.GET.get("enterprise")}
    return form_page(
        request, forms_demands.LossForm(request.POST or None, initial=initial),
        lambda **told: losses.enter(station=request.station, actor=request.user, **told),
        heading=_("Record a recovered loss"), back=reverse("recovered-losses"), template=FORM,
        done=_("On record. It counts once it is given back and a second person has verified it."),
    )  # fmt: skip


@page(see)
def loss_correct(request, pk: int):
    """Correct a recorded loss."""
    row = get_object_or_404(readings.losses(), pk=pk)
    demand(rules.may_record_loss(request.user, row))
    return form_page(
        request, forms_demands.LossForm(request.POST or None, initial=_initial(row) | {"client_id": row.client_id}),
        lambda client_id, **told: losses.correct(loss=row, actor=request.user, **told),
        heading=_("Correct · %(what)s") % {"what": row.what}, done=_("Saved."), back=row.get_absolute_url(),
        template=FORM,
    )  # fmt: skip


@page(see)
def loss_verb(request, pk: int, verb: str):
    """Give back, send back, withdraw: each with its form."""
    if verb not in VERBS:
        raise Http404
    form, action, done = VERBS[verb]
    row = get_object_or_404(readings.losses(), pk=pk)
    step = rules.LOSS.step(row.state, verb)
    if step is None:
        messages.error(request, _("This is no longer possible in the present state."))
        return redirect(row)
    demand(step.who(request.user, row))
    made = form(request.POST or None, request.FILES or None) if verb == "give_back" else form(request.POST or None)
    return form_page(
        request, made, lambda **told: action(loss=row, actor=request.user, **told),
        heading=f"{step.label} · {row.what}", done=done, back=row.get_absolute_url(), submit=step.label,
        template=FORM,
    )  # fmt: skip


@require_POST
@page(see)
def loss_verify(request, pk: int):
    """A second person verifies it."""
    row = get_object_or_404(RecoveredLoss.objects.all(), pk=pk)
    return act(request, lambda: losses.verify(loss=row, actor=request.user), _("It counts now."), row)
