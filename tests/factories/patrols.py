"""Companies, squads, guards, routes and patrol duties made in one line each, without the actions."""

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from patrols.models import (
    Area,
    AreaSquad,
    Checkpoint,
    CommandPost,
    Company,
    DutyGuard,
    DutyTarget,
    Guard,
    PatrolDuty,
    PatrolGroup,
    Plan,
    PlanGuard,
    PlanSlot,
    Route,
    RoutePoint,
    Squad,
    SquadLead,
    SquadMembership,
)
from patrols.schedule.words import Mode, State
from stations.organisation.models import Station, Team, User
from stations.places.models import Grid
from tests.factories.organisation import FIRST_DAY, make_officer, make_person, make_team
from tests.factories.places import make_community, make_grid

_numbers = itertools.count(1)
HOUR = datetime.timedelta(hours=1)
# Where the made-up points lie; 0.001 degrees north are about 111 m.
LAT, LNG = 39.8990, 116.4000


@scopes_disabled()
def make_company(station: Station, name: str = "", **fields) -> Company:
    """A member company with a licence, so that its guards may patrol anywhere."""
    number = next(_numbers)
    fields = {"code": f"C{number:03d}", "short_name": f"单位{number}", "kind": Company.Kind.LICENSED} | fields
    if fields["kind"] == Company.Kind.LICENSED:
        fields = {"licence_no": "京公保服001", "contract_no": "HT-1"} | fields
    return Company.objects.create(station=station, name=name or f"成员单位{number}", **fields)


@scopes_disabled()
def make_patrol_group(station: Station, focus: str = PatrolGroup.Focus.PATROL, name: str = "") -> PatrolGroup:
    """A functional group."""
    return PatrolGroup.objects.create(station=station, focus=focus, name=name or f"第{next(_numbers)}小组")


@scopes_disabled()
def make_squad(
    station: Station, name: str = "", company: Company | None = None, group: PatrolGroup | None = None, **fields
) -> Squad:
    """A squad with its company and its group."""
    number = next(_numbers)
    company, group = company or make_company(station), group or make_patrol_group(station)
    fields = {"code": f"S{number:03d}"} | fields
    return Squad.objects.create(
        station=station, name=name or f"第{number}小队", company=company, group=group, **fields
    )


@scopes_disabled()
def make_guard(
    squad: Squad, name: str = "", leads: bool = False, start: datetime.date = FIRST_DAY, username: str = "", **fields
) -> Guard:
    """A guard in a squad; ``leads`` makes them its leader."""
    number, station = next(_numbers), squad.station
    user = make_person(station, name=name, username=username)
    guard = Guard.objects.create(
        station=station, user=user, company=squad.company, **({"guard_no": f"B{number:04d}"} | fields)
    )
    SquadMembership.objects.create(station=station, squad=squad, guard=guard, start=start)
    if leads:
        role = SquadLead.Role.LEADER
        SquadLead.objects.create(station=station, squad=squad, guard=guard, role=role, start=start)
    return guard


@scopes_disabled()
def make_office_seat(station: Station, user: User | None = None, level: str = CommandPost.Level.OFFICE) -> User:
    """Somebody of the patrol office."""
    user = user or make_person(station)
    CommandPost.objects.create(station=station, user=user, level=level, title="办公室成员", start=FIRST_DAY)
    return user


@scopes_disabled()
def any_grid(station: Station) -> Grid:
    """A grid of the station, the first there is."""
    found = Grid.objects.filter(station=station).first()
    if found:
        return found
    officer = make_officer(station, team=make_team(station, Team.Kind.COMMUNITY))
    return make_grid(make_community(station), officer)


@scopes_disabled()
def make_area(station: Station, name: str = "", squads: Sequence[Squad] = (), **fields) -> Area:
    """A patrol area in a grid."""
    number = next(_numbers)
    fields = {"code": f"A{number:03d}", "grid": any_grid(station)} | fields
    area = Area.objects.create(station=station, name=name or f"区域{number}", **fields)
    for squad in squads:
        AreaSquad.objects.create(station=station, area=area, squad=squad, start=FIRST_DAY)
    return area


