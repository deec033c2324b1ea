"""Stations, teams and people."""

import datetime
import itertools
from dataclasses import dataclass

from django.test import Client
from django_scopes import scopes_disabled

from stations.organisation.models import Grant, Officer, Post, Station, Team, TeamLead, TeamMembership, User
from tests.factories.kept import kept

# Memberships, leads and grants of the cast hold from this day.
FIRST_DAY = datetime.date(2020, 1, 1)

_numbers = itertools.count(1)
_SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦许何吕"
_GIVEN = "安宁志远建国秀英海涛晓峰文博子涵"


def _name(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number % 7 * 2 : number % 7 * 2 + 2]


def make_station(code: str = "QM", name: str = "", **fields) -> Station:
    """A station; the same code gives the same station again."""
    defaults = {"name": name or f"{code}派出所", "short_name": name or f"{code}所"} | fields
    return Station.objects.get_or_create(code=code, defaults=defaults)[0]


@scopes_disabled()
def make_team(station: Station, kind: str = Team.Kind.COMMUNITY, name: str = "", order: int = 0, **fields) -> Team:
    """A team; its name follows its kind unless given."""
    number = next(_numbers)
    return Team.objects.create(station=station, kind=kind, name=name or f"{kind} {number}", order=order, **fields)


@scopes_disabled()
def make_person(station: Station | None, name: str = "", username: str = "", **fields) -> User:
    """An account without a profile, such as a guard's; the password cannot be used, see :func:`client_of`."""
    number = next(_numbers)
    fields = {"must_change_password": False} | fields
    return User.objects.create_user(
        username or f"person{number}", None, name=name or _name(number), home_station=station, **fields
    )


def make_administrator(role: str, station: Station | None = None, name: str = "") -> User:
    """One of the three separated administrators: ``system``, ``security`` or ``audit``."""
    return make_person(station, name=name or role, admin_role=role)


@scopes_disabled()
def make_officer(
    station: Station,
    name: str = "",
    post: str = Post.OFFICER,
    team: Team | None = None,
    kind: str = "",
    start: datetime.date = FIRST_DAY,
    username: str = "",
    police_no: str = "",
    phone: str = "",
    **fields,
) -> Officer:
    """A person with a service profile and, with ``team``, a membership from ``start``.

    ``kind`` follows the post unless given. The account is ``officer.user``.
    """
    number = next(_numbers)
    kind = kind or (Officer.Kind.AUXILIARY if post == Post.AUXILIARY else Officer.Kind.POLICE)
    user = make_person(station, name=name, username=username, phone=phone)
    # The cast's own numbers begin at 010001; a process of the whole suite counts further than that.
    free = number if number < 10_000 else number + 10_000
    officer = Officer.objects.create(
        station=station, user=user, post=post, kind=kind, police_no=police_no or f"{free:06d}", **fields
    )
    if team:
        TeamMembership.objects.create(station=station, officer=officer, team=team, start=start)
    return officer


@scopes_disabled()
def move(officer: Officer, team: Team, start: datetime.date) -> TeamMembership:
    """Close the membership in force and open one in another team, without the action."""
    officer.memberships.filter(end=None).update(end=start)
    return TeamMembership.objects.create(station=officer.station, officer=officer, team=team, start=start)


@scopes_disabled()
def lead(
    team: Team, officer: Officer, role: str = TeamLead.Role.LEADER, start: datetime.date = FIRST_DAY
) -> TeamLead:
    """Make an officer leader or deputy of a team."""
    return TeamLead.objects.create(station=team.station, team=team, officer=officer, role=role, start=start)


@scopes_disabled()
def grant(user: User, right: str, start: datetime.date = FIRST_DAY, end: datetime.date | None = None) -> Grant:
    """Give a person one of the rights of :class:`Grant.Right` (``personnel``, ``roster``, ``reports``, ``view``)."""
    return Grant.objects.create(
        station=user.home_station, user=user, right=right, start=start, end=end, reason="test"
    )


def client_of(person) -> Client:
    """A browser in which a person (User, or a profile with ``.user``) is logged in."""
    client = Client()
    client.force_login(getattr(person, "user", person), backend="stations.access.backends.PersonBackend")
    return client


@dataclass
class Cast:
    """The people every feature's tests know.

    Station one: ``chief``, ``deputy`` (commander and leader of ``community_team``), ``desk`` (command room),
    ``officer`` (community), ``auxiliary`` and ``guard`` (a User without profile). Station two: ``chief2``,
    ``officer2``. Officers carry their account as ``.user``; ``client_of`` takes either.
    """

    station: Station
    leadership: Team
    command: Team
    community_team: Team
    chief: Officer
    deputy: Officer
    desk: Officer
    officer: Officer
    auxiliary: Officer
    guard: User
    station2: Station
    community_team2: Team
    chief2: Officer
    officer2: Officer


@kept
def make_cast() -> Cast:
    """Two stations and their people; see :class:`Cast`."""
    one, two = make_station("QM", "前门所"), make_station("CW", "朝外所")
    top = make_team(one, Team.Kind.LEADERSHIP, "所领导", order=1)
    command = make_team(one, Team.Kind.COMMAND, "综合指挥室", order=2)
    community = make_team(one, Team.Kind.COMMUNITY, "第一社区警务队", order=3)
    community2 = make_team(two, Team.Kind.COMMUNITY, "第一社区警务队", order=3)
    top2 = make_team(two, Team.Kind.LEADERSHIP, "所领导", order=1)
    deputy = make_officer(one, "李建国", Post.DEPUTY, community, police_no="010002")
    lead(community, deputy)
    return Cast(
        station=one,
        leadership=top,
        command=command,
        community_team=community,
        chief=make_officer(one, "赵志远", Post.CHIEF, top, police_no="010001"),
        deputy=deputy,
        desk=make_officer(one, "钱文博", Post.DESK, command, police_no="010003"),
        officer=make_officer(one, "王小明", Post.OFFICER, community, police_no="010004", phone="13812345678"),
        auxiliary=make_officer(one, "孙晓峰", Post.AUXILIARY, community, police_no="F01005"),
        guard=make_person(one, "周海涛"),
        station2=two,
        community_team2=community2,
        chief2=make_officer(two, "吴秀英", Post.CHIEF, top2, police_no="020001"),
        officer2=make_officer(two, "郑子涵", Post.OFFICER, community2, police_no="020002"),
    )
