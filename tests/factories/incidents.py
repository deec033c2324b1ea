"""Categories, crews and incidents made in one line each, without the actions."""

import datetime
import itertools

from django.utils import timezone
from django_scopes import scopes_disabled

from stations.catalogue.models import Category, Spot
from stations.catalogue.words import Grade, Kind
from stations.crews.models import Asset, Crew, CrewMember, Layer
from stations.incidents.models import Handler, Incident, Party
from stations.incidents.words import Source, State
from stations.kit.crypto import blind_index
from stations.organisation.models import Officer, Station

_numbers = itertools.count(1)
HOUR = datetime.timedelta(hours=1)


@scopes_disabled()
def make_category(station: Station, name: str = "", kind: str = Kind.CALL, parent: Category | None = None, **fields):
    """A category; level 1, or one below ``parent``."""
    number = next(_numbers)
    fields = {"code": f"K{number:04d}", "level": parent.level + 1 if parent else 1} | fields
    return Category.objects.create(station=station, name=name or f"类别{number}", kind=kind, parent=parent, **fields)


@scopes_disabled()
def make_spot(station: Station, name: str = "", **fields) -> Spot:
    """A known place."""
    return Spot.objects.create(station=station, name=name or f"地点{next(_numbers)}", **fields)


@scopes_disabled()
def make_incident(
    station: Station,
    kind: str = Kind.CALL,
    state: str = State.RECEIVED,
    category: Category | None = None,
    at: datetime.datetime | None = None,
    handlers: tuple[Officer, ...] = (),
    reporter: str = "",
    phone: str = "",
    **fields,
) -> Incident:
    """An incident in a state, reported ``at`` (now by default); its number lies far above those given out.

    Args:
        handlers: officers who handle it now.
        reporter, phone: make a reporting person.
    """
    at = at or timezone.now()
    category = category or make_category(station, kind=kind)
    fields = {
        "source": Source.EMERGENCY, "grade": Grade.III, "summary": "邻居争吵", "place": "前门大街1号",
        "reported_at": at, "received_at": at, "year": timezone.localtime(at).year,
        "serial": 900000 + next(_numbers), "call_category": category,
    } | fields  # fmt: skip
    incident = Incident.objects.create(station=station, kind=kind, state=state, category=category, **fields)
    for officer in handlers:
        Handler.objects.create(station=station, incident=incident, officer=officer, since=at)
    if reporter or phone:
        Party.objects.create(
            station=station, incident=incident, name=reporter, phone=phone, phone_index=blind_index(phone),
            reported_at=at,
        )  # fmt: skip
    return incident


@scopes_disabled()
def make_vehicle(station: Station, code: str = "", **fields) -> Asset:
    """A car."""
    code = code or f"京A{next(_numbers):04d}警"
    return Asset.objects.create(station=station, kind=Asset.Kind.VEHICLE, code=code, name="巡逻车", **fields)


@scopes_disabled()
def make_crew(
    station: Station,
    *officers: Officer,
    layer: str = Layer.SECOND,
    at: datetime.datetime | None = None,
    hours: float = 12,
    name: str = "",
    **fields,
) -> Crew:
    """A crew that is out from an hour before ``at`` (now by default) for some hours; the first officer leads."""
    start = (at or timezone.now()) - HOUR
    fields = {"date": timezone.localtime(start).date(), "ends_at": start + hours * HOUR} | fields
    crew = Crew.objects.create(
        station=station, layer=layer, name=name or f"车组{next(_numbers)}", starts_at=start, **fields
    )
    for number, officer in enumerate(officers):
        CrewMember.objects.create(
            station=station, crew=crew, officer=officer, leader=number == 0, starts_at=start, ends_at=crew.ends_at
        )
    return crew
