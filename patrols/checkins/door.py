"""The hot doors: uploads from paired phones and programs are answered before sessions and pages are set up.

A phone's cookie or a program's token alone says who sends; the database function looks both up by itself, so one
upload is one statement. Everybody else (a login, a photo, an ``Idempotency-Key``) takes the ordinary way to the same
answer: :mod:`patrols.checkins.views_phone`, :mod:`patrols.checkins.api`.
"""

import json
import time
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from patrols.checkins import engine, items
from patrols.checkins.actions import merged, prepared
from patrols.checkins.answers import Outcome
from patrols.checkins.owners import owner_key
from patrols.schedule import LIVE
from stations.access.actions import digest, phone_of
from stations.kit import live
from stations.kit.problems import MEDIA_TYPE, body

PHONE_DOOR, API_DOOR = "/c/check-ins/", "/api/v1/check-ins/"
# Stands for the CSRF token of a paired phone: no other site can set it, and the cookie is SameSite=Lax besides.
HEADER, OWNER = "HTTP_X_CHECK_IN", "HTTP_X_PHONE_OWNER"
ENCODER = json.JSONEncoder(ensure_ascii=False)
STATUS = {"recorded": 201, "repeated": 200, "conflict": 409, "refused": 409}


class Bad(Exception):
    """The upload as a whole cannot be read: status, code and a sentence."""

    def __init__(self, status: int, code: str, sentence: str):
        super().__init__(code)
        self.status, self.code, self.sentence = status, code, sentence


