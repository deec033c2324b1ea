"""Patterns with their bands, and the things a shift hands over: vehicles, keys, equipment."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from stations.crews import rules, setup, tables
from stations.crews.filters import AssetFilter
from stations.crews.forms import AssetForm, PatternForm
from stations.crews.models import Asset, CrewPattern
from stations.kit.form_pages import form_page
from stations.kit.views import act, list_page, page
from stations.roster.actions import running_day
from stations.timeline.actions import leaves


@page(rules.may_see_crews)
def patterns(request):
    """The patterns of the station, those in force first."""
    today = running_day()
    rows = CrewPattern.objects.prefetch_related("bands").order_by("order", "id")
    found = sorted(rows, key=lambda row: row.end is not None and row.end <= today)
    context = {
        "patterns": [(row, row.end is not None and row.end <= today) for row in found],
        "heading": _("Crew patterns"),
        "may_keep": bool(rules.may_keep_patterns(request.user)),
    }
    return render(request, "crews/patterns.html", context)


@require_POST
@page(rules.may_keep_patterns)
def defaults(request):
    """Give a station without patterns the default ones."""
    made = setup.install_defaults(station=request.station, actor=request.user)
    if made:
        messages.success(
            request, _("%(n)s patterns are set up. Adjust numbers and bands to your station.") % {"n": made}
        )
    else:
        messages.info(request, _("This station already has patterns."))
    return redirect("crew-patterns")


def _pattern_page(request, form: PatternForm, pattern: CrewPattern | None, heading: str):
    def verb(**_cleaned):
        setup.save_pattern(station=request.station, actor=request.user, pattern=pattern, **form.values())

    intro = _("Bands are counted from the handover; fixed posts keep the clock of their own day.")
    done = _("The pattern is saved; crews that have not begun follow within the hour.")
    back = reverse("crew-patterns")
    context = {"intro": intro, "pattern": pattern, "template": "crews/pattern_form.html"}
    return form_page(request, form, verb, heading=heading, done=done, back=back, **context)


@page(rules.may_keep_patterns)
def pattern_new(request):
    """Add a pattern."""
    form = PatternForm(request.POST or None, initial={"start": running_day()})
    return _pattern_page(request, form, None, _("Add a pattern"))


@page(rules.may_keep_patterns)
def pattern(request, pk: int):
    """Change a pattern."""
    found = get_object_or_404(CrewPattern.objects.prefetch_related("bands"), pk=pk)
    form = PatternForm(request.POST or None, initial=PatternForm.initial_of(found))
    return _pattern_page(request, form, found, _("Change %(name)s") % {"name": found.name})


@require_POST
@page(rules.may_keep_patterns)
def pattern_end(request, pk: int):
    """From the next duty day on no crews are made from it."""
    found = get_object_or_404(CrewPattern.objects.all(), pk=pk)
    verb = lambda: setup.end_pattern(pattern=found, actor=request.user)  # noqa: E731
    return act(request, verb, _("The pattern ends with today's duty."), "crew-patterns")


@page(rules.may_see_crews)
def assets(request):
    """Vehicles, keys and equipment."""
    filterset = AssetFilter(request.GET, Asset.objects.order_by("-active", "kind", "code"), request=request)

    return list_page(
        request, "crews/assets.html", filterset, title=_("Vehicles and equipment"), columns=tables.ASSETS,
        record_export=leaves(request, "assets"), may_keep=bool(rules.may_keep_patterns(request.user)),
    )  # fmt: skip


def _asset_page(request, form: AssetForm, asset: Asset | None, heading: str):
    def verb(**values):
        setup.save_asset(station=request.station, actor=request.user, asset=asset, **values)

    return form_page(request, form, verb, heading=heading, done=_("Saved."), back=reverse("crew-assets"))


@page(rules.may_keep_patterns)
def asset_new(request):
    """Add a vehicle, key or piece of equipment."""
    return _asset_page(request, AssetForm(request.POST or None), None, _("Add a thing"))


@page(rules.may_keep_patterns)
def asset(request, pk: int):
    """Change a vehicle, key or piece of equipment."""
    found = get_object_or_404(Asset.objects.all(), pk=pk)
    names = ("kind", "code", "name", "quantity", "active", "note")
    form = AssetForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    return _asset_page(request, form, found, _("Change %(name)s") % {"name": found})
