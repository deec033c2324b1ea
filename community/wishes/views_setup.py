"""What a station sets of wishes: weights, reasons to tap, posters."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.wishes import actions, defaults, documents, rules
from community.wishes.forms import SceneForm, SettingsForm
from community.wishes.models import WishScene
from community.wishes.ranking import settings_of
from stations.kit.form_pages import form_page
from stations.kit.views import act, page
from stations.places.models import Community


@page(rules.may_set_wishes)
def settings(request):
    """Weights and numbers."""
    row = settings_of(request.station)
    form = SettingsForm(request.POST or None, initial={name: getattr(row, name) for name in SettingsForm.base_fields})
    return form_page(
        request, form,
        lambda **values: actions.save_settings(station=request.station, actor=request.user, **values) and None,
        heading=_("Settings of wishes"), done=_("Saved."), back=reverse("wishes"),
        intro=_("How much each ground weighs in the ranking; the list says for each wish which grounds it has."),
    )  # fmt: skip


@page(rules.may_see_wishes)
def scenes(request):
    """The reasons as residents see them."""
    context = {"heading": _("Reasons of wishes"), "scenes": WishScene.objects.all(),
               "may_set": bool(rules.may_set_wishes(request.user))}  # fmt: skip
    return render(request, "community/wishes/scenes.html", context)


@page(rules.may_set_wishes)
def scene(request, pk: int | None = None):
    """Make or change a reason."""
    row = get_object_or_404(WishScene.objects.all(), pk=pk) if pk else None
    names = SceneForm.base_fields
    form = SceneForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})
    return form_page(
        request, form,
        lambda **values: actions.save_scene(
            station=request.station, actor=request.user, scene=row, **values) and None,
        heading=row.name if row else _("New reason"), done=_("Saved."), back=reverse("wish-scenes"),
    )  # fmt: skip


@page(rules.may_set_wishes)
@require_POST
def install(request):
    """Begin with the reasons that come with the house."""
    verb = lambda: defaults.install(request.station, actor=request.user)  # noqa: E731
    return act(request, verb, _("The first reasons are there."), "wish-scenes")


@page(rules.may_see_wishes)
def posters(request):
    """One poster for the station, one for each community with the community already chosen."""
    context = {"heading": _("Posters of wishes"), "communities": Community.objects.only("code", "name"),
               "address": documents.address_of(request.station)}  # fmt: skip
    return render(request, "community/wishes/posters.html", context)


@never_cache
@page(rules.may_see_wishes)
def poster(request, pk: int | None = None):
    """An A4 poster with the code."""
    community = get_object_or_404(Community.objects.only("code", "name"), pk=pk) if pk else None
    response = HttpResponse(documents.poster(request.station, community), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="wishes-{community.pk if community else "station"}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
