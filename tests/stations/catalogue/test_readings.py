"""Finding categories and places by what somebody types."""

import pytest

from stations.catalogue import defaults, readings
from stations.catalogue.models import Category
from stations.catalogue.words import Kind
from tests.factories import make_category, make_community, make_grid, make_spot


@pytest.fixture
def tree(cast, in_one):
    top = make_category(cast.station, "纠纷", code="D")
    make_category(cast.station, "漏水纠纷", parent=top, code="D01")
    make_category(cast.station, "劳资纠纷", parent=top, code="D02")
    make_category(cast.station, "飞线充电", kind=Kind.HAZARD, code="P01")
    make_category(cast.station, "停用的纠纷", code="X", active=False)
    make_category(cast.station2, "漏水纠纷")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("lsjf", "漏水纠纷"), ("漏水", "漏水纠纷"), ("loushui", "漏水纠纷"), ("lou shui", "漏水纠纷"),
     ("d02", "劳资纠纷"), ("jf", "纠纷"), ("FXCD", "飞线充电"), ("jiufen", "纠纷"), ("漏纠", "漏水纠纷")],
)  # fmt: skip
def test_a_category_is_found_by_chinese_pinyin_initials_or_code(tree, typed, first):
    assert readings.search_categories(typed)[0].name == first


def test_what_is_out_of_use_or_of_another_station_is_not_found(tree):
    assert [row.name for row in readings.search_categories("纠纷")] == ["纠纷", "漏水纠纷", "劳资纠纷"]


def test_a_kind_narrows_the_search(tree):
    assert [row.name for row in readings.search_categories("", Kind.HAZARD)] == ["飞线充电"]


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_cost_three_queries_however_many_places(cast, in_one, django_assert_num_queries, count):
    community = make_community(cast.station, "前东社区")
    for number in range(count):
        make_spot(cast.station, f"前门大街{number}号", grid=make_grid(community, cast.officer), community=community)
    with django_assert_num_queries(3):
        assert len(readings.suggest_spots("qmdj")) == count


def test_places_come_by_use_then_communities_and_grids(cast, in_one):
    community = make_community(cast.station, "前东社区")
    make_grid(community, cast.officer, "前东一网格")
    make_spot(cast.station, "前东胡同", uses=2)
    make_spot(cast.station, "前东老年驿站", uses=9)
    found = [(row.kind, row.name) for row in readings.suggest_spots("前东")]
    assert found == [
        ("spot", "前东老年驿站"),
        ("spot", "前东胡同"),
        ("community", "前东社区"),
        ("grid", "前东一网格"),
    ]


def test_an_address_finds_its_place_and_nothing_typed_gives_the_most_used(cast, in_one):
    make_spot(cast.station, "商场", address="鲜鱼口街 22 号", uses=1)
    make_spot(cast.station, "车站", uses=5)
    assert [row.name for row in readings.suggest_spots("鲜鱼口")] == ["商场"]
    assert [row.name for row in readings.suggest_spots("")] == ["车站", "商场"]


def test_the_starting_set_is_a_whole_tree_with_twelve_top_categories_of_police_calls():
    entries = list(defaults.entries())
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    assert len([entry for entry in entries if entry.level == 1 and entry.kind == Kind.CALL]) == 12
    assert {entry.kind for entry in entries} == set(Kind.values)
    assert {entry.fold for entry in entries} == set(Category.Fold.values)
    for number, entry in enumerate(entries):
        assert entry.level == 1 or entry.parent in codes[:number]
    assert max(entry.level for entry in entries) == 4
