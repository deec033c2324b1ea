"""The ordinary way of uploads from phones: with a login, with a photo, without JavaScript's header."""

import json

from django.core.exceptions import RequestDataTooBig
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from patrols.checkins import actions, door, items, photos
from patrols.checkins.door import Bad, problem, reply
from patrols.checkins.owners import owner_key
from patrols.checkins.words import Closing
from patrols.squads.readings import standing
from stations.kit.answer import RuleBroken

# A photo and the item beside it.
LARGEST = photos.LIMIT + items.LARGEST


def forged(request) -> bool:
    """Whether another site may have sent this: a paired phone shows its own header, a login Django's token."""
    if request.device and door.HEADER in request.META:
        return False
    return CsrfViewMiddleware(lambda request: None).process_view(request, None, (), {}) is not None


def refused_at_door(request):
    """The answer to whoever may not upload here, None for a guard."""
    if not request.user.is_authenticated:
        return door.not_known("device")
    if forged(request):
        return problem(403, "csrf_failed", _("Reload the page and send it again."))
    said = request.META.get(door.OWNER)
    if said and said != owner_key(request.user):
        return problem(401, "other_person", _("This phone has been connected to somebody else."))
    if not standing(request.user).guard:
        return problem(403, "guards_only", _("This page is for the guards of the patrols."))
    return None


@csrf_exempt
@never_cache
@require_POST
def upload(request):
    """Check-ins from a phone: JSON with one item or many, or a form with one item and its photo."""
    refusal = refused_at_door(request)
    if refusal:
        return refusal
    who = {
        "guard": standing(request.user).guard, "device": request.device, "at": door.simulated(request),
    }  # fmt: skip
    try:
        return take(request, **who)
    except Bad as bad:
        return problem(bad.status, bad.code, bad.sentence)


def take(request, **who):
    """Read an upload of either form and answer it.

    Raises:
        Bad: it cannot be read.
    """
    sent, photo = parts(request)
    clocks = {"phone": sent["phone"], "sent_at": sent["sent_at"]}
    if photo is None:
        outcomes = actions.whole_upload(raw=sent["items"], **clocks, **who)
    else:
        outcomes = [actions.photo_upload(raw=sent["items"][0], photo=photo, **clocks, **who)]
    return door.respond(outcomes, sent["single"])


def parts(request) -> tuple[dict, bytes | None]:
    """The upload and its photo, None without one.

    Raises:
        Bad: too large, no JSON, or not of the form.
    """
    if not request.content_type.startswith("multipart/form-data"):
        if request.content_type != "application/json":
            raise Bad(415, "unsupported_media_type", _("Send JSON, or a form with a photo."))
        if int(request.META.get("CONTENT_LENGTH") or 0) > items.LARGEST:
            raise Bad(413, "too_large", _("The upload is too large."))
        try:
            return door.read(request.body), None
        except RequestDataTooBig:
            raise Bad(413, "too_large", _("The upload is too large.")) from None
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise Bad(413, "too_large", _("The photo is larger than %(limit)s MB.") % {"limit": 8})
    file, text = request.FILES.get("photo"), request.POST.get("item", "")
    sent = door.read(text)
    if file is None or len(sent["items"]) != 1:
        raise Bad(400, "invalid", _("Send one item with one photo."))
    return sent, file.read()


@csrf_exempt
@never_cache
@require_POST
def closing(request, client_id):
    """One tap closes the why-card of a check-in."""
    refusal = refused_at_door(request)
    if refusal:
        return refusal
    try:
        raw = json.loads(request.body[: items.LARGEST])
    except (ValueError, RecursionError):
        raw = None
    said = raw.get("closing") if isinstance(raw, dict) else None
    if not isinstance(said, str) or said not in Closing.values:
        reason = _("One of nothing, hazard, found.")
        return problem(400, "invalid", str(items.NEEDED), errors={"closing": [reason]})
    try:
        row = actions.close_card(guard=standing(request.user).guard, client_id=client_id, closing=said)
    except RuleBroken as refusal:
        return problem(409, refusal.code, refusal.reason)
    if row is None:
        return problem(404, "not_found", _("There is nothing here that you may see."))
    return reply(200, {"client_id": str(row.client_id), "closing": row.closing})
