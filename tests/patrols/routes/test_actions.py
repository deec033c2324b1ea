"""Areas, routes and checkpoints: entered, changed, given to squads and guards, with what the rules refuse."""

import datetime

import pytest
from django.utils import timezone

from patrols.models import Area, Checkpoint, Route
from patrols.routes import actions, points, readings, signs, ways
from patrols.squads.models import Company
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_person
from tests.factories.patrols import (
    LAT,
    LNG,
    make_area,
    make_checkpoint,
    make_company,
    make_guard,
    make_office_seat,
    make_patrols,
    make_route,
    make_squad,
)

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


def rectangle(west, south, east, north) -> dict:
    """An outline."""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


BOX = rectangle(116.39, 39.89, 116.41, 39.91)
INSIDE = rectangle(116.395, 39.895, 116.4, 39.9)
STICKS_OUT = rectangle(116.395, 39.895, 116.42, 39.9)


def refusal(verb, *args, **kwargs) -> str:
    """The code with which a verb is refused."""
    with pytest.raises(RuleBroken) as refused:
        verb(*args, **kwargs)
    return refused.value.code


def contract(station, **fields):
    """A licensed company with a contract that holds."""
    return make_company(station, licence_no="京公保服001", contract_no="HT-1", **fields)


def test_an_area_is_entered_once(in_one, cast):
    area = actions.add_area(station=in_one, actor=cast.chief.user, code="A01", name="前门大街")
    assert Entry.objects.about(area).first().verb == "patrol_area.added"
    assert refusal(actions.add_area, station=in_one, actor=cast.chief.user, code="A01", name="大栅栏") == "code_taken"
    assert (
        refusal(actions.add_area, station=in_one, actor=cast.chief.user, code="A02", name="前门大街") == "name_taken"
    )


def test_only_the_office_and_the_leadership_keep_routes(in_one, cast):
    with pytest.raises(NotAllowed):
        actions.add_area(station=in_one, actor=cast.desk.user, code="A01", name="前门大街")
    office = make_office_seat(in_one)
    assert actions.add_area(station=in_one, actor=office, code="A01", name="前门大街").pk


def test_an_area_with_routes_in_use_stays_in_use(in_one, cast):
    route = make_route(make_area(in_one))
    assert refusal(actions.change_area, area=route.area, actor=cast.chief.user, active=False) == "in_use"


def test_guards_whom_a_company_hires_itself_stay_on_its_premises(in_one, cast):
    own = make_company(in_one, kind=Company.Kind.SELF_HIRED, premises=BOX)
    squad = make_squad(in_one, company=own)
    area = make_area(in_one, outline=STICKS_OUT)
    assert (
        refusal(actions.give_area, area=area, squad=squad, start=TODAY, actor=cast.chief.user) == "outside_premises"
    )
    actions.set_area_outline(area=area, outline=INSIDE, day=TODAY, actor=cast.chief.user)
    actions.give_area(area=area, squad=squad, start=TODAY, actor=cast.chief.user)
    later = {"area": area, "outline": STICKS_OUT, "day": TODAY, "actor": cast.chief.user}
    assert refusal(actions.set_area_outline, **later) == "outside_premises"


def test_a_licensed_company_with_a_contract_patrols_anywhere(in_one, cast):
    squad = make_squad(in_one, company=contract(in_one))
    area = make_area(in_one)
    link = actions.give_area(area=area, squad=squad, start=TODAY, actor=cast.chief.user)
    assert refusal(actions.give_area, area=area, squad=squad, start=TODAY + DAY, actor=cast.chief.user) == "unchanged"
    actions.take_area(link=link, end=TODAY + DAY, actor=cast.chief.user)
    link.refresh_from_db()
    assert link.end == TODAY + DAY


def test_rows_of_two_stations_never_meet(in_one, cast):
    with in_station(cast.station2):
        other = make_area(cast.station2)
        squad = make_squad(cast.station2)
    here = make_area(in_one)
    facts = {"code": "P1", "name": "点", "lat": LAT, "lng": LNG}
    assert refusal(points.add_checkpoint, station=in_one, actor=None, area=other, **facts) == "other_station"
    assert refusal(ways.add_route, station=in_one, actor=None, code="R1", name="线", area=other) == "other_station"
    with pytest.raises((RuleBroken, type(squad).DoesNotExist)):
        actions.give_area(area=here, squad=squad, start=TODAY, actor=None)


def test_a_route_keeps_its_points_in_order_and_knows_its_lengths(in_one, cast):
    area = make_area(in_one)
    one, two, three = (make_checkpoint(area, north=n) for n in range(3))
    route = ways.add_route(
        station=in_one, actor=cast.chief.user, code="R1", name="一号线", area=area, points=[one, two]
    )
    assert route.metres == 111
    ways.add_point(route=route, checkpoint=three, actor=cast.chief.user)
    ways.move_point(route=route, checkpoint=three, where="earlier", actor=cast.chief.user)
    route = readings.with_targets().get(pk=route.pk)
    assert [(t.checkpoint_id, t.seq, t.leg) for t in readings.targets_of(route)] == [
        (one.pk, 1, 0), (three.pk, 2, 222), (two.pk, 3, 111),
    ]  # fmt: skip
    assert route.metres == 334
    ways.remove_point(route=route, checkpoint=one, actor=cast.chief.user)
    assert [row.seq for row in readings.points_of(route)] == [1, 2]


def test_a_closed_route_counts_its_way_home(in_one, cast):
    route = make_route(make_area(in_one), points=3)
    ways.change_route(route=route, closed=True, actor=cast.chief.user)
    route = readings.with_targets().get(pk=route.pk)
    assert (route.metres, readings.way_home(route, readings.targets_of(route))) == (445, 223)


