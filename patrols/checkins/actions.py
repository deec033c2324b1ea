"""Verbs of check-ins: check in, close the why-card."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from patrols.checkins import engine, items, photos
from patrols.checkins.answers import Outcome
from patrols.checkins.items import Refused
from patrols.checkins.models import CheckIn
from patrols.checkins.words import Closing
from patrols.routes.models import Checkpoint
from patrols.schedule import LIVE
from patrols.squads.models import Guard
from stations.kit import live
from stations.kit.answer import RuleBroken


def prepared(raw: Sequence, photo: str = "") -> tuple[list[dict], list[Outcome | None]]:
    """Cleaned items, and for each place the answer where there is one already."""
    cleaned: list[dict] = []
    answers: list[Outcome | None] = []
    for one in raw:
        try:
            cleaned.append(items.clean(one, photo))
            answers.append(None)
        except Refused as refusal:
            client_id = items.identity(one.get("client_id")) if isinstance(one, dict) else None
            answers.append(Outcome(client_id, "refused", refusal.code, errors=refusal.errors))
    return cleaned, answers


def merged(cleaned: list[dict], answers: list[Outcome | None], rows: list[engine.Row]) -> list[Outcome]:
    """All answers in the order of the items."""
    told = iter([Outcome.of(item["c"], row) for item, row in zip(cleaned, rows, strict=True)])
    return [answer or next(told) for answer in answers]


@transaction.atomic
def check_in(
    *,
    guard: Guard,
    client_id: UUID | str,
    claimed_at: datetime,
    token: str = "",
    checkpoint: Checkpoint | None = None,
    method: str = "scan",
    offline: bool = False,
    counter: int | None = None,
    lat: float | None = None,
    lng: float | None = None,
    accuracy: float | None = None,
    photo: bytes | None = None,
    device=None,
    phone: str | None = None,
    sent_at: datetime | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Check a guard in at a point, from inside the house (pages without JavaScript, tests, simulations).

    Args:
        guard: who stands there.
        client_id: the phone's id of this check-in; the same id again is the same check-in.
        claimed_at: the phone's time.
        token: of the sign; or ``checkpoint`` where no sign can be scanned (a photo then has to prove it).
        photo: bytes of a picture.
        device: the pairing of the phone; ``phone`` the phone itself.
        sent_at: the phone's clock at sending (PA-01).
        at: the server's time; None is now.

    Returns:
        What became of it. Doubts are flags, never refusals (PA-11).
    """
    raw = {
        "client_id": str(client_id), "claimed_at": claimed_at.isoformat(), "method": method, "offline": offline,
        "counter": counter, "lat": lat, "lng": lng, "accuracy": accuracy,
    }  # fmt: skip
    raw |= {"token": token} if token else {"checkpoint": checkpoint.pk if checkpoint else None}
    upload = {"guard": guard, "device": device, "phone": phone, "sent_at": sent_at, "at": at}
    if photo is not None:
        return photo_upload(raw=raw, photo=photo, **upload)
    return whole_upload(raw=[raw], **upload)[0]


@transaction.atomic
def whole_upload(*, raw: Sequence, guard: Guard, device=None, phone=None, sent_at=None, at=None) -> list[Outcome]:
    """An upload of a guard whom Django has let in; arguments as those of :func:`check_in`."""
    cleaned, answers = prepared(raw)
    _sender, rows = engine.run(
        door="guard", secret=str(guard.pk), items=cleaned, sent_at=sent_at, via=device.pk if device else None,
        phone=phone, clock=at, using="default",
    )  # fmt: skip
    found = merged(cleaned, answers, rows)
    if any(outcome.status == "recorded" for outcome in found):
        live.changed(guard.station_id, LIVE)
    return found


@transaction.atomic
def photo_upload(*, raw, photo: bytes, guard: Guard, device=None, phone=None, sent_at=None, at=None) -> Outcome:
    """One check-in with its photo. What is refused or was recorded before keeps no second file.

    Args:
        raw: one item as it came.
        photo: the picture's bytes.
    """
    cleaned, answers = prepared([raw], photos.fingerprint(photo))
    if answers[0]:
        return answers[0]
    item, now = cleaned[0], at or timezone.now()
    seen = {"via": device.pk if device else None, "phone": phone, "sent_at": sent_at, "clock": at}
    point = Checkpoint.objects.filter(pk=item["p"], active=True).first()
    known = CheckIn.objects.filter(guard=guard, client_id=item["c"]).exists()
    stored, kept = None, transaction.savepoint()
    if point and not known:
        try:
            stored = photos.keep(content=photo, guard=guard, checkpoint=point, at=counting(item, sent_at, now))
        except RuleBroken:
            transaction.savepoint_rollback(kept)
            words = _("Photos are taken as JPEG, PNG or WebP of at most %(limit)s MB.") % {"limit": 8}
            return Outcome(item["c"], "refused", "invalid", errors={"photo": [words]})
    item["f"] = stored.pk if stored else None
    _sender, rows = engine.run(door="guard", secret=str(guard.pk), items=[item], using="default", **seen)
    outcome = Outcome.of(item["c"], rows[0])
    if stored and outcome.status != "recorded":
        transaction.savepoint_rollback(kept)
        stored.content.delete(save=False)
        return outcome
    transaction.savepoint_commit(kept)
    if outcome.status == "recorded":
        live.changed(guard.station_id, LIVE)
    return outcome


def counting(item: dict, sent_at: datetime | None, now: datetime) -> datetime:
    """The time that will count, for what is written into a photo (PA-01)."""
    if not item["o"]:
        return now
    claimed = datetime.fromisoformat(item["t"])
    return min(claimed - (sent_at - now) if sent_at else claimed, now)


@transaction.atomic
def close_card(*, guard: Guard, client_id: UUID | str, closing: str) -> CheckIn | None:
    """One tap closes the why-card: what the guard found there. A first answer stands; ``nothing`` may become more.

    Args:
        guard: whose check-in it is.
        client_id: its id.
        closing: one of :class:`Closing`.

    Returns:
        The check-in; None while it is still on its way.

    Raises:
        RuleBroken: ``closed`` when something else was answered before.
    """
    row = (
        CheckIn.objects.select_for_update(no_key=True, of=("self",)).filter(guard=guard, client_id=client_id).first()
    )
    if row is None or row.closing == closing:
        return row
    if row.closing not in ("", Closing.NOTHING):
        raise RuleBroken(_("This point has been closed with another answer."), code="closed")
    row.closing = closing
    row.save(update_fields=["closing"])
    return row
