"""A community with its A角 and B角, and who is on duty today."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from stations.organisation.models import Officer, Team
from stations.places.models import Community, CommunityPost, Grid
from stations.roster.models import Duty, Role, Task
from tests.factories.organisation import Cast, make_officer
from tests.factories.places import make_community, make_community_post, make_grid

# About a square kilometre around the first corner.
LAT, LNG, SIDE = 39.9, 116.4, 0.01


def square(lat: float = LAT, lng: float = LNG, side: float = SIDE) -> dict:
    """The outline of a square as GeoJSON."""
    corners = [(lng, lat), (lng + side, lat), (lng + side, lat + side), (lng, lat + side), (lng, lat)]
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}


@dataclass
class Beat:
    """A角 and B角 of a community with one grid, and a colleague of the same team."""

    community: Community
    grid: Grid
    a: Officer
    b: Officer
    colleague: Officer
    team: Team


@scopes_disabled()
def make_beat(cast: Cast) -> Beat:
    """The community 前东 of station one; nobody is on the roster yet."""
    team = cast.community_team
    a, b, colleague = cast.officer, make_officer(cast.station, "刘冬梅", team=team), make_officer(
        cast.station, "郭勇", team=team
    )  # fmt: skip
    community = make_community(cast.station, "前东社区", team, outline=square())
    make_community_post(community, a, CommunityPost.Role.A)
    make_community_post(community, b, CommunityPost.Role.B)
    grid = make_grid(community, a, "前东一网格", outline=square(side=SIDE / 2))
    return Beat(community, grid, a, b, colleague, team)


@scopes_disabled()
def make_duty(officer: Officer, role: str, team: Team, day: datetime.date | None = None, **fields) -> Duty:
    """One row of the roster, from 08:00 to 08:00 of the next day; today by default."""
    on = day or timezone.localdate()
    start = timezone.make_aware(datetime.datetime.combine(on, datetime.time(8)))
    ends = start + datetime.timedelta(1)
    values = {"planned_role": role, "task": Task.COMMUNITY, "starts_at": start, "ends_at": ends}
    return Duty.objects.create(
        station=officer.station, officer=officer, team=team, date=on, role=role, **(values | fields)
    )


def rest(officer: Officer, team: Team, day: datetime.date | None = None) -> Duty:
    """A day off."""
    return make_duty(officer, Role.REST, team, day)


def primary(officer: Officer, team: Team, day: datetime.date | None = None) -> Duty:
    """On 正班."""
    return make_duty(officer, Role.PRIMARY, team, day)
