"""Give a clue, take it on, say what came of it, tell and thank the giver.

Who gave a clue is written into :class:`Giver` and nowhere else. All lines of the day-book about giving and about what
the giver does are the house's own, without an actor (SE-31).
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.clues import rules
from community.clues.models import Clue, Giver, Message, Scene
from community.clues.words import Finding, Protection
from stations.incidents import attachments
from stations.incidents.actions import advance
from stations.incidents.actions import locked as locked_incident
from stations.incidents.intake import record_incident
from stations.incidents.models import Attachment, Incident
from stations.incidents.persons import Person
from stations.incidents.words import Result, Source
from stations.incidents.words import State as IncidentState
from stations.kit import live
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.spans import in_force
from stations.notices.actions import tell as notify
from stations.organisation.models import Officer, Station
from stations.places.geometry import locate, plausible
from stations.places.models import Community, CommunityPost, Grid
from stations.timeline.actions import lines_last, looked, record

LOCK_SPACE = 7203
MOST_FILES = 4
# Without letters and digits that look alike; twelve of them are 60 bits.
ALPHABET, RECEIPT_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 12
UNKNOWN = "未知"
# What an incident of kind clue ends with, by what the giver is told.
RESULTS = {
    Finding.CONFIRMED: Result.USED, Finding.DUPLICATE: Result.DUPLICATE, Finding.NOTHING: Result.UNUSED,
    Finding.GROUNDLESS: Result.UNUSED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A clue as its giver gets it back; ``receipt`` is shown this once, to anonymous givers only."""

    clue: Clue
    receipt: str = ""


@transaction.atomic
@lines_last()
def give(
    *,
    station: Station,
    scene: Scene,
    client_id: uuid.UUID,
    giver=None,
    protection: str = Protection.PROTECTED,
    words: str = "",
    place: str = "",
    lat: float | None = None,
    lng: float | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    at: datetime | None = None,
) -> Given:
    """Somebody tells something, once: the same ``client_id`` with the same content gives the same clue again.

    It is an incident of the one inbox at once; an urgent scene alarms the command room in this transaction.

    Args:
        scene: what it is about.
        client_id: made when the form was opened.
        giver: the member; None for the public page, which is anonymous.
        protection: of :class:`Protection`; a member who asks for ``anonymous`` is not written down at all.
        words, place: what and where; the place is found from the point where it is empty.
        lat, lng: WGS-84, of this moment.
        files: name and bytes of photos and voice notes, at most four.

    Returns:
        The clue, and the receipt code of an anonymous one. Sent again, an anonymous clue gets the same code.

    Raises:
        NotAllowed: a giver who is no confirmed member.
        RuleBroken: ``idempotency``, ``scene_closed``, ``no_place``, ``position``, ``too_many``, ``other_station``,
            ``file.…``.
    """
    now = at or timezone.now()
    if giver is not None:
        demand(rules.may_give(giver))
    if giver is None:
        protection = Protection.ANONYMOUS
    anonymous = protection == Protection.ANONYMOUS
    receipt = receipt_of(station, client_id) if anonymous else ""
    words, place = words.strip(), place.strip()
    mark = _mark(scene.pk, protection, words, place, lat, lng, None if anonymous else giver.pk, files)
    if known := _sent_before(station, client_id, mark):
        return Given(known, receipt)
    if scene.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    if giver is not None:
        _not_too_many(giver, now)
    if len(files) > MOST_FILES:
        raise RuleBroken(_("At most four photos and voice notes."), code="file.too_many")
    place = place or _place_of(station, lat, lng)
    rules.may_be_told(words, place, scene).or_refuse()
    # Pictures take seconds: read before anything is locked.
    pictures = [(name, attachments.recognised(content)) for name, content in files]
    incident = _enter(station, scene, client_id, giver, protection, words, place, lat, lng, now)
    for number, (_name, picture) in enumerate(pictures, 1):
        attachments.add(
            incident=incident, actor=None, name=f"clue-{number}", content=b"", known=picture, at=now,
            stage=Attachment.Stage.SCENE,
        )  # fmt: skip
    clue = Clue.objects.create(
        station=station, client_id=client_id, mark=mark, scene=scene, words=words, place=place, lat=lat, lng=lng,
        protection=protection, receipt_digest=blind_index(receipt) if anonymous else None, given_at=now,
        incident=incident, officer=_officer_of(incident, now),
    )  # fmt: skip
    if giver is not None and not anonymous:
        Giver.objects.create(station=station, clue=clue, user=giver)
    record(verb="clue.given", subject=clue, actor=None, incident=incident.pk, number=incident.number)
    if clue.officer:
        notify(
            station=station, recipients=[clue.officer], kind="clue.given", key=f"clue.given:{clue.pk}",
            url=clue.get_absolute_url(), clue=clue.pk,
        )  # fmt: skip
    return Given(clue, receipt)


