"""Night patrols, key places and what members chose, made in one line each, without the actions."""

import datetime
import itertools

from django.utils import timezone
from django_scopes import scopes_disabled

from community.groups.models import Member
from community.nights.models import (
    NightChoice,
    NightPatrol,
    NightPlace,
    NightRequest,
    NightSeat,
    NightSettings,
    NightWanted,
)
from community.nights.words import How, Seat, State
from stations.catalogue.models import Spot
from stations.organisation.models import Officer, Station
from stations.places.models import Community

_numbers = itertools.count(1)
LAT, LNG = 39.9000, 116.4000
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def square(lat: float = LAT, lng: float = LNG, half: float = 0.002) -> dict:
    """An outline around a point, about 450 m wide."""
    corners = [(lng - half, lat - half), (lng + half, lat - half), (lng + half, lat + half), (lng - half, lat + half)]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in [*corners, corners[0]]]]}


def evening(days: int = 3, hour: int = 20) -> datetime.datetime:
    """Eight o'clock some days from now, local time."""
    day = timezone.localdate() + days * DAY
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


@scopes_disabled()
def make_key_place(station: Station, name: str = "", lat: float = LAT, lng: float = LNG, **fields) -> Spot:
    """A key place."""
    fields = {"key": True, "key_why": "夜间聚集"} | fields
    return Spot.objects.create(station=station, name=name or f"重点部位{next(_numbers)}", lat=lat, lng=lng, **fields)


@scopes_disabled()
def make_night(
    community: Community,
    officer: Officer,
    starts_at: datetime.datetime | None = None,
    wanted=None,
    places=(),
    **fields,
) -> NightPatrol:
    """A patrol of two hours; ``wanted``: helpers by trade (None: any), ``state`` and the like in ``fields``."""
    starts_at = starts_at or evening()
    fields = {
        "meeting_place": "社区居委会门口",
        "lat": LAT,
        "lng": LNG,
        "vetted": False,
        "state": State.CALLED,
    } | fields
    fields = {"duty_date": timezone.localdate(starts_at), "ends_at": starts_at + 2 * HOUR} | fields
    patrol = NightPatrol.objects.create(
        station=community.station, community=community, officer=officer, starts_at=starts_at, **fields
    )
    for trade, count in (wanted or {None: 3}).items():
        NightWanted.objects.create(station=community.station, patrol=patrol, trade=trade, count=count)
    for seq, spot in enumerate(places, 1):
        NightPlace.objects.create(station=community.station, patrol=patrol, spot=spot, seq=seq)
    return patrol


@scopes_disabled()
def make_seat(
    patrol: NightPatrol, member: Member, state: str = Seat.TAKEN, present: bool = False, **fields
) -> NightSeat:
    """A member who accepted, perhaps noted as present."""
    if present:
        fields = {"present_at": patrol.starts_at, "present_how": How.SCAN} | fields
    return NightSeat.objects.create(
        station=patrol.station, patrol=patrol, member=member, state=state, starts_at=patrol.starts_at,
        ends_at=patrol.ends_at, accepted_at=timezone.now(), **fields,
    )  # fmt: skip


@scopes_disabled()
def make_request(patrol: NightPatrol, member: Member, at: datetime.datetime | None = None) -> NightRequest:
    """A member who was asked."""
    return NightRequest.objects.create(
        station=patrol.station, patrol=patrol, member=member, wave=1, asked_at=at or timezone.now()
    )


@scopes_disabled()
def make_choice(member: Member, **fields) -> NightChoice:
    """What a member chose."""
    return NightChoice.objects.create(station=member.station, member=member, **fields)


@scopes_disabled()
def make_night_settings(station: Station, **fields) -> NightSettings:
    """Other numbers than the defaults."""
    return NightSettings.objects.create(station=station, **fields)
