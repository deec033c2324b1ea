"""The sheets 类别, 管控要素, 常用地点, and outlines and points in those of places."""

import json

import pytest
from django.conf import settings
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from stations.catalogue.models import Category, Element, Spot
from stations.imports.plan import Plan
from stations.kit.scoping import in_station
from stations.organisation.importer import KIND
from stations.places.geometry import locate
from stations.places.models import Community, Grid, PoliceRoom
from tests.factories import make_category, make_community, make_grid
from tests.stations.imports.books import book, judged, outcome

CATEGORIES = ("编码", "名称", "上级编码", "性质", "统计归类", "常用等级", "排序", "启用")
SPOTS = ("名称", "地址", "社区", "网格编码", "纬度", "经度")
TREE = (
    CATEGORIES, ("D", "纠纷", None, "警情", "纠纷", "三级", 1, "是"), ("D01", "邻里纠纷", "D"),
    ("D0101", "漏水纠纷", "D01", None, None, "二级"),
)  # fmt: skip
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116.4, 39.9], [116.41, 39.9], [116.41, 39.91], [116.4, 39.91], [116.4, 39.9]]],
}


def written(content: bytes, station):
    report, plan = judged(content, station)
    assert isinstance(plan, Plan)
    plan.write()
    return report


def test_a_tree_is_read_in_parents_first_and_takes_from_above(in_one):
    written(book(类别=TREE), in_one)
    leaf = Category.objects.get(code="D0101")
    assert leaf.path == "纠纷 / 邻里纠纷 / 漏水纠纷"
    assert (leaf.level, leaf.kind, leaf.fold, leaf.grade) == (3, "call", "dispute", 2)
    assert leaf.initials == "lsjf"
    assert leaf.parent.parent.code == "D"


def test_the_same_tree_again_changes_nothing(in_one):
    written(book(类别=TREE), in_one)
    report, _plan = judged(book(类别=TREE), in_one)
    assert set(outcome(report).values()) == {"same"}


def test_a_new_name_reaches_the_paths_below(in_one):
    written(book(类别=TREE), in_one)
    written(book(类别=(CATEGORIES, ("D", "矛盾纠纷"))), in_one)
    assert Category.objects.get(code="D0101").path == "矛盾纠纷 / 邻里纠纷 / 漏水纠纷"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("X1", "无上级", "NO"), "unknown"), (("X1", "顶级无性质"), "missing"),
        (("X1", "性质不符", "D", "隐患"), "kind"), (("D01", "改上级", "E"), "parent_fixed"),
        (("D", "改性质", None, "隐患"), "kind_fixed"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_tree_is_refused(in_one, row, code):
    written(book(类别=TREE), in_one)
    report, _plan = judged(book(类别=(CATEGORIES, row)), in_one)
    assert code in outcome(report)["类别", 2]


def test_elements_and_places_are_read_in(cast, in_one):
    community = make_community(cast.station, "前东社区")
    make_grid(community, cast.officer, code="QD-01")
    written(book(
        管控要素=[("编码", "名称", "排序", "启用"), ("Y01", "旅店", 1, "是")],
        常用地点=[SPOTS, ("大观楼", "大栅栏 36 号", None, "QD-01", 39.9, 116.4), ("商场",)],
    ), in_one)  # fmt: skip
    assert Element.objects.get().name == "旅店"
    spot = Spot.objects.get(name="大观楼")
    assert (spot.community, spot.grid.code, spot.lat, spot.initials) == (community, "QD-01", 39.9, "dgl")
    assert Spot.objects.get(name="商场").lat is None


def test_a_grid_of_another_community_or_half_a_point_is_refused(cast, in_one):
    make_grid(make_community(cast.station, "前东社区"), cast.officer, code="QD-01")
    make_community(cast.station, "大江社区")
    report, _plan = judged(book(常用地点=[
        SPOTS, ("甲", None, "大江社区", "QD-01"), ("乙", None, None, None, 39.9),
        ("丙", None, None, None, 116.4, 39.9),
    ]), in_one)  # fmt: skip
    found = outcome(report)
    assert found["常用地点", 2] == ["grid_elsewhere"]
    assert found["常用地点", 3] == ["half_point"]
    assert "out_of_range" in found["常用地点", 4]


def test_outlines_and_points_come_with_the_sheets_of_places(cast, in_one):
    written(book(
        社区=[("编码", "名称", "轮廓"), ("QD", "前东社区", json.dumps(SQUARE))],
        警务室=[("编码", "名称", "类别", "社区", "纬度", "经度"),
              ("J1", "前东警务室", "警务室", "前东社区", 39.905, 116.405)],
    ), in_one)  # fmt: skip
    room = PoliceRoom.objects.get()
    assert Community.objects.get().outline == SQUARE
    assert locate(cast.station.pk, room.lat, room.lng).community_id == room.community_id


def test_a_broken_outline_names_its_mistake(in_one):
    report, _plan = judged(book(社区=[("编码", "名称", "轮廓"), ("QD", "前东社区", "{}")]), in_one)
    assert outcome(report)["社区", 2] == ["outline_kind"]


def test_a_category_of_another_station_is_no_parent(cast, in_one):
    make_category(cast.station2, "纠纷", code="D")
    report, _plan = judged(book(类别=(CATEGORIES, ("D01", "邻里", "D"))), in_one)
    assert outcome(report)["类别", 2] == ["unknown"]


@pytest.mark.parametrize("name", ["qianmen", "chaowai"])
def test_the_demo_workbooks_tile_their_ground_and_know_their_places(cast, name):
    content = (settings.BASE_DIR / "config" / "local" / "demo_data" / f"{name}.xlsx").read_bytes()
    station = cast.station if name == "qianmen" else cast.station2
    with in_station(station):
        report, plan = judged(content, station, KIND)
    assert [row for row in report.rows if row["problems"]] == []
    grids = [shape(row.outline) for row in plan._new[Grid]]
    ground = unary_union([shape(row.outline) for row in plan._new[Community]])
    assert sum(grid.area for grid in grids) == pytest.approx(ground.area, rel=1e-4)
    assert unary_union(grids).area == pytest.approx(ground.area, rel=1e-4)
    places = [(shape(spot.grid.outline), Point(spot.lng, spot.lat)) for spot in plan._new[Spot]]
    assert all(grid.covers(point) for grid, point in places)
