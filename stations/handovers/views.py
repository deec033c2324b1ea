"""Handovers: the list, the one of now, its page with signatures and counts, its print, the part for boards."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.handovers import actions, documents, readings, rules, tables
from stations.handovers.filters import HandoverFilter
from stations.handovers.forms import CountForm, NoteForm, SignForm, TimesForm
from stations.handovers.models import Handover
from stations.kit.export import download
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves, record
from stations.timeline.sentences import story

SIGN = {"give": actions.give, "take": actions.take}


def _handover(pk: int) -> Handover:
    return get_object_or_404(readings.rows().select_related("station"), pk=pk)


@page(rules.may_see)
def handovers(request):
    """All handovers, the newest first; what is unsigned is marked."""
    at = timezone.now()
    filterset = HandoverFilter(request.GET, readings.rows().order_by("-date"), request=request)

    return list_page(
        request, "handovers/handovers.html", filterset, title=_("Handovers"), columns=tables.handovers(at),
        record_export=leaves(request, "handovers"), at=at,
    )  # fmt: skip


@page(rules.may_see)
def today(request):
    """To the handover of now; opening it writes it."""
    handover = actions.prepare(station=request.station, at=timezone.now())
    if handover is None:
        messages.warning(request, _("Without a rotation plan there is no handover."))
        return redirect("handovers")
    return redirect("handover", pk=handover.pk)


@page(rules.may_see)
def handover(request, pk: int):
    """One handover: what to know, what was counted, two signatures."""
    at = timezone.now()
    actions.prepare(station=request.station, at=at)
    found = _handover(pk)
    on_duty = readings.works(request.user, at)
    checks = readings.checks_of(found)
    sheet = readings.sheet(found, at, request.user, on_duty)
    writes, things = bool(rules.may_write(request.user, on_duty)), readings.things(found, checks)
    context = {
        "handover": found,
        "at": at,
        "sheet": sheet,
        "things": things,
        "uncounted": any(thing.check is None for thing in things),
        "sides": _sides(request.user, found, at),
        "late": rules.is_late(found, at, readings.times()),
        "due": rules.is_due(found, at),
        "may_write": writes,
        "may_count": writes and found.state == Handover.State.OPEN and not sheet.lost,
        "note_form": NoteForm() if writes else None,
        "timeline": story(found),
    }
    return render(request, "handovers/handover.html", context)


def _sides(user, found: Handover, at) -> list[dict]:
    """What each signature box shows: who ought to sign, who did, and what the reader may do."""
    steps = {step.verb: step for step in rules.STEPS.verbs(found, user, at)}
    return [
        {
            "code": rules.OUTGOING, "group": found.outgoing_group, "commander": found.outgoing_commander,
            "user": found.given_by, "at": found.given_at, "reason": found.given_reason,
            "step": steps.get("give"), "back": steps.get("take_back"),
            "instead": not rules.is_commander(user, found, rules.OUTGOING),
        },
        {
            "code": rules.INCOMING, "group": found.incoming_group, "commander": found.incoming_commander,
            "user": found.taken_by, "at": found.taken_at, "reason": found.taken_reason, "step": steps.get("take"),
            "instead": not rules.is_commander(user, found, rules.INCOMING),
        },
    ]  # fmt: skip


@require_POST
@page(rules.may_see)
def sign(request, pk: int, verb: str):
    """Sign on one of the two sides."""
    found, form = _handover(pk), SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The reason has at most 120 characters."))
        return redirect("handover", pk=pk)
    words = _("You have handed the duty over.") if verb == "give" else _("You have taken the duty over.")
    return act(
        request,
        lambda: SIGN[verb](handover=found, actor=request.user, reason=form.cleaned_data["reason"]),
        words, reverse("handover", args=[pk]),
    )  # fmt: skip


@require_POST
@page(rules.may_see)
def take_back(request, pk: int):
    """Take the outgoing signature back."""
    found = _handover(pk)
    return act(
        request, lambda: actions.take_back(handover=found, actor=request.user),
        _("The signature is taken back."), reverse("handover", args=[pk]),
    )  # fmt: skip


@require_POST
@page(rules.may_see)
def count_all(request, pk: int):
    """One tap: everything not counted yet is there."""
    found = _handover(pk)
    return act(
        request, lambda: actions.count_all(handover=found, actor=request.user),
        _("Counted: everything else is there."), reverse("handover", args=[pk]) + "#assets",
    )  # fmt: skip


@require_POST
@page(rules.may_see)
def count(request, pk: int):
    """The exception: one thing with its number and remark."""
    found, form = _handover(pk), CountForm(request.POST)
    back = reverse("handover", args=[pk]) + "#assets"
    if not form.is_valid():
        messages.error(request, _("Give the number that is there; a remark has at most 120 characters."))
        return redirect(back)
    return act(
        request, lambda: actions.count(handover=found, actor=request.user, **form.cleaned_data),
        _("Counted."), back,
    )  # fmt: skip


@page(rules.may_see)
def paper(request, pk: int):
    """The handover as PDF to sign and file; taking it is recorded (SE-25)."""
    at, found = timezone.now(), _handover(pk)
    sheet = readings.sheet(found, at, request.user, readings.works(request.user, at))
    things = readings.things(found, readings.checks_of(found))
    content = documents.pdf(handover=found, sheet=sheet, things=things, maker=request.user, at=at)
    record(verb="handover.printed", subject=found, actor=request.user)
    return download(content, f"{documents.title(found)}-{found.date:%Y%m%d}.pdf", "application/pdf")


@page(rules.may_see)
def part(request):
    """The handover of now as boards and banners show it: nothing when both have signed."""
    at = timezone.now()
    found = readings.unsigned(request.station, at)
    late = bool(found) and rules.is_late(found, at, readings.times())
    context = {"handover": found, "late": late}
    if request.htmx:
        return render(request, "handovers/part.html", context)
    return render(request, "handovers/part_page.html", context | {"heading": _("Handover of the duty")})


# Fetched by open pages themselves: it keeps no session alive (DESIGN §7).
part.background = True


@page(rules.may_set_times)
def times(request):
    """When a handover is written and when it is late."""
    now = rules.minutes(readings.times())
    form = TimesForm(request.POST or None, initial=now)
    return form_page(
        request, form,
        lambda **values: actions.set_times(station=request.station, actor=request.user, **values) and None,
        heading=_("Times of the handover"), done=_("The times are set."), back=reverse("handover-today"),
    )  # fmt: skip
