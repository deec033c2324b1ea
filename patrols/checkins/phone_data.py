"""What the phone keeps for the time without a network: the guard's own walks of today and their points, no person."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from patrols.checkins.asks import Ask
from patrols.checkins.phone_words import finding_words, words
from patrols.checkins.readings_why import Why
from patrols.checkins.today import Walk
from patrols.routes.models import Checkpoint
from patrols.squads.phone import owner_key

# Enough for a shift in an alley; what is not on it is still kept and checked by the server later.
MOST_POINTS = 200
# The hot door (patrols.checkins.door), which stands before the addresses are resolved.
UPLOAD = "/c/check-ins/"


# What upper rooms keep on the phone beside the walks, asked once a page of today.
_more: list[Callable[[], dict]] = []


def keep_too(facts: Callable[[], dict]) -> None:
    """Keep something more for the time without a network; called from ``registrations.py``."""
    _more.append(facts)


def kept_too() -> dict:
    """All of that, of the station in scope."""
    return {name: value for facts in _more for name, value in facts().items()}


def address_of(name: str) -> str:
    """The address of a page that another room may or may not have yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def phone_data(user, walks: list[Walk], whys: dict[int, Why], at: datetime, asked: Sequence[Ask] = ()) -> dict:
    """The JSON beside every page of the phone.

    Args:
        user: the guard's account.
        walks: the duties of today.
        whys: why-cards by point.
        at: now, by the server's clock.
        asked: what rooms above want looked at.
    """
    points = {stop.point.pk: stop.point for walk in walks for stop in walk.stops}
    lines: dict[int, list[str]] = defaultdict(list)
    for ask in asked:
        if ask.point_id:
            lines[ask.point_id].append(ask.line)
    return {
        "owner": owner_key(user),
        "at": at.isoformat(),
        "upload": UPLOAD,
        "home": reverse("phone"),
        "worker": reverse("phone-worker"),
        "pair": f"{reverse('code-enter')}?next={reverse('phone')}",
        "finding": address_of("phone-finding"),
        "findings": address_of("finding-upload"),
        "scanner": static("vendor/barcode-detector.js"),
        "wasm": static("vendor/zxing_reader.wasm"),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "walks": [walk_data(walk) for walk in walks],
        "points": {
            pk: point_data(point, whys.get(pk), lines[pk]) for pk, point in list(points.items())[:MOST_POINTS]
        },
        "words": words() | finding_words(),
    }


def walk_data(walk: Walk) -> dict:
    """One duty: when, and its points with where they stand."""
    return {
        "id": walk.duty.pk,
        "phase": walk.phase,
        "mode": walk.duty.mode,
        "left": walk.left,
        "stops": [
            {"point": stop.target.checkpoint_id, "state": stop.state, "wanted": stop.wanted} for stop in walk.stops
        ],
    }


def point_data(point: Checkpoint, why: Why | None, asked: Sequence[str] = ()) -> dict:
    """One point with its card."""
    return {
        "code": point.code,
        "name": point.name,
        "where": point.where,
        "look_at": point.look_at,
        "stay": point.stay_minutes,
        "indoor": point.indoor,
        "version": point.sign_version,
        "asks": list(asked),
        "why": {"calls": why.calls, "total": why.total, "hazards": why.hazards, "more": why.more,
                "days": why.days, "reach": why.reach} if why else None,
    }  # fmt: skip
