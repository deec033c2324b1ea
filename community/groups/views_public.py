"""Public pages, without login: join by poster or slip, check a card. No name ever stands in an address."""

import uuid

from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone

from community.groups import codes, forms, joining
from community.groups.models import WatchGroup
from community.groups.readings import consent_text, members_on, settings_of
from stations.access.actions import pair_phone
from stations.access.origin import client_ip
from stations.access.public import open_page_with_token, public_page
from stations.kit import masks
from stations.kit.receipts import tidy
from stations.kit.scoping import in_station

PHONES = ("iPhone", "iPad", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux")


def _shown(request, context: dict, status: int = 200):
    return public_page(request, "community/groups/join.html", context, status, referrer="same-origin")


def _of(group: WatchGroup) -> dict:
    """What the page says before anything is asked."""
    with in_station(group.station):
        settings_ = settings_of(group.station)
        return {
            "group": group,
            "station": group.station,
            "brand": settings_.brand,
            "text": consent_text(group.station),
        }


@open_page_with_token
def join_code(request):
    """Type the code of a slip whose camera failed."""
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = tidy(form.cleaned_data["code"])
        if codes.SLIP.read(code) is not None:
            return redirect("join-slip", code)
        form.add_error("code", forms.WRONG_SLIP)
    return _shown(request, {"form": form, "typing": True}, 400 if form.errors else 200)


@open_page_with_token
def join_slip(request, token):
    """A personal slip: read, prove by four digits, agree or say "not me"."""
    row = joining.enrolment_of(token)
    if row is None and request.method != "POST":
        return _shown(request, {"gone": True}, 404)
    context = _of(row.group) if row else {}
    form = forms.SlipForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _shown(request, context | {"form": form}, 400 if form.errors else 200)
    if why := joining.refused(client_ip(request), f"slip:{token}", joining.PER_SLIP):
        return _shown(request, context | {"form": form, "refused": why})
    outcome = joining.answer_slip(code=token, verb=_verb(request), at=timezone.now(), **form.cleaned_data)
    return _told(request, outcome, context | {"form": form})


@open_page_with_token
def join_group(request, token):
    """The group's poster: read, say who you are, agree or say "not me"."""
    group = joining.group_of(token)
    if group is None:
        return _shown(request, {"gone": True}, 404)
    context = _of(group)
    form = forms.PosterForm(request.POST or None, initial={"key": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _shown(request, context | {"form": form}, 400 if form.errors else 200)
    number = form.cleaned_data["phone"]
    if why := joining.refused(client_ip(request), f"phone:{number}", joining.PER_NUMBER):
        return _shown(request, context | {"form": form, "refused": why})
    outcome = joining.answer_poster(group=group, verb=_verb(request), at=timezone.now(), **form.cleaned_data)
    return _told(request, outcome, context | {"form": form})


def _verb(request) -> str:
    return joining.NOT_ME if request.POST.get("verb") == joining.NOT_ME else joining.AGREE


def _told(request, outcome: joining.Outcome, context: dict):
    """The answer; a phone in hand of a brand-new account is connected and goes to the own membership."""
    if outcome.joined and outcome.joined.opened_account and not request.user.is_authenticated:
        return _connected(request, outcome.joined.member.user)
    return _shown(request, context | {"outcome": outcome.kind})


def _connected(request, user):
    label = next((name for name in PHONES if name in request.headers.get("User-Agent", "")), "")
    token = pair_phone(user=user, label=label, at=timezone.now())
    response = redirect("my-membership")
    response.set_cookie(
        "fg_device", token, max_age=settings.DEVICE_DAYS * 24 * 3600, httponly=True, samesite="Lax",
        secure=settings.SECURE, path="/",
    )  # fmt: skip
    return response


@open_page_with_token
def member_check(request, token):
    """Whether a card is valid: group, number, masked name, and nothing else."""
    member = joining.card_of(token)
    context: dict = {"checking": True}
    if member is not None:
        with in_station(member.station):
            person = members_on(timezone.localdate()).get(pk=member.pk)
            context["card"] = joining.Card(
                group=person.group_name or "", number=person.number, name=masks.name(person.user.name),
                station=member.station.name, brand=settings_of(member.station).brand,
            )  # fmt: skip
    return _shown(request, context, 200 if member else 404)