def test_a_point_that_moves_takes_the_legs_of_its_routes_along(in_one, cast):
    route = make_route(make_area(in_one), points=2)
    last = readings.points_of(route)[1].checkpoint
    for _number in range(3):
        ways.add_point(route=make_route(route.area, points=1), checkpoint=last, actor=None)
    points.change_checkpoint(checkpoint=last, lat=LAT + 0.004, actor=cast.chief.user)
    route.refresh_from_db()
    assert (route.metres, readings.points_of(route)[1].leg) == (445, 445)


def test_the_line_of_a_route_gives_its_length(in_one, cast):
    route = make_route(make_area(in_one), points=2)
    line = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG + 0.0013, LAT], [LNG, LAT + 0.001]]}
    ways.set_line(route=route, line=line, actor=cast.chief.user)
    route.refresh_from_db()
    assert route.metres == readings.points_of(route)[1].leg == 268
    ways.set_line(route=route, line=None, actor=cast.chief.user)
    route.refresh_from_db()
    assert route.metres == 111


def test_what_a_route_cannot_have(in_one, cast):
    area = make_area(in_one)
    route, point = make_route(area, points=1), make_checkpoint(area)
    first = readings.points_of(route)[0].checkpoint
    assert refusal(ways.add_point, route=route, checkpoint=first, actor=None) == "point_twice"
    point.active = False
    point.save()
    assert refusal(ways.add_point, route=route, checkpoint=point, actor=None) == "checkpoint_inactive"
    assert refusal(ways.move_point, route=route, checkpoint=first, where="earlier", actor=None) == "unchanged"
    assert refusal(points.change_checkpoint, checkpoint=first, active=False, actor=None) == "on_routes"


def test_a_point_has_one_named_keeper_at_a_time(in_one, cast):
    squad = make_squad(in_one)
    one, two = make_guard(squad), make_guard(squad)
    point = make_checkpoint(make_area(in_one))
    points.set_keeper(checkpoint=point, guard=one, start=TODAY - 5 * DAY, actor=cast.chief.user)
    assert refusal(points.set_keeper, checkpoint=point, guard=one, start=TODAY, actor=cast.chief.user) == "unchanged"
    points.set_keeper(checkpoint=point, guard=two, start=TODAY, actor=cast.chief.user)
    loaded = readings.checkpoints(TODAY).get(pk=point.pk)
    assert readings.keeper_of(loaded).guard == two
    assert readings.keeper_of(readings.checkpoints(TODAY - DAY).get(pk=point.pk)).guard == one
    points.end_keeper(keeper=readings.keeper_of(loaded), end=TODAY + DAY, actor=cast.chief.user)


def test_who_has_left_keeps_no_point(in_one, cast):
    gone = make_guard(make_squad(in_one), left_on=TODAY - DAY)
    point = make_checkpoint(make_area(in_one))
    assert (
        refusal(points.set_keeper, checkpoint=point, guard=gone, start=TODAY, actor=cast.chief.user) == "guard_left"
    )


def test_a_new_sign_kills_the_old_one_at_once(in_one, cast):
    point = make_checkpoint(make_area(in_one))
    old = signs.read(signs.printed(point))
    fresh = points.reissue_sign(checkpoint=point, actor=cast.chief.user, at=timezone.now())
    assert signs.read(signs.printed(fresh)).version == fresh.sign_version == old.version + 1
    assert Entry.objects.about(point).first().data == {"version": 2}


def test_a_lost_sign_is_told_to_the_office_once_an_issue(in_one, cast):
    patrols = make_patrols(in_one)
    point = readings.points_of(patrols.route)[0].checkpoint
    points.report_sign(checkpoint=point, actor=patrols.guard.user, at=timezone.now())
    again = {"checkpoint": point, "actor": patrols.leader.user, "at": timezone.now()}
    assert refusal(points.report_sign, **again) == "sign_lost"
    assert [notice.recipient for notice in Notice.objects.filter(kind="patrols.sign_lost")] == [patrols.office]
    fresh = points.reissue_sign(checkpoint=point, actor=patrols.office, at=timezone.now())
    assert fresh.sign_lost_at is None


def test_a_stranger_reports_no_sign(in_one, cast):
    point = make_checkpoint(make_area(in_one))
    with pytest.raises(NotAllowed):
        points.report_sign(checkpoint=point, actor=make_person(in_one), at=timezone.now())


def test_streets_know_their_length(in_one, cast):
    line = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG, LAT + 0.002]]}
    street = actions.set_street(station=in_one, name="鲜鱼口街", line=line, actor=cast.chief.user)
    assert street.metres == 222
    assert (
        refusal(actions.set_street, station=in_one, name="鲜鱼口街", line=line, actor=cast.chief.user) == "name_taken"
    )
    actions.set_street(station=in_one, name="鲜鱼口", line=line, actor=cast.chief.user, street=street)
    actions.remove_street(street=street, actor=cast.chief.user)


def test_points_near_by_come_nearest_first(in_one):
    area = make_area(in_one)
    far, near = make_checkpoint(area, north=2), make_checkpoint(area, north=1)
    make_checkpoint(area, north=20)
    make_checkpoint(area, north=1, active=False)
    found = readings.nearby(LAT, LNG, 300)
    assert [(round(away), row) for away, row in found] == [(111, near), (222, far)]


def test_nothing_here_needs_an_actor_but_everything_is_written_down(in_one):
    area = actions.add_area(station=in_one, actor=None, code="A1", name="区")
    assert Area.objects.count() == 1 and Route.objects.count() == Checkpoint.objects.count() == 0
    assert Entry.objects.about(area).get().actor is None
