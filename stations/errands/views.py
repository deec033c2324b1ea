"""Pages of errands (巡逻需求): what is open, ranked, beside its map; one errand with what could carry it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.errands import actions, ground, readings, rules, tables
from stations.errands.filters import ErrandFilter
from stations.errands.forms import DeclineForm, PlanForm, SettingsForm
from stations.errands.models import Errand
from stations.errands.words import TONES, State
from stations.kit.answer import RuleBroken
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.organisation.actions import record_export
from stations.timeline.models import Entry
from stations.timeline.sentences import lines

SHOWN = 100


@page(rules.may_see_errands)
def errands(request):
    """What is open: to be put on a route, on the way, to be confirmed; the heaviest first."""
    rows = list(readings.listed().open().order_by("-weight", "asked_at", "id")[:SHOWN])
    for number, row in enumerate(rows, 1):
        row.number = number
    groups = [
        (_("To be put on a route"), "warn", [row for row in rows if row.state == State.ASKED and not row.passes]),
        (_("Walked: confirm it"), "ok", [row for row in rows if row.passes]),
        (_("On a route"), "info", [row for row in rows if row.state == State.PLANNED and not row.passes]),
    ]
    context = {
        "heading": _("Patrol errands"), "groups": groups, "map": ground.communities(), "any": bool(rows),
        "may_set": bool(rules.may_set_errands(request.user)),
    }  # fmt: skip
    return render(request, "errands/errands.html", context)


@page(rules.may_see_errands)
def errand_list(request):
    """All of them, filtered, paged, exported."""
    filterset = ErrandFilter(request.GET, readings.listed().order_by("-asked_at", "-id"), request=request)

    def exported(count):
        record_export(actor=request.user, station=request.station, what="errands", count=count)

    return list_page(
        request, "errands/list.html", filterset, title=_("All patrol errands"), columns=tables.ERRANDS,
        record_export=exported, tones=TONES,
    )  # fmt: skip


@page(rules.may_see_errands)
def errand(request, pk: int):
    """One errand: why, where, when; what passes there at that time; who passed."""
    found = get_object_or_404(readings.listed(), pk=pk)
    verbs = {step.verb for step in rules.STEPS.verbs(found, request.user, timezone.now())}
    offers = readings.offers_for(request.user, found, timezone.now()) if "plan" in verbs else []
    shown = ground.communities()
    if found.lat is not None:
        near = actions.settings_of(request.station).near_metres
        shown.look_at([(found.lat, found.lng)]).point(found.lat, found.lng, name=found.place, reach=near)
    context = {
        "errand": found, "tone": TONES[State(found.state)], "verbs": verbs, "groups": offers, "map": shown,
        "passings": found.passings.order_by("-at")[:SHOWN],
        "timeline": lines(Entry.objects.about(found).select_related("actor")[:50]),
    }  # fmt: skip
    return render(request, "errands/errand.html", context)


@page(rules.may_see_errands)
@require_POST
def plan(request, pk: int):
    """Put it on something that passes there."""
    found, form = get_object_or_404(Errand.objects.all(), pk=pk), PlanForm(request.POST)

    def verb():
        if not form.is_valid():
            raise RuleBroken(_("Choose a route."), code="no_carrier")
        actions.plan(errand=found, actor=request.user, **form.cleaned_data)

    return act(request, verb, _("It is on the route; the guards see it on their phones."), found)


@page(rules.may_see_errands)
@require_POST
def release(request, pk: int):
    """Take it off its route."""
    found = get_object_or_404(Errand.objects.all(), pk=pk)
    return act(request, lambda: actions.release(errand=found, actor=request.user), _("Taken off the route."), found)


@page(rules.may_see_errands)
@require_POST
def finish(request, pk: int):
    """Confirm that it was walked."""
    found = get_object_or_404(Errand.objects.all(), pk=pk)
    verb = lambda: actions.finish(errand=found, actor=request.user)  # noqa: E731
    return act(request, verb, _("Confirmed. Whoever asked is told."), found)


@page(rules.may_see_errands)
def decline(request, pk: int):
    """Say no with the reason."""
    found = get_object_or_404(Errand.objects.all(), pk=pk)
    return form_page(
        request, DeclineForm(request.POST or None),
        lambda reason: actions.decline(errand=found, actor=request.user, reason=reason) and None,
        heading=_("Decline the errand"), done=_("Declined. Whoever asked reads the reason."),
        back=found.get_absolute_url(), submit=_("Decline"), intro=str(found), danger=True,
    )  # fmt: skip


@page(rules.may_set_errands)
def settings(request):
    """The numbers."""
    row = actions.settings_of(request.station)
    names = ("near_metres", "slack_minutes", "days")
    return form_page(
        request, SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in names}),
        lambda **values: actions.save_settings(station=request.station, actor=request.user, **values) and None,
        heading=_("Settings of patrol errands"), done=_("Saved."), back=reverse("errands"),
    )  # fmt: skip
