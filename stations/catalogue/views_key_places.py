"""Pages of key places (重点部位): the list, marking one, taking the mark away."""

import django_filters
from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from stations.catalogue import key_places, rules
from stations.catalogue.filters import SpotFilter
from stations.catalogue.models import Spot
from stations.kit.filters import StationFilter, rows
from stations.kit.form_pages import form_page
from stations.kit.forms import ClockField, StationForm
from stations.kit.tables import Column
from stations.kit.views import act, list_page, page
from stations.places.readings import named_communities
from stations.timeline.actions import leaves


def hours(spot: Spot) -> str:
    """When it matters, in words."""
    if spot.key_from is None or spot.key_until is None:
        return _t("around the clock")
    return f"{spot.key_from:%H:%M}–{spot.key_until:%H:%M}"


COLUMNS = [
    Column(_("Key place"), lambda row: row.name),
    Column(_("Why it matters"), lambda row: row.key_why),
    Column(_("Matters"), hours),
    Column(_("Address"), lambda row: row.address),
    Column(_("Community"), lambda row: row.community.name if row.community else ""),
    Column(_("Latitude"), lambda row: row.lat),
    Column(_("Longitude"), lambda row: row.lng),
]


class KeyPlaceFilter(StationFilter):
    """By words and community."""

    q = django_filters.CharFilter(label=_("Name, address or initials"), method="search")
    community = rows(named_communities, label=_("Community"), empty_label=_("all"))
    search = staticmethod(SpotFilter.search)


class KeyForm(StationForm):
    """Why and when a place matters."""

    why = forms.CharField(
        label=_("Why it matters"), max_length=120,
        help_text=_("For whoever walks past: children leave at four, quarrels after midnight, cables are stolen."),
    )  # fmt: skip
    key_from = ClockField(label=_("Matters from"), required=False)
    key_until = ClockField(
        label=_("Matters until"), required=False, help_text=_("Both empty: around the clock. May pass midnight.")
    )


@page(rules.may_see_catalogue)
def key_place_list(request):
    """All key places; which of them lie on no route is shown by the patrols, in a slot of their own."""
    return list_page(
        request, "catalogue/key_places.html",
        KeyPlaceFilter(request.GET, queryset=key_places.key_places(), request=request),
        title=_("Key places"), columns=COLUMNS, may_keep=rules.may_keep_catalogue(request.user),
        record_export=leaves(request, "key-places"),
    )  # fmt: skip


@page(rules.may_keep_catalogue)
def key_mark(request, pk: int):
    """Make a known place a key place, or change why and when it matters."""
    spot = get_object_or_404(Spot.objects.select_related("station"), pk=pk)
    initial = {"why": spot.key_why, "key_from": spot.key_from, "key_until": spot.key_until}
    return form_page(
        request,
        KeyForm(request.POST or None, initial=initial),
        lambda **values: key_places.mark(spot=spot, actor=request.user, **values) and None,
        heading=_t("Key place: %(name)s") % {"name": spot.name},
        done=_t("Saved."),
        back=reverse("spot", args=[spot.pk]),
        intro=spot.address,
    )


@require_POST
@page(rules.may_keep_catalogue)
def key_unmark(request, pk: int):
    """The place is a key place no longer."""
    spot = get_object_or_404(Spot.objects.select_related("station"), pk=pk)
    verb = lambda: key_places.unmark(spot=spot, actor=request.user)  # noqa: E731
    return act(request, verb, _t("The place stays known and is no key place any more."), reverse("spot", args=[pk]))
