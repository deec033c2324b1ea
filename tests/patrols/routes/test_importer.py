"""Areas, checkpoints, routes and streets by workbook: taken in once, the same again changes nothing."""

import json

import pytest
from django.utils import timezone

from patrols.models import Area, AreaSquad, Route, Street
from patrols.routes import readings
from patrols.squads.models import Company
from stations.kit.scoping import in_station
from stations.places.geometry import metres, wgs_to_gcj
from tests.factories.patrols import LAT, LNG, make_company, make_guard, make_route, make_squad
from tests.stations.imports.books import book, judged, outcome

AREA_HEAD = ("编码", "名称", "网格编码", "小队编码", "轮廓")
POINT_HEAD = ("编码", "名称", "区域编码", "纬度", "经度", "坐标系", "半径", "责任队员编号", "看什么", "显示屏")
ROUTE_HEAD = ("编码", "名称", "区域编码", "有序", "闭合", "点位", "线形")
STREET_HEAD = ("名称", "线形")
BOX = {"type": "Polygon", "coordinates": [[[116.39, 39.89], [116.41, 39.89], [116.41, 39.91], [116.39, 39.89]]]}
LINE = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG, LAT + 0.002]]}


@pytest.fixture
def squad(in_one):
    """A squad of a licensed company under contract, with one guard."""
    company = make_company(in_one, licence_no="京公保服001", contract_no="HT-1")
    made = make_squad(in_one, company=company, code="S01")
    make_guard(made, guard_no="B0001")
    return made


def taken(content: bytes, station):
    """The report of a workbook that was taken in."""
    report, plan = judged(content, station, "patrols")
    assert not [row for row in report.rows if row["problems"]], report.rows
    plan.write()
    return report, plan


def whole() -> bytes:
    """A workbook with one of everything; the second point comes from a Chinese map."""
    lng, lat = wgs_to_gcj(LNG, LAT + 0.002)
    return book(
        巡逻区域=[AREA_HEAD, ("QY01", "前门大街", None, "S01", json.dumps(BOX))],
        打卡点=[
            POINT_HEAD,
            ("D001", "北口", "QY01", LAT, LNG, None, 30, "B0001", "看摊位", "否"),
            ("D002", "南口", "QY01", lat, lng, "GCJ02", None, None, None, "是"),
        ],
        巡逻线路=[ROUTE_HEAD, ("XL01", "一线", "QY01", "是", "否", "D001、D002", json.dumps(LINE))],
        街巷=[STREET_HEAD, ("鲜鱼口街", json.dumps(LINE))],
    )


def test_a_workbook_brings_everything_in(squad, in_one):
    taken(whole(), in_one)
    assert AreaSquad.objects.get().squad == squad
    one, two = readings.checkpoints(timezone.localdate())
    assert readings.keeper_of(one).guard.guard_no == "B0001"
    assert (one.radius, two.radius, two.display) == (30, 50, True)
    assert metres(two.lat, two.lng, LAT + 0.002, LNG) < 0.1
    route = Route.objects.get()
    assert (route.metres, route.ordered, [row.leg for row in readings.points_of(route)]) == (222, True, [0, 222])
    assert Street.objects.get().metres == 222


def test_the_same_workbook_again_changes_nothing(squad, in_one):
    taken(whole(), in_one)
    report, plan = taken(whole(), in_one)
    assert not plan
    assert {row["action"] for row in report.rows} == {"same"}


def test_points_of_a_route_change_their_order_and_get_more(squad, in_one):
    taken(whole(), in_one)
    taken(book(巡逻线路=[ROUTE_HEAD, ("XL01", "一线", "QY01", None, None, "D002、D001", None)]), in_one)
    assert [row.checkpoint.code for row in readings.points_of(Route.objects.get())] == ["D002", "D001"]


def test_a_moved_point_moves_the_legs(squad, in_one):
    taken(whole(), in_one)
    moved = ("D002", "南口", "QY01", LAT + 0.001, LNG, None, None, None, None, None)
    lines = [ROUTE_HEAD, ("XL01", "一线", "QY01", None, None, "D001、D002", "清空")]
    taken(book(打卡点=[POINT_HEAD, moved], 巡逻线路=lines), in_one)
    route = Route.objects.get()
    assert (route.line, route.metres, readings.points_of(route)[1].leg) == (None, 111, 111)


def test_every_mistake_is_named(squad, in_one):
    own = make_squad(in_one, company=make_company(in_one, kind=Company.Kind.SELF_HIRED), code="S02")
    make_guard(own, guard_no="B0002", left_on=timezone.localdate())
    route = make_route(Area.objects.create(station=in_one, code="OLD", name="旧区"), points=2)
    report, _plan = judged(
        book(
            巡逻区域=[
                AREA_HEAD,
                ("QY01", "好", None, None, None),
                ("QY02", "好", None, None, None),
                ("QY03", "没有小队", None, "S99", None),
                ("QY04", "自行招用", None, "S02", None),
                ("QY05", "轮廓错", None, None, "{}"),
            ],
            打卡点=[
                POINT_HEAD,
                ("D001", "好", "QY01", LAT, LNG, None, None, None, None, None),
                ("D002", "国外", "QY01", 10, 20, None, None, None, None, None),
                ("D003", "坐标系", "QY01", LAT, LNG, "月球", None, None, None, None),
                ("D004", "已离队", "QY01", LAT, LNG, None, None, "B0002", None, None),
                ("D005", "区域错", "QY03", LAT, LNG, None, None, None, None, None),
                ("D006", "=1+1", "QY01", LAT, LNG, None, None, None, None, None),
            ],
            巡逻线路=[
                ROUTE_HEAD,
                ("XL01", "好", "QY01", None, None, "D001", None),
                ("XL02", "点位错", "QY01", None, None, "D001、D999", None),
                (route.code, route.name, "OLD", None, None, "D001", None),
                ("XL03", "线形错", "QY01", None, None, None, '{"type":"Point","coordinates":[1,2]}'),
            ],
            街巷=[STREET_HEAD, ("没有线", None)],
        ),
        in_one,
        "patrols",
    )
    assert outcome(report) == {
        ("巡逻区域", 2): "added", ("巡逻区域", 3): ["name_taken"], ("巡逻区域", 4): ["unknown"],
        ("巡逻区域", 5): ["no_premises"], ("巡逻区域", 6): ["outline_kind"],
        ("打卡点", 2): "added", ("打卡点", 3): ["out_of_range"], ("打卡点", 4): ["unknown_choice"],
        ("打卡点", 5): ["guard_left"], ("打卡点", 6): ["refers_to_refused"], ("打卡点", 7): ["formula"],
        ("巡逻线路", 2): "added", ("巡逻线路", 3): ["unknown"], ("巡逻线路", 4): ["points_removed"],
        ("巡逻线路", 5): ["line_kind"], ("街巷", 2): ["missing"],
    }  # fmt: skip


def test_another_stations_squads_and_guards_are_unknown(squad, cast, in_one):
    with in_station(cast.station2):
        report, _plan = judged(whole(), cast.station2, "patrols")
    assert outcome(report)["巡逻区域", 2] == ["unknown"]
    assert outcome(report)["打卡点", 2] == ["refers_to_refused", "unknown"]
