"""Clues of everybody under ``/q/clues/``: no login, no cookie; what came of it is read with the receipt code.

Nothing about who asks is kept: no account, no address, no request number in the day-book.
"""

import uuid

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from community.clues import actions, readings
from community.clues.forms import PublicGiveForm, ReceiptForm
from community.clues.models import Clue
from community.clues.phone import send
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import code_refused, open_page, public_page, unknown
from stations.kit.answer import RuleBroken
from stations.kit.crypto import blind_index
from stations.kit.scoping import in_station
from stations.organisation.models import Station

# Within the hour; mobile networks share addresses.
CLUES_PER_ADDRESS = 30


class WordForm(ReceiptForm):
    """A further word of an anonymous giver."""

    words = forms.CharField(label=_("Message"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


def _station(code: str) -> Station:
    return get_object_or_404(Station, code__iexact=code)


@open_page
def start(request, station: str):
    """Tap what it is."""
    found = _station(station)
    with in_station(found):
        context = {"public": True, "station": found, "scenes": list(readings.scenes())}
        return public_page(request, "community/clues/public/start.html", context)


@open_page
def new(request, station: str, scene: str):
    """Where it is; after sending the receipt code, shown once."""
    found = _station(station)
    with in_station(found):
        what = readings.scenes().filter(code=scene).first()
        if what is None:
            raise Http404
        form = PublicGiveForm(request.POST or None, request.FILES or None)
        context = {"public": True, "station": found, "scene": what, "form": form, "steps": what.card.split("\n")}
        if request.method == "POST" and form.is_valid():
            context["refused"] = refused(clues=(client_ip(request), CLUES_PER_ADDRESS))
            if not context["refused"]:
                try:
                    given = send(found, what, form.cleaned_data)
                except RuleBroken as broken:
                    form.add_error(None, str(broken.reason))
                else:
                    return public_page(
                        request, "community/clues/public/receipt.html", {"station": found, "given": given}
                    )
        return public_page(request, "community/clues/public/new.html", context, 400 if form.errors else 200)


@open_page
def receipt(request):
    """How far one's clue is, with the receipt code; a further word to the officer in charge."""
    form, context = WordForm(request.POST or None, initial={"client_id": uuid.uuid4()}), {}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        context["refused"] = code_refused(request, told["receipt"])
        if not context["refused"]:
            context |= _found(told)
    return public_page(
        request, "community/clues/public/follow.html", {"form": form} | context, 400 if form.errors else 200
    )


def _found(told: dict) -> dict:
    digest = blind_index(told["receipt"])
    with scopes_disabled():
        clue = Clue.objects.select_related("station").filter(receipt_digest=digest).first()
    if clue is None:
        return unknown(told["receipt"])
    with in_station(clue.station):
        if told["words"].strip():
            key = told["client_id"] or uuid.uuid4()
            actions.write(clue=clue, words=told["words"], client_id=key)
        clue = readings.listed().get(pk=clue.pk)
        return {
            "clue": clue, "station": clue.station, "stages": readings.stages(clue), "receipt": told["receipt"],
            "messages_of": list(clue.messages.all()), "fresh": uuid.uuid4(),
        }  # fmt: skip
