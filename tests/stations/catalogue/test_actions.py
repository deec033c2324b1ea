"""Keeping the station's own lists."""

from contextlib import contextmanager

import pytest

from stations.catalogue import actions
from stations.catalogue.models import Category, Element, Spot
from stations.catalogue.words import Grade, Kind
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import make_category, make_community, make_grid, make_incident, make_spot


@pytest.fixture
def add(cast, in_one):
    """``add("D01", "邻里纠纷", parent)``: a category entered by the desk."""

    def enter(code, name, parent=None, **fields):
        fields = fields if parent else {"kind": Kind.CALL} | fields
        return actions.add_category(
            station=cast.station, actor=cast.desk.user, code=code, name=name, parent=parent, **fields
        )

    return enter


@contextmanager
def refused(code: str):
    """The block is refused with this code."""
    with pytest.raises(RuleBroken) as refusal:
        yield
    assert refusal.value.code == code


def test_a_category_takes_kind_fold_and_grade_from_above(add):
    top = add("D", "纠纷", fold="dispute", grade=Grade.II)
    row = add("D01", "邻里纠纷", top)
    assert (row.kind, row.fold, row.grade, row.level, row.path) == ("call", "dispute", 2, 2, "纠纷 / 邻里纠纷")


def test_four_levels_and_no_more(add):
    row = None
    for level in range(4):
        row = add(f"L{level}", f"第{level}级", row)
    with refused("too_deep"):
        add("L5", "第五级", row)


def test_a_code_is_taken_once_and_a_branch_has_one_kind(add):
    top = add("D", "纠纷")
    with refused("code_taken"):
        add("D", "另一个")
    with refused("kind"):
        add("D01", "隐患", top, kind=Kind.HAZARD)


def test_a_new_name_is_in_every_path_below(cast, add):
    top = add("D", "纠纷")
    below = add("D0101", "漏水", add("D01", "邻里", top))
    actions.change_category(category=top, actor=cast.desk.user, name="矛盾纠纷")
    below.refresh_from_db()
    assert below.path == "矛盾纠纷 / 邻里 / 漏水"


def test_a_branch_goes_out_of_use_as_a_whole_and_comes_back_with_what_lies_above(cast, add):
    top = add("D", "纠纷")
    middle = add("D01", "邻里", top)
    leaf, other = add("D0101", "漏水", middle), add("D0102", "噪声", middle)
    actions.set_category_active(category=top, active=False, actor=cast.desk.user)
    assert not Category.objects.filter(active=True).exists()
    leaf.refresh_from_db()
    actions.set_category_active(category=leaf, active=True, actor=cast.desk.user)
    assert set(Category.objects.filter(active=True)) == {top, middle, leaf}
    assert not Category.objects.get(pk=other.pk).active


def test_the_starting_set_is_entered_once(cast, in_one):
    count = actions.install_defaults(station=cast.station, actor=cast.chief.user)
    assert Category.objects.count() == count > 100
    assert Category.objects.get(name="入户盗窃").path == "刑事类警情 / 盗窃 / 入户盗窃"
    assert Element.objects.exists()
    with refused("not_empty"):
        actions.install_defaults(station=cast.station, actor=cast.chief.user)


def test_merging_hangs_the_incidents_on_the_place_that_stays(cast, in_one):
    keep = make_spot(cast.station, "大观楼", uses=2)
    gone = make_spot(cast.station, "大观楼影城", uses=3, lat=39.9, lng=116.4)
    row = make_incident(cast.station, spot=gone)
    actions.merge_spots(keep=keep, gone=gone, actor=cast.desk.user)
    row.refresh_from_db()
    keep.refresh_from_db()
    assert (row.spot, keep.uses, keep.lat) == (keep, 5, 39.9)
    assert not Spot.objects.filter(pk=gone.pk).exists()
    assert Entry.objects.get(verb="spot.merged").data == {"gone": gone.pk, "moved": 1}


def test_a_place_is_not_merged_with_itself_or_another_stations(cast, in_one):
    keep = make_spot(cast.station)
    with refused("same"):
        actions.merge_spots(keep=keep, gone=keep, actor=cast.desk.user)
    with refused("other_station"):
        actions.merge_spots(keep=keep, gone=make_spot(cast.station2), actor=cast.desk.user)


def test_a_place_finds_its_grid_from_its_point(cast, in_one):
    square = [[116.40, 39.90], [116.41, 39.90], [116.41, 39.91], [116.40, 39.91], [116.40, 39.90]]
    grid = make_grid(make_community(cast.station), cast.officer, outline={"type": "Polygon", "coordinates": [square]})
    row = actions.set_spot(station=cast.station, actor=cast.desk.user, name="商场", lat=39.905, lng=116.405)
    assert (row.grid, row.community) == (grid, grid.community)


@pytest.mark.parametrize("person", ["officer", "auxiliary", "officer2"])
def test_officers_do_not_change_the_lists(cast, in_one, person):
    actor = getattr(cast, person).user
    with pytest.raises(NotAllowed):
        actions.add_category(station=cast.station, actor=actor, code="D", name="纠纷", kind=Kind.CALL)
    with pytest.raises(NotAllowed):
        actions.set_element(station=cast.station, actor=actor, code="Y", name="旅店")
    with pytest.raises(NotAllowed):
        actions.set_spot(station=cast.station, actor=actor, name="商场")


def test_a_category_of_another_station_is_no_parent(cast, add):
    with refused("other_station"):
        add("D01", "邻里", make_category(cast.station2))
