"""Give a clue: it is an incident of the one inbox at once; who gave it is written into :class:`Giver` only (SE-31).

All lines of the day-book about giving are the house's own, without an actor.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.clues import rules
from community.clues.models import Clue, Giver, Scene
from community.clues.words import Protection
from stations.incidents import attachments
from stations.incidents.intake import record_incident
from stations.incidents.models import Attachment, Incident
from stations.incidents.persons import Person
from stations.incidents.words import Source
from stations.kit import receipts
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.history import unsigned
from stations.kit.spans import in_force
from stations.notices.actions import tell as notify
from stations.organisation.models import Officer, Station
from stations.places.geometry import locate, plausible
from stations.places.models import Community, CommunityPost, Grid
from stations.timeline.actions import lines_last, record

LOCK_SPACE = 7203
MOST_FILES = 4
UNKNOWN = "未知"


@dataclass(frozen=True, slots=True)
class Given:
    """A clue as its giver gets it back; ``receipt`` is shown this once, to anonymous givers only."""

    clue: Clue
    receipt: str = ""


@unsigned()
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
    protection = Protection.ANONYMOUS if giver is None else protection
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
    # From here on nobody knows of a login: an anonymous clue of a member is one of the public page in everything.
    giver = None if anonymous else giver
    if len(files) > MOST_FILES:
        raise RuleBroken(_("At most four photos and voice notes."), code="file.too_many")
    place = place or _place_of(station, lat, lng)
    rules.may_be_told(words, place, scene).or_refuse()
    # Pictures take seconds: read before anything is locked.
    pictures = [attachments.recognised(content) for _name, content in files]
    incident = _enter(station, scene, client_id, giver, protection, words, place, lat, lng, now)
    _attach(incident, pictures, now)
    clue = Clue.objects.create(
        station=station, client_id=client_id, mark=mark, scene=scene, words=words, place=place, lat=lat, lng=lng,
        protection=protection, receipt_digest=receipts.digest(receipt) if anonymous else None, given_at=now,
        incident=incident, officer=_officer_of(incident, now),
    )  # fmt: skip
    if giver is not None:
        Giver.objects.create(station=station, clue=clue, user=giver)
    record(verb="clue.given", subject=clue, actor=None, incident=incident.pk, number=incident.number)
    _tell_officer(clue)
    return Given(clue, receipt)


def receipt_of(station: Station, client_id: uuid.UUID) -> str:
    """The receipt code of an anonymous clue; the form sent again (a dropped connection) shows the same one."""
    return receipts.code_of("clue-receipt", station.pk, client_id)


def _enter(station, scene, client_id, giver, protection, words, place, lat, lng, now) -> Incident:
    named = protection == Protection.NAMED
    person = Person(name=giver.name, phone=giver.phone) if named else Person(name=UNKNOWN, phone=UNKNOWN)
    return record_incident(
        station=station, actor=None, source=Source.ONLINE if giver is None else Source.MEMBER,
        category=scene.category, summary=f"{scene.name}：{words}" if words else str(scene.name), place=place,
        client_key=uuid.uuid5(client_id, "incident"), urgent=scene.urgent, lat=lat, lng=lng, injuries="unknown",
        weapons="unknown", confidential=not named, persons=[person], at=now,
    )  # fmt: skip


def _attach(incident: Incident, pictures: list, now: datetime) -> None:
    for number, picture in enumerate(pictures, 1):
        attachments.add(
            incident=incident, actor=None, name=f"clue-{number}", content=b"", known=picture, at=now,
            stage=Attachment.Stage.SCENE,
        )  # fmt: skip


def _tell_officer(clue: Clue) -> None:
    if clue.officer:
        notify(
            station=clue.station, recipients=[clue.officer], kind="clue.given", key=f"clue.given:{clue.pk}",
            url=clue.get_absolute_url(), clue=clue.pk,
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
