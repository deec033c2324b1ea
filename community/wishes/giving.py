"""Wish for a patrol, or join a wish that is there: once a form, one voice a phone, nobody named.

Lines of the day-book about wishing are the house's own, without an actor and without the request's number.
"""

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.wishes import rules
from community.wishes.models import Contact, Voice, Wish, WishScene
from community.wishes.ranking import settings_of
from community.wishes.words import OPEN_STATES, Days
from stations.kit.answer import RuleBroken, demand
from stations.kit.crypto import blind_index
from stations.kit.history import unsigned
from stations.kit.receipts import code_of, digest
from stations.organisation.models import Station
from stations.places.geometry import box, locate, metres, plausible
from stations.places.models import Community
from stations.timeline.actions import lines_last, record

LOCK_SPACE = 7208
PURPOSE = "wish-receipt"


@dataclass(frozen=True, slots=True)
class Given:
    """What the resident gets back.

    Attributes:
        wish: the new one, or the one joined.
        receipt: code to read the answer by; shown this once.
        joined: whether it was there already.
        counted: False where this phone had joined before.
    """

    wish: Wish
    receipt: str
    joined: bool = False
    counted: bool = True


@unsigned()
@transaction.atomic
@lines_last()
def wish(
    *,
    station: Station,
    scene: WishScene,
    client_id: uuid.UUID,
    community: Community | None,
    place: str,
    band: str,
    days: str = Days.ANY,
    words: str = "",
    lat: float | None = None,
    lng: float | None = None,
    phone: str = "",
    device: str = "",
    user=None,
    at: datetime | None = None,
) -> Given:
    """Wish for a patrol at a place and time. The same form again gives the same wish and the same code.

    Args:
        client_id: made when the form was opened.
        community: chosen; a point inside an outline says better.
        device: the phone's own random number; only a mark of it and this wish is kept.
        phone: left for the answer only, and agreed to.
        user: a member who wishes under the own account.

    Raises:
        NotAllowed: an account that is no confirmed member's.
        RuleBroken: ``closed``, ``scene_closed``, ``no_place``, ``no_community``, ``other_station``,
            ``idempotency``.
    """
    now, place, words = at or timezone.now(), place.strip()[:80], words.strip()[:200]
    if user is not None:
        demand(rules.may_wish(user))
    lat, lng = (lat, lng) if lat is not None and lng is not None and plausible(lat, lng) else (None, None)
    content = [scene.pk, place, words, band, days, lat, lng, community.pk if community else None]
    mark = blind_index(json.dumps(content, default=str))
    if known := _sent_before(station, client_id):
        if not secrets.compare_digest(known.wish.mark, mark):
            raise RuleBroken(_("This form was already sent with other content. Open a new one."), code="idempotency")
        return Given(known.wish, receipt_of(known))
    rules.may_be_wished(scene, place, settings_of(station)).or_refuse()
    here, grid_id = _where(station, community, lat, lng)
    made = Wish.objects.create(
        station=station, client_id=client_id, mark=mark, scene=scene, words=words, community=here, grid_id=grid_id,
        place=place, lat=lat, lng=lng, band=band, days=days, given_at=now,
        quarter=rules.quarter_of(timezone.localdate(now)),
    )  # fmt: skip
    voice = _voice(made, client_id, device, user, now)
    _contact(voice, phone, now)
    record(verb="wish.submitted", subject=made, actor=None)
    return Given(made, receipt_of(voice))


