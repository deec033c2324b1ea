"""Pages that plan: a new patrol, a copy of last week's, changes; the numbers of the station."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.groups.readings import standing
from community.nights import actions, forms, readings, rules
from community.nights.models import NightPlace
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.organisation.rules import officer_of
from stations.roster.readings import parse_day

TEMPLATE = "community/nights/plan.html"


@page(rules.may_plan)
def new(request):
    """Plan a patrol; ``?copy=`` begins with an earlier one, a week later."""
    patrol, asked = None, request.GET.get("copy", "")
    if asked.isdecimal() and len(asked) < 19:
        patrol = get_object_or_404(readings.listed().prefetch_related("wanted", "places"), pk=asked)
    day = parse_day(request.GET.get("day"), (patrol.duty_date + 7 * readings.DAY) if patrol else readings.today())
    initial = forms.initial_of(actions.copied(patrol, day)) if patrol else _empty(request, day)
    return form_page(
        request, forms.PlanForm(request.POST or None, user=request.user, patrol=patrol, day=day, initial=initial),
        lambda **told: actions.plan(station=request.station, actor=request.user, **told),
        heading=_("Plan a night patrol"), done=_("Planned. Nobody is asked before you call for helpers."),
        back=reverse("night-patrols"), template=TEMPLATE, submit=_("Plan"), copied=patrol,
    )  # fmt: skip


def _empty(request, day):
    """Two hours in the evening, in the only community somebody answers for; community officers are in charge."""
    who, own = standing(request.user), officer_of(request.user)
    return {
        "night": day, "begins": "20:00", "ends": "22:00", "want_any": 6, "vetted": True,
        "community": next(iter(who.communities)) if len(who.communities) == 1 else None,
        "officer": own if who.communities else None,
        "command_phone": readings.settings_of(request.station).command_phone,
    }  # fmt: skip


@page(rules.may_plan)
def change(request, pk: int):
    """Change a plan that has not begun."""
    found = get_object_or_404(readings.listed().select_related("course").prefetch_related("wanted", "places"), pk=pk)
    initial = forms.initial_of(actions.copied(found, found.duty_date))
    return form_page(
        request,
        forms.PlanForm(request.POST or None, user=request.user, patrol=found, day=found.duty_date, initial=initial),
        lambda **told: actions.change(patrol=found, actor=request.user, **told),
        heading=_("Change %(name)s") % {"name": found}, done=_("Saved."), back=found.get_absolute_url(),
        template=TEMPLATE,
    )  # fmt: skip


@require_POST
@page(rules.may_plan)
def place(request, pk: int):
    """Move a key place one step earlier or later."""
    found = get_object_or_404(NightPlace.objects.select_related("patrol__station"), pk=pk)
    later = request.POST.get("verb") == "later"
    return act(
        request, lambda: actions.move_place(place=found, actor=request.user, later=later), _("Saved."), found.patrol
    )


@page(rules.may_set)
def settings(request):
    """The numbers of night patrols."""
    row = readings.settings_of(request.station)
    return form_page(
        request, forms.SettingsForm.of(row, request.POST or None),
        lambda **told: actions.keep_settings(station=request.station, actor=request.user, **told) and None,
        heading=_("Settings of night patrols"), done=_("Saved."), back=reverse("night-patrols"),
        intro=_("Quiet hours and the number of requests a week are among the crime-watch settings."),
    )  # fmt: skip