class CheckInDoorMiddleware:
    """Takes the uploads that need no session; lets everything else through."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST":
            door = hot_door(request)
            if door:
                return answer(request, *door)
        return self.get_response(request)


def hot_door(request: HttpRequest) -> tuple[str, str] | None:
    """(door, secret) of an upload that may be answered here, else None."""
    path, meta = request.path_info, request.META
    if path not in (PHONE_DOOR, API_DOOR) or not meta.get("CONTENT_TYPE", "").startswith("application/json"):
        return None
    host = request.get_host()
    if path == PHONE_DOOR:
        secret, signed_in = request.COOKIES.get("fg_device"), settings.SESSION_COOKIE_NAME in request.COOKIES
        return ("device", digest("device", secret)) if secret and HEADER in meta and not signed_in else None
    word, _space, secret = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    at_public = settings.PUBLIC_HOST and host.split(":")[0].lower().rstrip(".") == settings.PUBLIC_HOST.lower()
    if word.lower() != "token" or not secret or at_public or "HTTP_IDEMPOTENCY_KEY" in meta:
        return None
    return "token", digest("api", secret.strip())


def answer(request: HttpRequest, door: str, secret: str) -> HttpResponse:
    """The whole upload: read, checked, recorded, told."""
    try:
        upload = read(request.body)
        if door == "device" and stranger(request, secret):
            return problem(401, "other_person", _("This phone has been connected to somebody else."))
        cleaned, answers = prepared(upload["items"])
        sender, rows = engine.run(
            door=door, secret=secret, items=cleaned, sent_at=upload["sent_at"], phone=upload["phone"],
            clock=simulated(request),
        )  # fmt: skip
    except Bad as bad:
        return problem(bad.status, bad.code, bad.sentence)
    if sender.status == "stranger":
        return not_known(door)
    if sender.status == "no_guard":
        with translation.override(sender.language):
            return problem(403, "guards_only", _("This page is for the guards of the patrols."))
    outcomes = merged(cleaned, answers, rows)
    hint(sender.station, outcomes)
    return respond(outcomes, upload["single"], as_problem=door == "token", language=sender.language)


def read(content: bytes | str) -> dict:
    """The parts of an upload: ``items``, ``sent_at``, ``phone``, and whether it is a single item.

    Raises:
        Bad: it is too large, no JSON, or not of this form.
    """
    if len(content) > items.LARGEST:
        raise Bad(413, "too_large", _("The upload is too large."))
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError):
        raise Bad(400, "invalid", _("The upload is not JSON.")) from None
    return form_of(raw)


def form_of(raw) -> dict:
    """The same of what is read already."""
    if not isinstance(raw, dict):
        raise Bad(400, "invalid", _("The upload is not of the form this address takes."))
    many = raw.get("items")
    if "items" in raw and (not isinstance(many, list) or not 1 <= len(many) <= items.MOST):
        raise Bad(400, "invalid", _("Send at least one item and at most %(count)s.") % {"count": items.MOST})
    sent = raw.get("sent_at")
    sent_at = items.moment(sent) if sent is not None else None
    if sent is not None and sent_at is None:
        raise Bad(400, "invalid", str(items.NOT_TIME))
    phone = items.identity(raw.get("phone"))
    if raw.get("phone") is not None and phone is None:
        raise Bad(400, "invalid", str(items.NOT_ID))
    single = "items" not in raw
    return {"items": [raw] if single else many, "sent_at": sent_at, "phone": phone, "single": single}


def respond(
    outcomes: Sequence[Outcome], single: bool, as_problem: bool = False, language: str | None = None
) -> HttpResponse:
    """All answers of an upload; of a single item its own, with the status that says what became of it.

    Args:
        outcomes: the answers.
        single: the upload was a single item.
        as_problem: a refusal is told as a problem (RFC 9457).
        language: of the sentences; the language of the moment unless given.
    """
    told = [outcome.told(language) for outcome in outcomes]
    if not single:
        return reply(200, {"items": told})
    outcome = outcomes[0]
    status = 400 if outcome.code == "invalid" else STATUS[outcome.status]
    if as_problem and status >= 400:
        extra = {"errors": told[0]["errors"]} if outcome.errors else {}
        with translation.override(language or translation.get_language()):
            return problem(status, outcome.code, told[0]["message"], client_id=outcome.client_id, **extra)
    return reply(status, told[0])


def reply(status: int, content: dict, content_type: str = "application/json") -> HttpResponse:
    """JSON that nobody keeps."""
    text = ENCODER.encode(content).encode()
    headers = {"Content-Length": str(len(text)), "Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type=content_type, headers=headers)


def problem(status: int, code: str, sentence: str, **extra) -> HttpResponse:
    """A refusal of the whole upload (RFC 9457)."""
    return reply(status, body(status, code, sentence, **extra), MEDIA_TYPE)


def not_known(door: str) -> HttpResponse:
    """401: the phone keeps its queue, the program gets itself a new token."""
    if door == "token":
        refused = problem(401, "bad_token", _("This token is not valid. Get a new one."))
        refused["WWW-Authenticate"] = "Token"
        return refused
    return problem(401, "not_logged_in", _("This phone is not connected. Enter your code; nothing is lost."))


def stranger(request: HttpRequest, secret: str) -> bool:
    """Whether the queue on this phone belongs to another person than the phone does now."""
    said = request.META.get(OWNER)
    if not said:
        return False
    try:
        return owner_of(secret, request.COOKIES["fg_device"]) != said
    except LookupError:
        return False  # an unknown phone: answered as such


@lru_cache(maxsize=4096)
def owner_of(secret: str, cookie: str) -> str:
    """Whose phone it is; a pairing never changes its person, so what was read once stays true.

    Raises:
        LookupError: there is no such pairing.
    """
    device = phone_of(cookie)
    if device is None:
        raise LookupError
    return owner_key(device.user)


def simulated(request: HttpRequest):
    """The server's time that a simulation says; None everywhere else."""
    return items.moment(request.META.get("HTTP_X_SIMULATED_AT")) if settings.SIMULATED_CLOCK else None


_hinted: dict[int, float] = {}


def hint(station_id: int, outcomes: Sequence[Outcome], every: float = 2.0) -> None:
    """Tell open screens, at most every other second; a bus that makes us wait is left alone for a while."""
    now = time.monotonic()
    if now < _hinted.get(station_id, 0) or not any(outcome.status == "recorded" for outcome in outcomes):
        return
    _hinted[station_id] = now + every
    live.changed(station_id, LIVE)
    if time.monotonic() - now > 0.2:
        _hinted[station_id] = now + 60
