"""Under ``/me/``: my thanks and points, appeals, the shelf, my reservations with the code for the desk."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.signed import grouped
from stations.kit.views import act, page
from stations.recognition import actions, codes, deeds, readings, rules, shelf, tables
from stations.recognition.forms import AppealForm
from stations.recognition.models import Deed, LedgerEntry
from stations.recognition.models_rewards import Reservation, Reward
from stations.recognition.words import Taken


@page(rules.has_points)
@never_cache
def my_points(request):
    """Thanks first, then what I have and how it came about."""
    settings, user, now = actions.settings_of(request.station), request.user, timezone.now()
    context = {
        "heading": _("My points"), "balance": actions.balance(user), "tones": tables.TONES, "settings": settings,
        "lines": readings.own_lines(user, settings.appeal_days, now),
        "reservations": readings.waiting_for(user).filter(state=Taken.RESERVED),
        "thanks": readings.commendations().filter(user=user)[:3],
    }  # fmt: skip
    return render(request, "recognition/my_points.html", context)


def _appeal(request, of):
    days = actions.settings_of(of.station).appeal_days
    told = [_("Once, within %(days)s days. You read the decision here.") % {"days": days}]
    if of.protected:
        told.append(_("Whoever decides is not told who you are: write nothing that says it."))
    return form_page(
        request, AppealForm(request.POST or None),
        lambda words: deeds.appeal(actor=request.user, of=of, words=words) and None,
        heading=_("Appeal"), done=_("Sent. Somebody who had no part in it decides."), back=reverse("my-points"),
        submit=_("Appeal"),
        intro=" ".join(told),
    )  # fmt: skip


@page(rules.has_points)
def my_appeal(request, pk: int):
    """I disagree with a booking."""
    entry = get_object_or_404(LedgerEntry.objects.select_related("station"), pk=pk, user=request.user)
    return _appeal(request, entry)


@page(rules.has_points)
def my_refusal_appeal(request, pk: int):
    """I disagree with a refusal."""
    deed = get_object_or_404(Deed.objects.select_related("station"), pk=pk, user=request.user)
    return _appeal(request, deed)


@page(rules.has_points)
@never_cache
def my_shelf(request):
    """What there is, and whether my points reach."""
    today = timezone.localdate()
    have, budget = actions.balance(request.user), shelf.budget_of(today)
    may = rules.may_exchange(actions.earning(request.user, request.station))
    context = {
        "heading": _("Reward shelf"), "balance": have, "key": uuid.uuid4(),
        "rows": [(row, have >= row.points and row.shelf > 0, row.points - have) for row in readings.offered(today)],
        "closed": budget is None or have < 0 or not may, "below": have < 0, "may": may,
        "reservations": readings.waiting_for(request.user)[:10], "tones": tables.TONES,
    }  # fmt: skip
    return render(request, "recognition/my_shelf.html", context)


@page(rules.has_points)
@require_POST
def my_reserving(request, pk: int):
    """Take one off the shelf; a second tap is the same reservation."""
    reward = get_object_or_404(Reward.objects.select_related("station"), pk=pk)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return act(request, _stale, "", "my-shelf")
    made: list[Reservation] = []
    answer = act(
        request, lambda: made.append(shelf.reserve(reward=reward, actor=request.user, client_id=key)),
        _("It waits for you at the desk."), "my-shelf",
    )  # fmt: skip
    return redirect(made[0]) if made else answer


def _stale():
    raise RuleBroken(_("This page was already used. Open it anew."), code="idempotency")


@page(rules.has_points)
@never_cache
def my_reservation(request, pk: int):
    """The code to show at the desk."""
    found = get_object_or_404(readings.waiting_for(request.user), pk=pk)
    code = codes.code_of(found.pk)
    context = {
        "heading": found.reward.name, "reservation": found, "code": grouped(code), "drawn": codes.drawn(code),
        "waits": rules.waits(found, timezone.now()), "tone": tables.TONES[found.state],
    }  # fmt: skip
    return render(request, "recognition/my_reservation.html", context)


@page(rules.has_points)
@require_POST
def my_cancelling(request, pk: int):
    """I give it back; the points return."""
    found = get_object_or_404(readings.waiting_for(request.user), pk=pk)
    return act(
        request, lambda: shelf.cancel(reservation=found, actor=request.user), _("Ended; the points went back."),
        "my-shelf",
    )  # fmt: skip