@unsigned()
@transaction.atomic
@lines_last()
def join(
    *, wish: Wish, client_id: uuid.UUID, device: str = "", phone: str = "", user=None, at: datetime | None = None
) -> Given:
    """Wish the same as somebody else: counted once a phone, once a number, once a member.

    Raises:
        NotAllowed: an account that is no confirmed member's.
        RuleBroken: ``closed`` when the wish is finished.
    """
    now = at or timezone.now()
    if user is not None:
        demand(rules.may_wish(user))
    station = wish.station
    if known := _sent_before(station, client_id):
        return Given(known.wish, receipt_of(known), joined=True)
    wish = Wish.objects.select_for_update(no_key=True).get(pk=wish.pk)
    if wish.state not in OPEN_STATES:
        raise RuleBroken(_("This wish is closed already; please make your own."), code="closed")
    mark = _mark(wish, device, user, client_id)
    before = Voice.objects.filter(wish=wish, mark=mark).first()
    if before:
        return Given(wish, receipt_of(before), joined=True, counted=False)
    voice = _voice(wish, client_id, device, user, now)
    # A number that has joined from another phone counts no second time, and nobody is told that it has.
    counted = _contact(voice, phone, now)
    if counted:
        wish.residents += 1
        wish.save(update_fields=["residents"])
        record(verb="wish.joined", subject=wish, actor=None)
    return Given(wish, receipt_of(voice), joined=True, counted=counted)


def near_same(
    *, station: Station, band: str, community: Community | None, place: str, lat: float | None, lng: float | None,
    at: datetime,
) -> list[tuple[Wish, int | None]]:  # fmt: skip
    """Open wishes of this quarter near by in the same band, with the metres; one query.

    Without a point on either side: the same community and the same words of the place, the most wished first.
    """
    rows = Wish.objects.open().of(rules.quarter_of(timezone.localdate(at))).filter(band=band).select_related(
        "scene", "community"
    )  # fmt: skip
    found: list[tuple[Wish, int | None]] = []
    if lat is not None and lng is not None:
        reach = settings_of(station).join_metres
        south, north, west, east = box(lat, lng, reach)
        for row in rows.filter(lat__range=(south, north), lng__range=(west, east)):
            away = metres(lat, lng, row.lat, row.lng)
            if away <= reach:
                found.append((row, round(away)))
        found.sort(key=lambda pair: pair[1] or 0)
    if not found and community is not None:
        bare = "".join(place.split()).casefold()
        here = rows.filter(community=community)
        found = [(row, None) for row in here if "".join(row.place.split()).casefold() == bare]
        found.sort(key=lambda pair: -pair[0].residents)
    return found[:5]


def receipt_of(voice: Voice) -> str:
    """The code of a voice, made from its form's number by the house's key."""
    return code_of(PURPOSE, voice.station_id, voice.client_id)


def _voice(wish: Wish, client_id: uuid.UUID, device: str, user, now: datetime) -> Voice:
    station_id = wish.station_id
    return Voice.objects.create(
        station_id=station_id, wish=wish, client_id=client_id, mark=_mark(wish, device, user, client_id),
        receipt_digest=digest(code_of(PURPOSE, station_id, client_id)), user=user, given_at=now,
    )  # fmt: skip


def _mark(wish: Wish, device: str, user, client_id: uuid.UUID) -> str:
    who = f"user:{user.pk}" if user is not None else device or f"form:{client_id}"
    return blind_index(f"wish-voice/{wish.pk}/{who}")


def _contact(voice: Voice, phone: str, now: datetime) -> bool:
    """Keep a number for the answer; whether it is new to this wish (or none was left)."""
    if not phone:
        return True
    mark = blind_index(f"wish-phone/{voice.wish_id}/{phone}")
    if Contact.objects.filter(mark=mark).exists():
        return False
    Contact.objects.create(station_id=voice.station_id, voice=voice, phone=phone, mark=mark, agreed_at=now)
    return True


def _where(station: Station, community: Community | None, lat, lng) -> tuple[Community, int | None]:
    found = locate(station.pk, lat, lng) if lat is not None else None
    grid_id = found.grid_id if found else None
    if found and found.community_id and (community is None or community.pk != found.community_id):
        community = Community.objects.get(pk=found.community_id)
    if community is None:
        raise RuleBroken(_("Choose the community."), code="no_community")
    if community.station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    return community, grid_id


def _sent_before(station: Station, client_id: uuid.UUID) -> Voice | None:
    """The voice this form has already made; a second sender waits here until the first one has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, f"{station.pk}/{client_id}"])
    return Voice.objects.select_related("wish").filter(client_id=client_id).first()


def known(client_id: uuid.UUID) -> bool:
    """Whether this form has been carried out already."""
    return Voice.objects.filter(client_id=client_id).exists()
