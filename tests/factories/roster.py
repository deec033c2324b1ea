"""A station whose rotation runs: three shift groups, fixed posts, a plan."""

import datetime
from dataclasses import dataclass, field

from django_scopes import scopes_disabled

from stations.organisation.models import Officer, Post, Station, Team
from stations.roster.models import (
    FixedPattern,
    PatternMember,
    Role,
    RotationPlan,
    Section,
    SectionMembership,
    ShiftGroup,
    Task,
)
from tests.factories.kept import kept
from tests.factories.organisation import FIRST_DAY, lead, make_officer, make_station, make_team
from tests.factories.places import make_community, make_community_post, make_police_room

PLAN_DAY = datetime.date(2024, 1, 1)


@dataclass
class Rotation:
    """What :func:`make_rotation` built."""

    station: Station
    chief: Officer
    teams: dict[str, Team]
    groups: list[ShiftGroup]
    plan: RotationPlan
    deputies: list[Officer] = field(default_factory=list)
    officers: dict[tuple[str, int], list[Officer]] = field(default_factory=dict)
    street: list[Officer] = field(default_factory=list)


@scopes_disabled()
def make_plan(station: Station, effective_from=PLAN_DAY, **fields) -> RotationPlan:
    """A plan 副→正→休 with handover at 08:00 and 备勤 22:00–08:00, unless said otherwise."""
    values = {
        "name": f"轮值方案 {effective_from}",
        "anchor": effective_from,
        "cycle": [Role.SECONDARY, Role.PRIMARY, Role.REST],
        "handover": datetime.time(8),
        "standby_from": datetime.time(22),
        "standby_to": datetime.time(8),
    }
    return RotationPlan.objects.create(station=station, effective_from=effective_from, **(values | fields))


@scopes_disabled()
def join_section(officer: Officer, section: Section, start=FIRST_DAY) -> SectionMembership:
    """Let an officer turn with a section."""
    return SectionMembership.objects.create(station=officer.station, officer=officer, section=section, start=start)


@kept
@scopes_disabled()
def make_rotation(code: str = "QM", per_section: int = 2, communities: int = 3, street: int = 3) -> Rotation:
    """A small station shaped like the 前门 one.

    Args:
        code: of the station.
        per_section: officers in each section of each rotating team.
        communities: community teams, each led by a deputy chief in a shift group of its own.
        street: officers on street posts.
    """
    station = make_station(code)
    top = make_team(station, Team.Kind.LEADERSHIP, "所领导", order=0)
    groups = [ShiftGroup.objects.create(station=station, name=f"值班{n}组", position=n - 1) for n in (1, 2, 3)]
    teams = {"command": make_team(station, Team.Kind.COMMAND, "综合指挥室", order=1)}
    for number in range(communities):
        teams[f"community{number + 1}"] = make_team(station, Team.Kind.COMMUNITY, f"社区警务{number + 1}队", order=2)
    teams["case"] = make_team(station, Team.Kind.CASE, "打击办案队", order=5)
    teams["street"] = make_team(station, Team.Kind.STREET, "街面巡控队", order=6)
    chief = make_officer(station, post=Post.CHIEF, team=top)
    made = Rotation(station, chief, teams, groups, make_plan(station))
    for key, team in teams.items():
        if team.rotates:
            _fill_sections(made, key, team, per_section)
    _fix_posts(made, street)
    return made


def _fill_sections(made: Rotation, key: str, team: Team, per_section: int) -> None:
    number = list(made.teams).index(key)
    for group in made.groups:
        section = Section.objects.create(station=made.station, team=team, name=f"{group.position + 1}班", group=group)
        leads_here = team.kind == Team.Kind.COMMUNITY and (number - 1) % 3 == group.position
        people = [
            make_officer(made.station, post=Post.DEPUTY if leads_here and n == 0 else Post.OFFICER, team=team)
            for n in range(per_section)
        ]
        for officer in people:
            join_section(officer, section)
        if leads_here:
            made.deputies.append(people[0])
            lead(team, people[0])
        made.officers[key, group.position] = people
    if team.kind == Team.Kind.COMMUNITY:
        community = make_community(made.station, name=f"{team.name}社区", team=team)
        make_police_room(made.station, name=f"{team.name}警务室", community=community)
        make_community_post(community, made.officers[key, 0][-1], "A")
        make_community_post(community, made.officers[key, 1][-1], "B")


def _fix_posts(made: Rotation, street: int) -> None:
    office = FixedPattern.objects.create(
        station=made.station, name="行政班", task=Task.LEAD, rhythm=FixedPattern.Rhythm.WORKDAYS, anchor=PLAN_DAY,
        starts=datetime.time(9), hours=8, start=FIRST_DAY,
    )  # fmt: skip
    early = FixedPattern.objects.create(
        station=made.station, name="街面早岗", task=Task.STREET, rhythm=FixedPattern.Rhythm.CYCLE, cycle="110",
        anchor=PLAN_DAY, starts=datetime.time(7), hours=8, start=FIRST_DAY,
    )  # fmt: skip
    PatternMember.objects.create(station=made.station, pattern=office, officer=made.chief, start=FIRST_DAY)
    for offset in range(street):
        officer = make_officer(made.station, team=made.teams["street"])
        made.street.append(officer)
        PatternMember.objects.create(
            station=made.station, pattern=early, officer=officer, offset=offset, place="前门大街北口", start=FIRST_DAY
        )
