"""Pages of gear: the store, one piece, what squads and guards carry."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from patrols.equipment import actions, readings, rules, tables
from patrols.equipment.filters import GearFilter
from patrols.equipment.forms import IssueForm, ReturnForm, StockForm
from patrols.equipment.models import Gear, GearIssue
from patrols.squads.phone import on_phone
from patrols.squads.readings import standing
from patrols.squads.rules import may_keep_patrols, may_see_patrols
from stations.kit.answer import NotAllowed
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.timeline.actions import leaves
from stations.timeline.sentences import story


@page(may_see_patrols)
def gear(request):
    """The store at a glance, and every piece."""
    filterset = GearFilter(request.GET, readings.listed(), request=request)

    return list_page(
        request, "patrols/equipment/gear.html", filterset, title=_("Gear"), columns=tables.GEAR,
        record_export=leaves(request, "gear"), shelves=readings.shelves(),
        may_keep=bool(may_keep_patrols(request.user)),
    )  # fmt: skip


@page(may_see_patrols)
def piece(request, pk: int):
    """One piece: where it is and who has had it."""
    found = get_object_or_404(Gear.objects.select_related("kind"), pk=pk)
    issues = list(found.issues.select_related("guard__user", "issued_by", "returned_to"))
    context = {
        "gear": found, "issues": issues, "steps": [step.verb for step in rules.STEPS.verbs(found, request.user)],
        "timeline": story(found),
    }  # fmt: skip
    return render(request, "patrols/equipment/piece.html", context)


@page(may_keep_patrols)
def stock(request):
    """Take new pieces into store."""
    return form_page(
        request, StockForm(request.POST or None),
        lambda **told: actions.stock(station=request.station, actor=request.user, **told) and None,
        heading=_("New gear"), done=_("The pieces are in store."), back=reverse("gear-list"),
    )  # fmt: skip


@page(may_keep_patrols)
@require_POST
def install(request):
    """Begin with the kinds that come with the house."""
    verb = lambda: actions.install(station=request.station, actor=request.user)  # noqa: E731
    return act(request, verb, _("The kinds of gear are there."), "gear-list")


@page(may_keep_patrols)
def issue(request, pk: int):
    """Hand a piece to a guard."""
    found = get_object_or_404(Gear.objects.select_related("kind"), pk=pk)
    return form_page(
        request, IssueForm(request.POST or None),
        lambda guard: actions.issue(gear=found, guard=guard, actor=request.user) and None,
        heading=_("Issue %(gear)s") % {"gear": found}, done=_("Issued; the guard confirms it on the phone."),
        back=found.get_absolute_url(), submit=_("Issue"),
    )  # fmt: skip


@page(may_keep_patrols)
def take_back(request, pk: int):
    """Take a piece back."""
    found = get_object_or_404(Gear.objects.select_related("kind"), pk=pk)
    return form_page(
        request, ReturnForm(request.POST or None),
        lambda **told: actions.take_back(gear=found, actor=request.user, **told) and None,
        heading=_("Take back %(gear)s") % {"gear": found}, done=_("It is noted."),
        back=found.get_absolute_url(), submit=pgettext("gear", "Take back"),
    )  # fmt: skip


@page(may_keep_patrols)
@require_POST
def move(request, pk: int, verb: str):
    """Repair, find again or retire a piece."""
    found = get_object_or_404(Gear.objects.all(), pk=pk)
    return act(request, lambda: actions.move(gear=found, verb=verb, actor=request.user), _("It is noted."), found)


@on_phone
@require_safe
def my_gear(request):
    """What the guard carries; what was just issued is confirmed here."""
    mine = standing(request.user)
    context = {"heading": _("My gear"), "tab": "me", "leads": mine.leads, "rows": readings.mine(mine.guard)}
    return render(request, "patrols/equipment/mine.html", context)


@on_phone
@require_POST
def confirm(request, pk: int):
    """The guard has received it."""
    row = get_object_or_404(GearIssue.objects.all(), pk=pk)
    return act(request, lambda: actions.confirm(issue=row, actor=request.user), _("Confirmed."), "phone-gear")


@on_phone
@require_safe
def squad_gear(request):
    """What the squad carries, guard by guard, for its leader."""
    mine = standing(request.user)
    if not mine.leads:
        raise NotAllowed(_("Only the squad leader may do this."), code="squad_leader_only")
    context = {"heading": _("Gear of the squad"), "tab": "squad", "leads": mine.leads,
               "guards": readings.carried(mine.leads)}  # fmt: skip
    return render(request, "patrols/equipment/squad.html", context)
