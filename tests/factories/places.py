"""Communities, grids, police rooms and who answers for them."""

import datetime
import itertools

from django_scopes import scopes_disabled

from stations.organisation.models import Officer, Station, Team
from stations.places.models import Community, CommunityPost, Grid, IndustryOfficer, PoliceRoom, RoomContact
from tests.factories.organisation import FIRST_DAY

_numbers = itertools.count(1)


@scopes_disabled()
def make_community(station: Station, name: str = "", team: Team | None = None, code: str = "", **fields) -> Community:
    """A community, with the community team that answers for it."""
    number = next(_numbers)
    return Community.objects.create(
        station=station, code=code or f"C{number:03d}", name=name or f"社区{number}", team=team, **fields
    )


@scopes_disabled()
def make_grid(community: Community, officer: Officer, name: str = "", code: str = "", **fields) -> Grid:
    """A grid with its responsible officer."""
    number = next(_numbers)
    return Grid.objects.create(
        station=community.station, community=community, officer=officer, code=code or f"G{number:03d}",
        name=name or f"网格{number}", **fields,
    )  # fmt: skip


@scopes_disabled()
def make_community_post(
    community: Community, officer: Officer, role: str = CommunityPost.Role.A, start: datetime.date = FIRST_DAY
) -> CommunityPost:
    """Make an officer the A角 or B角 of a community."""
    return CommunityPost.objects.create(
        station=community.station, community=community, officer=officer, role=role, start=start
    )


@scopes_disabled()
def make_police_room(
    station: Station, name: str = "", community: Community | None = None, kind: str = "", **fields
) -> PoliceRoom:
    """A police room, smart police room or patrol post."""
    number = next(_numbers)
    return PoliceRoom.objects.create(
        station=station, code=f"R{number:03d}", name=name or f"警务室{number}", community=community,
        kind=kind or PoliceRoom.Kind.ROOM, **fields,
    )  # fmt: skip


@scopes_disabled()
def make_contact(room: PoliceRoom, name: str = "陈主任", title: str = "居委会主任", phone: str = "") -> RoomContact:
    """A residents' committee contact of a room."""
    return RoomContact.objects.create(station=room.station, room=room, name=name, title=title, phone=phone)


@scopes_disabled()
def make_industry_officer(officer: Officer, industry: str, start: datetime.date = FIRST_DAY) -> IndustryOfficer:
    """Put an officer in charge of a regulated trade."""
    return IndustryOfficer.objects.create(station=officer.station, officer=officer, industry=industry, start=start)