@scopes_disabled()
def make_checkpoint(area: Area, name: str = "", north: int = 0, **fields) -> Checkpoint:
    """A checkpoint; ``north`` says how many times 111 m from the first one it lies."""
    number = next(_numbers)
    fields = {"code": f"P{number:03d}", "lat": LAT + north * 0.001, "lng": LNG} | fields
    return Checkpoint.objects.create(station=area.station, area=area, name=name or f"打卡点{number}", **fields)


@scopes_disabled()
def make_route(area: Area, points: int = 3, ordered: bool = False, **fields) -> Route:
    """A route with so many new checkpoints, 111 m apart."""
    number = next(_numbers)
    fields = {"code": f"R{number:03d}", "name": f"线路{number}", "metres": 111 * max(points - 1, 0)} | fields
    route = Route.objects.create(station=area.station, area=area, ordered=ordered, **fields)
    for seq in range(points):
        RoutePoint.objects.create(
            station=area.station, route=route, checkpoint=make_checkpoint(area, north=seq), seq=seq + 1,
            leg=111 if seq else 0,
        )  # fmt: skip
    return route


@scopes_disabled()
def make_plan(squad: Squad, route: Route, guards: Sequence[Guard] = (), mode: str = Mode.SLOTS, **fields) -> Plan:
    """A plan of every day with one slot from 09:00 to 11:00."""
    area, number = route.area, next(_numbers)
    fields = {
        "name": f"巡逻计划{number}", "task": "巡查门前秩序", "weekdays": [1, 2, 3, 4, 5, 6, 7], "start": FIRST_DAY,
        "grid": area.grid or any_grid(squad.station),
    } | fields  # fmt: skip
    plan = Plan.objects.create(station=squad.station, squad=squad, area=area, route=route, mode=mode, **fields)
    PlanSlot.objects.create(station=squad.station, plan=plan, starts=datetime.time(9), minutes=120)
    for order, guard in enumerate(guards):
        PlanGuard.objects.create(station=squad.station, plan=plan, guard=guard, order=order)
    return plan


@scopes_disabled()
def make_patrol_duty(
    squad: Squad,
    route: Route,
    guards: Sequence[Guard] = (),
    starts_at: datetime.datetime | None = None,
    hours: float = 2,
    mode: str = Mode.SLOTS,
    **fields,
) -> PatrolDuty:
    """A duty with all points of a route, begun ten minutes ago unless told otherwise."""
    station, starts_at = squad.station, starts_at or timezone.now() - datetime.timedelta(minutes=10)
    ends_at = starts_at + hours * HOUR
    points = list(route.points.select_related("checkpoint"))
    fields = {
        "area": route.area, "grid": route.area.grid or any_grid(station), "task": "巡查门前秩序",
        "date": timezone.localtime(starts_at).date(), "planned": len(points), "state": State.PLANNED,
    } | fields  # fmt: skip
    duty = PatrolDuty.objects.create(
        station=station, squad=squad, route=route, mode=mode, starts_at=starts_at, ends_at=ends_at, **fields
    )
    for guard in guards:
        DutyGuard.objects.create(station=station, duty=duty, guard=guard, starts_at=starts_at, ends_at=ends_at)
    for point in points:
        DutyTarget.objects.create(
            station=station, duty=duty, checkpoint=point.checkpoint, date=duty.date, seq=point.seq, leg=point.leg
        )
    return duty


@dataclass
class Patrols:
    """A squad at work: its leader, one more guard, a route of three points and a duty that runs now."""

    squad: Squad
    leader: Guard
    guard: Guard
    route: Route
    duty: PatrolDuty
    office: User


def make_patrols(station: Station) -> Patrols:
    """The cast of the patrols beside that of the station."""
    squad = make_squad(station)
    leader, guard = make_guard(squad, leads=True), make_guard(squad)
    route = make_route(make_area(station, squads=[squad]))
    duty = make_patrol_duty(squad, route, [leader, guard])
    return Patrols(squad, leader, guard, route, duty, make_office_seat(station))
