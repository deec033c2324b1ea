"""The guards' phone: today's points, and the page a sign opens (DOMAIN §5; PA-01 … PA-15).

Every page works without JavaScript, without an app and without the permission to know where the phone is; with them
the same pages keep check-ins while there is no network (static/fenggang/phone/).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from patrols.checkins import actions
from patrols.checkins.answers import Outcome
from patrols.checkins.asks import asks_of
from patrols.checkins.items import moment
from patrols.checkins.models import CheckIn
from patrols.checkins.phone_data import address_of, kept_too, phone_data
from patrols.checkins.phone_words import in_friendly_words
from patrols.checkins.readings_why import why_cards
from patrols.checkins.today import VISITED, Walk, at_hand, duties_of, walk_of, walks_of
from patrols.checkins.words import Closing, Method
from patrols.routes import signs
from patrols.routes.models import Checkpoint
from patrols.routes.points import report_sign
from patrols.squads.agenda import unconfirmed_duty_list
from patrols.squads.phone import on_phone
from patrols.squads.readings import settings_of, standing
from stations.kit.answer import RuleBroken
from stations.kit.views import act

# What a scanned address may turn out to be instead of a point, and what helps.
REFUSALS = {
    "unknown": (_("This code is not known here"), _(
        "It is forged, incomplete, or belongs to another station. Scan the sign once more; if it stays so, tell your "
        "squad leader where the sign hangs.")),
    "reissued": (_("This code is no longer valid"), _(
        "The sign was replaced by a new one. Look for the new sign here; if the old one still hangs, take it off or "
        "tell your squad leader.")),
    "expired": (_("This code has run out"), _(
        "The display shows a new code every 15 seconds. Scan the one it shows now.")),
    "closed": (_("This point is no longer in use"), _(
        "Nothing is checked in here any more. Go on to the next point of your list.")),
}  # fmt: skip
REFUSED_SIGNS = {"unknown_sign": "unknown", "sign_reissued": "reissued", "code_expired": "expired",
                 "point_closed": "closed"}  # fmt: skip


@dataclass(slots=True)
class Surroundings:
    """What every page of the phone is drawn of: the guard's walks of today and the cards of their points."""

    walks: list[Walk]
    whys: dict
    context: dict

    @classmethod
    def of(cls, request, *more: Checkpoint) -> "Surroundings":
        """Read them in a fixed number of queries; ``more`` are points that need a card beside those of today."""
        at, limits = timezone.now(), settings_of(request.station)
        walks = walks_of(standing(request.user).guard, limits, at)
        points = {stop.point.pk: stop.point for walk in walks if walk.phase != "over" for stop in walk.stops}
        whys = why_cards((points | {point.pk: point for point in more}).values(), limits, at)
        asked = asks_of(walks, at)
        data = phone_data(request.user, walks, whys, at, asked)
        return cls(walks, whys, {"at": at, "phone": data, "asks": asked})


@on_phone
@require_safe
def home(request):
    """Today's duties, point by point; the page that stays on the phone."""
    found = Surroundings.of(request)
    now = at_hand(found.walks)
    rest = [walk for walk in found.walks if walk is not now]
    dues = unconfirmed_duty_list(request.user, timezone.localdate())
    context = found.context | {"walk": now, "rest": rest, "tab": "home", "dues": dues}
    context["phone"] |= kept_too()
    return render(request, "patrols/checkins/phone/home.html", context)


@on_phone
@require_safe
def duty(request, pk: int):
    """One duty of the guard's own, today's or another day's."""
    found = get_object_or_404(duties_of(standing(request.user).guard), pk=pk)
    walk = walk_of(found, settings_of(request.station), timezone.now())
    return render(request, "patrols/checkins/phone/duty.html", {"walk": walk})


def scan(request, token: str):
    """What a sign opens: for an officer the checkpoint's own page, for everybody else the page of the phone."""
    sign = signs.read(token)
    if sign and request.is_station_staff and not standing(request.user).guard:
        return redirect("checkpoint", sign.checkpoint_id)
    return scanned(request, token, sign)


@on_phone
def scanned(request, token: str, sign: signs.Sign | None):
    """Its point, the reason why it matters, one tap."""
    point = Checkpoint.objects.select_related("area").filter(pk=sign.checkpoint_id).first() if sign else None
    refusal = refusal_of(sign, point, timezone.now())
    if request.method == "POST" and point and refusal in ("", "expired"):
        method = Method.ROTATING if sign.step is not None else Method.SCAN
        return record(request, point, reverse("scan", args=[token]), token=token, method=method)
    known = own_check_in(request)
    if refusal and not (known and refusal == "expired"):
        return refused(request, refusal)
    return point_page(request, point, known, token=token)


@on_phone
def point(request, pk: int):
    """A point of the list, without its sign: the same card; checking in needs a photo of the spot."""
    found = get_object_or_404(Checkpoint.objects.select_related("area").filter(active=True), pk=pk)
    if request.method == "POST":
        return record(request, found, reverse("phone-point", args=[pk]), checkpoint=found, method=Method.PHOTO)
    return point_page(request, found, own_check_in(request))


@on_phone
@require_safe
def typed(request):
    """The code under the sign, typed by hand where no camera reads it."""
    code = request.GET.get("code", "").strip()
    found = Checkpoint.objects.filter(active=True, code__iexact=code).first() if code else None
    if found:
        return redirect("phone-point", found.pk)
    return refused(request, "unknown")


