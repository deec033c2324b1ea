"""The member's phone, under ``/me/``: give a clue in three taps, follow it, write to the officer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from community.clues import actions, giving, readings, rules
from community.clues.forms import GiveForm, MessageForm
from community.clues.giving import Given
from stations.kit.answer import RuleBroken
from stations.kit.views import page
from stations.places.geometry import plausible


@page(rules.may_follow)
@require_safe
def start(request):
    """Tap what it is; below, what became of one's own clues."""
    mine = list(readings.given_by(request.user)[: readings.NEWEST])
    gives = bool(rules.may_give(request.user))
    context = {"heading": _("Tell the police"), "gives": gives, "scenes": readings.scenes() if gives else [],
               "mine": mine}  # fmt: skip
    return render(request, "community/clues/start.html", context)


@page(rules.may_give)
@never_cache
def new(request, pk: int):
    """Where it is, and if one likes a photo, a voice note or words."""
    scene = get_object_or_404(readings.scenes(), pk=pk)
    form = GiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = send(request.station, scene, form.cleaned_data, giver=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            if given.receipt:
                return render(request, "community/clues/receipt.html", {"given": given, "heading": _("Thank you")})
            messages.success(request, _("Sent. Thank you."))
            # Sent by clues.js, which goes there itself: a redirect it followed would eat the message.
            to = reverse("my-clue", args=[given.clue.pk])
            return HttpResponseClientRedirect(to) if request.htmx else redirect(to)
    context = {"heading": scene.name, "scene": scene, "form": form, "steps": scene.card.split("\n")}
    return render(request, "community/clues/new.html", context, status=400 if form.errors else 200)


@page(rules.may_follow)
@never_cache
def mine(request, pk: int):
    """One's own clue, followed to the end; a word to the officer in charge."""
    found = get_object_or_404(readings.given_by(request.user), pk=pk)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.write(clue=found, **form.cleaned_data)
        messages.success(request, _("Sent."))
        return redirect("my-clue", found.pk)
    context = {"heading": found.scene.name, "clue": found, "stages": readings.stages(found), "form": form,
               "messages_of": found.messages.all()}  # fmt: skip
    return render(request, "community/clues/mine.html", context, status=400 if form.errors else 200)


def send(station, scene, told: dict, giver=None) -> Given:
    """Carry out what the form holds, of a member or of anybody."""
    lat, lng = told["lat"], told["lng"]
    if lat is None or lng is None or not plausible(lat, lng):
        lat = lng = None
    files = [(upload.name, upload.read()) for name in ("photos", "voice") for upload in told[name]]
    return giving.give(
        station=station, scene=scene, client_id=told["client_id"], giver=giver, words=told["words"],
        place=told["place"], lat=lat, lng=lng, files=files, protection=told.get("protection", "anonymous"),
    )  # fmt: skip
