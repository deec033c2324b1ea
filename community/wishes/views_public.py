"""Wishes of everybody under ``/q/wish/``: no login; the answer is read with the receipt code.

One cookie, a random number of this phone: of it and each wish only a mark is kept, so that a phone counts once and
nobody can tell what else it wished. No address and no request number is kept.
"""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_scopes import scopes_disabled

from community.wishes import actions, giving, readings
from community.wishes.forms import ReceiptForm, WishForm
from community.wishes.giving import Given
from community.wishes.models import Wish
from community.wishes.ranking import settings_of
from community.wishes.words import TONES, State
from stations.access.counting import refused
from stations.access.origin import client_ip
from stations.access.public import code_refused, open_page, public_page, unknown
from stations.kit.answer import RuleBroken
from stations.kit.receipts import digest
from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.places.models import Community

# Within the hour; mobile networks share addresses.
WISHES_PER_ADDRESS = 20
COOKIE, COOKIE_DAYS = "fg_wish", 100


def _station(code: str) -> Station:
    return get_object_or_404(Station, code__iexact=code)


def device_of(request) -> str:
    """The random number of this phone, as its cookie says; empty where it has none."""
    try:
        return str(uuid.UUID(request.COOKIES.get(COOKIE, "")))
    except ValueError:
        return ""


@open_page
def start(request, station: str):
    """Tap why."""
    found = _station(station)
    with in_station(found):
        context = {"public": True, "station": found, "scenes": list(readings.scenes()),
                   "open": settings_of(found).open, "community": request.GET.get("c", "")}  # fmt: skip
        return public_page(request, "community/wishes/public/start.html", context)


@open_page
def new(request, station: str, scene: str):
    """Where and when; the same wish near by is offered first; then the receipt code, shown once."""
    found = _station(station)
    with in_station(found):
        what = readings.scenes().filter(code=scene).first()
        if what is None:
            raise Http404
        chosen = Community.objects.filter(code__iexact=request.GET.get("c", "")).first()
        form = WishForm(request.POST or None, initial={"community": chosen} if chosen else None)
        context = {"public": True, "station": found, "scene": what, "form": form}
        if request.method == "POST" and form.is_valid():
            return _sent(request, found, what, form, context)
        response = public_page(request, "community/wishes/public/new.html", context, 400 if form.errors else 200)
        if not device_of(request):
            response.set_cookie(
                COOKIE, str(uuid.uuid4()), max_age=COOKIE_DAYS * 86400, httponly=True, samesite="Lax",
                path="/q/wish/", secure=request.is_secure(),
            )  # fmt: skip
        return response


def _sent(request, station: Station, scene, form: WishForm, context: dict):
    context["refused"] = refused(wishes=(client_ip(request), WISHES_PER_ADDRESS))
    if not context["refused"]:
        try:
            given = offered = carry_out(station, scene, form.cleaned_data, device=device_of(request))
        except RuleBroken as broken:
            form.add_error(None, str(broken.reason))
        else:
            if isinstance(given, Given):
                context = {"station": station, "given": given}
                return public_page(request, "community/wishes/public/receipt.html", context)
            return public_page(request, "community/wishes/public/same.html", context | {"same": offered})
    return public_page(request, "community/wishes/public/new.html", context, 400 if form.errors else 200)


def carry_out(station: Station, scene, told: dict, device: str = "", user=None) -> Given | list[tuple]:
    """Join, or wish anew; where the same wish is near by and nothing was said of it, those instead.

    Raises:
        RuleBroken: see :mod:`community.wishes.giving`.
    """
    at, who = timezone.now(), {"client_id": told["client_id"], "device": device, "user": user}
    who["phone"] = told.get("phone", "") if told.get("agreed") else ""
    if told["join"]:
        other = Wish.objects.select_related("station").filter(pk=told["join"]).first()
        if other is None:
            raise Http404
        return giving.join(wish=other, at=at, **who)
    where = {name: told[name] for name in ("community", "place", "lat", "lng")}
    if not told["apart"] and not giving.known(told["client_id"]):
        same = giving.near_same(station=station, band=told["band"], at=at, **where)
        if same:
            return same
    said = {name: told[name] for name in ("band", "days", "words")} | where | who
    return giving.wish(station=station, scene=scene, at=at, **said)


@open_page
def receipt(request):
    """What became of one's wish, with the receipt code; one tap says whether it was done well."""
    form, context = ReceiptForm(request.POST or None), {}
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        context["refused"] = code_refused(request, told["receipt"])
        if not context["refused"]:
            context |= _followed(told)
    status = 400 if form.errors else 200
    return public_page(request, "community/wishes/public/follow.html", {"form": form} | context, status)


def _followed(told: dict) -> dict:
    with scopes_disabled():
        voice = readings.heard(digest(told["receipt"]))
    if voice is None:
        return unknown(told["receipt"])
    with in_station(voice.station):
        if told["well"]:
            actions.say_well(voice=voice, well=told["well"] == "yes")
            voice.refresh_from_db(fields=["well"])
        shown = readings.listed().get(pk=voice.wish.main_id or voice.wish_id)
        return {
            "voice": voice, "wish": shown, "own": voice.wish, "station": voice.station, "receipt": told["receipt"],
            "stages": readings.stages(shown), "tone": TONES[State(shown.state)],
        }  # fmt: skip


@open_page
def board(request, station: str):
    """The list of the quarter: what was wished and what was done; nobody's name, nobody's words."""
    found = _station(station)
    with in_station(found):
        context = {"station": found, "board": readings.board(found, timezone.now()), "tones": TONES}
        return public_page(request, "community/wishes/public/board.html", context)
