"""The officer's phone and the taps of crews."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from stations.dispatch import actions, phone, rules
from stations.dispatch.forms import FixForm, PassOnForm
from stations.dispatch.models import Assignment
from stations.dispatch.readings import with_people
from stations.kit.answer import demand
from stations.kit.views import act, page
from stations.organisation.rules import officer_of

SAID = {
    "accept": _("Accepted."),
    "depart": _("En route."),
    "arrive": _("Arrived. Report the result when you are done."),
    "done": _("Your crew has left the scene."),
    "ask_support": _("The command room knows that you need support."),
    "recall": _("The crew is called back."),
}
# Taps that may carry a position of their moment.
PLACED = frozenset({"accept", "depart", "arrive", "done", "ask_support"})


def back_to(request, fallback: str) -> str:
    """Where the person was: ``next`` of the form if it lies on this portal."""
    wanted = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if local and wanted.startswith("/") else fallback


@page(rules.may_see_tasks)
def my_tasks(request):
    """What my crews were sent to; asked by the page itself, only its part is drawn again."""
    now, serves = timezone.now(), officer_of(request.user)
    cards = phone.open_cards(request.user) if serves else []
    own = {card.row.crew_id for card in cards}
    context = {
        "cards": cards,
        "ended": phone.ended_rows(request.user, now) if serves else [],
        "takers": phone.takers(now, own) if any("pass_on" in card.verbs for card in cards) else [],
        "now": now,
    }
    template = "dispatch/parts/cards.html" if request.htmx else "dispatch/my_tasks.html"
    return render(request, template, context)


def _assignment(request, pk: int) -> Assignment:
    row = get_object_or_404(with_people(Assignment.objects.all()), pk=pk)
    demand(rules.may_see(request.user, row))
    return row


@require_POST
@page(rules.may_see_tasks)
def assignment_verb(request, pk: int, verb: str):
    """One tap of a crew, or the command room calling it back."""
    if verb not in SAID:
        raise Http404
    row, fix = _assignment(request, pk), FixForm(request.POST).fix if verb in PLACED else {}
    tap = getattr(actions, verb)
    home = reverse("incident", args=[row.incident_id]) if verb == "recall" else reverse("my-tasks")
    return act(request, lambda: tap(assignment=row, actor=request.user, **fix), SAID[verb], back_to(request, home))


@require_POST
@page(rules.may_see_tasks)
def assignment_pass_on(request, pk: int):
    """Hand the task over to another crew."""
    row, form = _assignment(request, pk), PassOnForm(request.POST)
    back = back_to(request, reverse("my-tasks"))
    if not form.is_valid():
        messages.error(request, _("Choose a crew."))
        return redirect(back)
    crew = form.cleaned_data["crew"]
    return act(
        request, lambda: actions.pass_on(assignment=row, crew=crew, actor=request.user), _("Handed over."), back
    )