@require_POST
@on_phone
def sign_lost(request, pk: int):
    """The sign is gone or cannot be read: the office is told and hangs a new one (PA-12)."""
    found = get_object_or_404(Checkpoint.objects.filter(active=True), pk=pk)
    return act(
        request,
        lambda: report_sign(checkpoint=found, actor=request.user, at=timezone.now()),
        _("Thank you. The patrol office has been told about the sign."),
        reverse("phone-point", args=[pk]),
    )


@require_POST
@on_phone
def closing(request, client_id: uuid.UUID):
    """Close the why-card: nothing, a hazard, something else (without JavaScript)."""
    guard, chosen = standing(request.user).guard, request.POST.get("closing", "")
    row = get_object_or_404(CheckIn.objects.filter(guard=guard), client_id=client_id)
    if chosen not in Closing.values:
        return redirect("phone")
    try:
        actions.close_card(guard=guard, client_id=client_id, closing=chosen)
    except RuleBroken as refusal:
        messages.error(request, refusal.reason)
        return redirect("phone")
    report = address_of("phone-finding")
    if chosen == Closing.NOTHING or not report:
        return redirect("phone")
    return redirect(f"{report}?checkpoint={row.checkpoint_id}&check_in={row.pk}&closing={chosen}")


def refusal_of(sign: signs.Sign | None, found: Checkpoint | None, at: datetime) -> str:
    """Why a token opens no point now, a word of ``REFUSALS``, or ""."""
    if sign is None or found is None:
        return "unknown"
    if not found.active:
        return "closed"
    if sign.version != found.sign_version:
        return "reissued"
    return "" if sign.is_fresh(at) else "expired"


def refused(request, word: str):
    """A page that says what is wrong with a code and what to do."""
    title, text = REFUSALS[word]
    status = 410 if word in ("reissued", "closed", "expired") else 404
    context = Surroundings.of(request).context | {"title": title, "text": text, "word": word}
    return render(request, "patrols/checkins/phone/refused.html", context, status=status)


def point_page(request, found: Checkpoint, known: CheckIn | None, token: str = ""):
    """The page of a point: before the tap its card and the button, after it the result."""
    around = Surroundings.of(request, found)
    walk = walk_with(around.walks, found.pk)
    context = around.context | {
        "point": found, "why": around.whys.get(found.pk), "token": token,
        "asks": [ask for ask in around.context["asks"] if ask.point_id == found.pk], "walk": walk, "done": known,
        "visited": walk and any(stop.point.pk == found.pk and stop.state == VISITED for stop in walk.stops),
        "client_id": uuid.uuid4(), "flags": in_friendly_words(known.flags) if known else [],
        "closings": Closing.choices if known and not known.closing else [],
    }  # fmt: skip
    return render(request, "patrols/checkins/phone/point.html", context)


def walk_with(walks: list[Walk], point_id: int) -> Walk | None:
    """The duty a check-in at a point belongs to: one that goes on and owes it, else the one that goes on."""
    going = [walk for walk in walks if walk.phase in ("now", "grace")]
    owing = [walk for walk in going if any(stop.point.pk == point_id for stop in walk.stops)]
    return (owing or going or [None])[0]


def own_check_in(request) -> CheckIn | None:
    """The check-in that the address names as just made, if it is the guard's own."""
    try:
        client_id = uuid.UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return CheckIn.objects.filter(guard=standing(request.user).guard, client_id=client_id).first()


def record(request, found: Checkpoint, here: str, **proof):
    """One tap without JavaScript: no position, perhaps a photo; then the same page with the result.

    Args:
        found: the point.
        here: where to come back to.
        proof: ``token`` or ``checkpoint``, and the method.
    """
    try:
        client_id = uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        client_id = uuid.uuid4()
    photo, now = request.FILES.get("photo"), timezone.now()
    at = now
    if photo:
        proof["method"] = Method.PHOTO
    elif proof["method"] == Method.ROTATING:
        # A display's code is judged at the moment it was scanned: that is when the page was opened.
        at = moment(request.POST.get("opened", "")) or now
    outcome = actions.check_in(
        guard=standing(request.user).guard, client_id=client_id, claimed_at=at, sent_at=now, device=request.device,
        photo=photo.read() if photo else None, **proof,
    )  # fmt: skip
    if outcome.id is None:
        return refused_tap(request, found, outcome)
    return redirect(f"{here}?done={client_id}")


def refused_tap(request, found: Checkpoint, outcome: Outcome):
    """The tap was not recorded: why, and the way on."""
    if outcome.code in REFUSED_SIGNS:
        return refused(request, REFUSED_SIGNS[outcome.code])
    reasons = [str(reason) for reasons in outcome.errors.values() for reason in reasons]
    context = Surroundings.of(request).context | {
        "title": _("Not recorded"), "text": " ".join(reasons) or outcome.message, "point": found,
    }  # fmt: skip
    return render(request, "patrols/checkins/phone/refused.html", context, status=409)


@on_phone
@require_safe
def photo(request, pk: int):
    """What the spot looks like."""
    found = get_object_or_404(Checkpoint.objects.select_related("photo").exclude(photo=None), pk=pk)
    response = FileResponse(found.photo.content.open("rb"), content_type=found.photo.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def offline(request):
    """What the phone shows when there is no network and nothing of anybody is kept on it."""
    return render(request, "patrols/checkins/phone/offline.html")