def receipt_of(station: Station, client_id: uuid.UUID) -> str:
    """The receipt code of an anonymous clue: made from the form's own random number by the house's key.

    The form sent again (a dropped connection) shows the same code; without the key nobody makes it.
    """
    digest = int(blind_index(f"clue-receipt/{station.pk}/{client_id}")[:30], 16)
    letters = []
    for _place in range(RECEIPT_LENGTH):
        digest, rest = divmod(digest, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def _enter(station, scene, client_id, giver, protection, words, place, lat, lng, now) -> Incident:
    named = giver is not None and protection == Protection.NAMED
    person = Person(name=giver.name, phone=giver.phone) if named else Person(name=UNKNOWN, phone=UNKNOWN)
    return record_incident(
        station=station, actor=None, source=Source.ONLINE if giver is None else Source.MEMBER,
        category=scene.category, summary=f"{scene.name}：{words}" if words else str(scene.name), place=place,
        client_key=uuid.uuid5(client_id, "incident"), urgent=scene.urgent, lat=lat, lng=lng, injuries="unknown",
        weapons="unknown", confidential=not named, persons=[person], at=now,
    )  # fmt: skip


def _place_of(station: Station, lat: float | None, lng: float | None) -> str:
    """Grid or community of a point in words; empty without a point."""
    if lat is None or lng is None:
        return ""
    if not plausible(lat, lng):
        raise RuleBroken(_("This position lies elsewhere."), code="position")
    found = locate(station.pk, lat, lng)
    near = (
        Grid.objects.filter(pk=found.grid_id).first() if found.grid_id
        else Community.objects.filter(pk=found.community_id).first()
    )  # fmt: skip
    return _("%(near)s (position of the phone)") % {"near": near} if near else str(_("Position of the phone"))


def _officer_of(incident: Incident, at: datetime) -> Officer | None:
    """The A角 of the community where it is; nobody where there is none: the command room says who."""
    if incident.community_id is None:
        return None
    post = CommunityPost.objects.filter(
        in_force(timezone.localdate(at)), community=incident.community_id, role=CommunityPost.Role.A
    ).select_related("officer__user").first()  # fmt: skip
    return post.officer if post else None


def _not_too_many(giver, now: datetime) -> None:
    given = Giver.objects.filter(user=giver, clue__given_at__gte=now - timedelta(days=1)).count()
    if given >= rules.MOST_A_DAY:
        raise RuleBroken(_("That is a lot for one day: call the station, or 110 in an emergency."), code="too_many")


# -- the officer in charge -------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def take(*, clue: Clue, actor, at: datetime | None = None) -> Clue:
    """The officer in charge takes it on; the leadership where nobody is in charge yet."""
    clue = locked(clue.pk)
    _move(clue, "take", actor, at, taken_at=at or timezone.now())
    if clue.officer_id is None:
        clue.officer = actor.officer
        clue.save()
    _tell_giver(clue, "taken")
    return clue


@transaction.atomic
@lines_last()
def assign(*, clue: Clue, officer: Officer, actor, at: datetime | None = None) -> Clue:
    """Say who is in charge from now on; who was before no longer sees the giver (SE-31)."""
    clue = locked(clue.pk)
    demand(rules.may_assign(actor, clue))
    if officer.station_id != clue.station_id:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    clue.officer = officer
    clue.save()
    record(verb="clue.assign", subject=clue, actor=actor, officer=officer.pk)
    notify(
        station=clue.station, recipients=[officer], kind="clue.given", key=f"clue.assign:{clue.pk}:{officer.pk}",
        url=clue.get_absolute_url(), clue=clue.pk,
    )  # fmt: skip
    return clue


@transaction.atomic
def show_giver(*, clue: Clue, actor, reason: str) -> tuple[str, str]:
    """Name and phone of who gave a clue; the look is recorded with its reason (SE-08, SE-24, SE-31).

    Raises:
        NotAllowed: neither the head of the station nor the officer in charge.
        RuleBroken: ``no_reason``.
    """
    demand(rules.may_see_giver(actor, clue))
    if not reason.strip():
        raise RuleBroken(_("Say why you need to see it."), code="no_reason")
    looked(subject=clue, actor=actor, what="giver")
    giver = Giver.objects.select_related("user").filter(clue=clue).first()
    return (giver.user.name, giver.user.phone) if giver else ("", "")


@transaction.atomic
@lines_last()
def record_outcome(
    *, clue: Clue, actor, hazards_removed: int = 0, persons_caught: int = 0, loss_prevented: Decimal = Decimal(0)
) -> Clue:
    """Write down what came of it; it counts once a second person has verified it.

    Args:
        loss_prevented: yuan.

    Raises:
        NotAllowed: not in charge, or verified already.
        RuleBroken: ``numbers``.
    """
    clue = locked(clue.pk)
    demand(rules.may_record_outcome(actor, clue))
    rules.may_record_numbers(hazards_removed, persons_caught, loss_prevented).or_refuse()
    clue.hazards_removed, clue.persons_caught, clue.loss_prevented = hazards_removed, persons_caught, loss_prevented
    clue.recorded_by = actor
    clue.save()
    record(
        verb="clue.outcome", subject=clue, actor=actor, hazards=hazards_removed, persons=persons_caught,
        yuan=str(loss_prevented),
    )  # fmt: skip
    return clue


@transaction.atomic
@lines_last()
def verify(*, clue: Clue, actor, at: datetime | None = None) -> Clue:
    """Verify a recorded outcome: from now on it counts in the year's figures and stays as it is."""
    clue = locked(clue.pk)
    demand(rules.may_verify(actor, clue))
    clue.verified_by, clue.verified_at = actor, at or timezone.now()
    clue.save()
    record(verb="clue.verify", subject=clue, actor=actor)
    return clue


@transaction.atomic
@lines_last()
def tell(*, clue: Clue, actor, finding: str, words: str, at: datetime | None = None) -> Clue:
    """Tell the giver what came of it, and thank them; the incident of a clue ends with it.

    Args:
        finding: of :class:`Finding`.
        words: what the giver reads.
    """
    moment = at or timezone.now()
    # The incident first, as everybody who moves it does; then its clue.
    incident = locked_incident(clue.incident_id)
    clue = locked(clue.pk)
    clue.finding, clue.answer = finding, words.strip()
    _move(clue, "tell", actor, moment, told_at=moment)
    if incident.state == IncidentState.ACTED_ON:
        if not incident.result:
            incident.result, incident.result_text = RESULTS[Finding(finding)], clue.answer
        advance(incident, "tell_giver", actor=actor, at=moment, system=True)
    _tell_giver(clue, "told")
    return clue


# -- both sides ------------------------------------------------------------------------------------------------


@transaction.atomic
@lines_last()
def write(*, clue: Clue, words: str, client_id: uuid.UUID, actor=None, at: datetime | None = None) -> Message:
    """A message about a clue, sent once a ``client_id``.

    Args:
        actor: who writes for the station; None is the giver, whose right to the clue the caller has checked.

    Raises:
        NotAllowed: somebody of the station who is not in charge.
        RuleBroken: ``empty``.
    """
    clue = locked(clue.pk)
    if actor is not None:
        demand(rules.may_write(actor, clue))
    if not words.strip():
        raise RuleBroken(_("Write something first."), code="empty")
    fresh = {"writer": actor, "words": words.strip()[:500], "at": at or timezone.now(), "station": clue.station}
    message, made = Message.objects.get_or_create(clue=clue, client_id=client_id, defaults=fresh)
    if made:
        record(verb="clue.message" if actor else "clue.giver_wrote", subject=clue, actor=actor)
        _tell_giver(clue, f"message:{message.pk}") if actor else _tell_officer(clue, message)
    return message


def followed(move) -> None:
    """The incident moved: the clue moves along and its giver is told (hook of ``incidents``)."""
    if move.verb == "record":
        return
    incident = move.incident
    # A linked report goes the way of its main record.
    ruling = incident.main if incident.main_id else incident
    verb = "handled" if rules.is_over(ruling) else "resumed"
    for clue in _locking().filter(Q(incident=incident) | Q(incident__main=incident)).order_by("id"):
        if rules.STEPS.step(clue.state, verb):
            _move(clue, verb, None, move.at, handled_at=move.at if verb == "handled" else None)
            _tell_giver(clue, f"{verb}:{move.at.timestamp():.0f}")
        elif move.verb in PROGRESS:
            _tell_giver(clue, f"{move.verb}:{move.at.timestamp():.0f}")


# Moves of the police that a giver is told of.
PROGRESS = frozenset({"dispatch", "arrive", "verify", "assign", "act_on", "rectify"})


# -- small parts -----------------------------------------------------------------------------------------------


def locked(clue_id: int) -> Clue:
    """The clue, locked until the transaction ends; its incident's lock comes before it."""
    return _locking().get(pk=clue_id)


def _locking():
    """Without joins: what was joined before the lock is not looked at again."""
    return Clue.objects.select_for_update(no_key=True).prefetch_related(
        "scene", "incident__main", "station", "officer"
    )


def _move(clue: Clue, verb: str, actor, at: datetime | None, **columns: Any) -> None:
    rules.STEPS.advance(clue, verb, actor, at)
    for column, value in columns.items():
        setattr(clue, column, value)
    clue.save()
    record(verb=f"clue.{verb}", subject=clue, actor=actor, state=clue.state)


def _tell_giver(clue: Clue, what: str) -> None:
    """A notice on the giver's own phone; an anonymous giver looks with the receipt."""
    giver = Giver.objects.select_related("user").filter(clue=clue).first()
    if giver is None:
        return
    notify(
        station=clue.station, recipients=[giver.user], kind=f"clue.{'told' if what == 'told' else 'news'}",
        key=f"clue.{what}:{clue.pk}", url=f"/me/clues/{clue.pk}/", clue=clue.pk,
    )  # fmt: skip
    live.changed(clue.station_id, live.mine(giver.user_id))


def _tell_officer(clue: Clue, message: Message) -> None:
    if clue.officer:
        notify(
            station=clue.station, recipients=[clue.officer], kind="clue.wrote", key=f"clue.wrote:{message.pk}",
            url=clue.get_absolute_url(), clue=clue.pk,
        )  # fmt: skip


def _mark(*content: Any) -> str:
    files = [hashlib.sha256(data).hexdigest() for _name, data in content[-1]]
    return blind_index(json.dumps([content[:-1], files], default=str))


def _sent_before(station: Station, client_id: uuid.UUID, mark: str) -> Clue | None:
    """The clue this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_id}"])
    known = Clue.objects.filter(client_id=client_id).first()
    if known and not secrets.compare_digest(known.mark, mark):
        raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
    return known
