"""Points and outlines."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from stations.kit.answer import RuleBroken
from stations.places import actions
from stations.places.geometry import (
    gcj_to_wgs,
    km2,
    locate,
    metres,
    outlines,
    overlaps,
    read_outline,
    shape,
    wgs_to_gcj,
)
from stations.places.models import Grid, PoliceRoom
from tests.factories import make_community, make_grid


def square(west: float, south: float, size: float = 0.01) -> dict:
    east, north = round(west + size, 6), round(south + size, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def ground(cast, in_one):
    """A community with a grid in its west half."""
    community = make_community(cast.station, outline=square(116.40, 39.90))
    half = {"type": "Polygon", "coordinates": [
        [[116.40, 39.90], [116.405, 39.90], [116.405, 39.91], [116.40, 39.91], [116.40, 39.90]]]}  # fmt: skip
    return community, make_grid(community, cast.officer, outline=half)


def test_a_point_lies_in_one_grid_and_one_community(cast, ground):
    community, grid = ground
    assert (locate(cast.station.pk, 39.905, 116.402).grid_id) == grid.pk
    found = locate(cast.station.pk, 39.905, 116.408)
    assert (found.community_id, found.grid_id, found.outside) == (community.pk, None, False)
    assert locate(cast.station.pk, 39.95, 116.40).outside


def test_a_point_on_a_border_belongs_to_the_lower_code(cast, in_one):
    community = make_community(cast.station)
    east = make_grid(community, cast.officer, code="B", outline=square(116.41, 39.90))
    west = make_grid(community, cast.officer, code="A", outline=square(116.40, 39.90))
    assert locate(cast.station.pk, 39.905, 116.41).grid_id == west.pk
    assert locate(cast.station.pk, 39.905, 116.4101).grid_id == east.pk


def test_without_any_outline_nothing_is_outside(cast, in_one):
    assert not locate(cast.station.pk, 39.9, 116.4).outside


def test_a_changed_outline_is_seen_at_once_by_whatever_door_it_came(cast, ground, django_assert_num_queries):
    _community, grid = ground
    locate(cast.station.pk, 39.905, 116.402)
    with django_assert_num_queries(1):
        assert locate(cast.station.pk, 39.905, 116.402).grid_id == grid.pk
    before = outlines(cast.station.pk)
    Grid.objects.filter(pk=grid.pk).update(outline=square(116.5, 39.8))
    assert locate(cast.station.pk, 39.805, 116.505).grid_id == grid.pk
    assert outlines(cast.station.pk) is not before


def test_another_stations_outlines_are_its_own(cast, ground):
    assert not locate(cast.station2.pk, 39.905, 116.402).drawn


def test_a_degree_of_latitude_is_111_kilometres():
    assert metres(39, 116, 40, 116) == pytest.approx(111_195, abs=1)
    assert metres(39.9, 116.4, 39.9, 116.4) == 0


def test_area_is_that_of_the_flat_square():
    assert km2(shape(square(116.40, 39.90))) == pytest.approx(1.112 * 0.853, rel=0.01)


def test_geojson_is_taken_as_polygon_feature_or_collection_of_one():
    plain = square(116.40, 39.90)
    feature = {"type": "Feature", "properties": {}, "geometry": plain}
    for source in (plain, json.dumps(plain), feature, {"type": "FeatureCollection", "features": [feature]}):
        assert read_outline(source) == plain


OPEN = square(116.40, 39.90)
OPEN["coordinates"][0].pop()
BOWTIE = {"type": "Polygon", "coordinates": [[[116, 39], [117, 40], [117, 39], [116, 40], [116, 39]]]}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "outline_json"), ("[1]", "outline_json"), ({"type": "Point", "coordinates": [116, 39]}, "outline_kind"),
        ({"type": "FeatureCollection", "features": []}, "outline_kind"), (OPEN, "outline_open"),
        ({"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [116, 39]]]}, "outline_kind"),
        ({"type": "Polygon", "coordinates": [[["a", 39], [117, 39], [117, 40], ["a", 39]]]}, "outline_kind"),
        (square(39.90, 11.6), "outline_range"), (BOWTIE, "outline_shape"), (square(100, 30, 5), "outline_size"),
        ({"type": "Polygon", "coordinates": [[[116, 39], [117, 39], [118, 39], [116, 39]]]}, "outline_shape"),
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused_with_its_reason(source, code):
    with pytest.raises(RuleBroken) as refusal:
        read_outline(source)
    assert refusal.value.code == code


@given(lng=some.floats(80, 130), lat=some.floats(20, 50))
def test_gcj_and_back_is_the_same_point(lng, lat):
    there = wgs_to_gcj(lng, lat)
    back = gcj_to_wgs(*there)
    assert 1 < metres(lat, lng, there[1], there[0]) < 2000
    assert metres(lat, lng, back[1], back[0]) < 0.01


def test_an_outline_from_a_chinese_map_is_moved_to_where_it_is():
    moved = shape(read_outline(square(116.40, 39.90), "gcj02")).centroid
    assert 300 < metres(39.905, 116.405, moved.y, moved.x) < 900


def test_neighbours_touch_and_do_not_overlap():
    assert not overlaps(square(116.40, 39.90), square(116.41, 39.90))
    assert overlaps(square(116.40, 39.90), square(116.405, 39.90))


def test_a_grid_is_not_drawn_over_another(cast, ground):
    community, _grid = ground
    other = make_grid(community, cast.officer)
    with pytest.raises(RuleBroken) as refusal:
        actions.set_outline(place=other, outline=square(116.401, 39.901), actor=cast.chief.user)
    assert refusal.value.code == "overlaps"
    actions.set_outline(place=other, outline=square(116.41, 39.90), actor=cast.chief.user)
    assert locate(cast.station.pk, 39.905, 116.415).grid_id == other.pk


def test_the_page_takes_an_outline_draws_it_and_removes_it(cast, in_one, client_of):
    community, chief = make_community(cast.station), client_of(cast.chief)
    page = reverse("community-outline", args=[community.pk])
    assert client_of(cast.officer).get(page).status_code == 403
    assert chief.post(page, {"text": "{}", "datum": "wgs84"}).status_code == 400
    assert chief.post(page, {"text": json.dumps(square(116.40, 39.90)), "datum": "wgs84"}).status_code == 302
    assert "fg-outline-whole" in chief.get(reverse("community", args=[community.pk])).content.decode()
    file = SimpleUploadedFile("轮廓.geojson", json.dumps(square(116.42, 39.90)).encode())
    chief.post(page, {"file": file, "datum": "gcj02"})
    community.refresh_from_db()
    assert community.outline != square(116.42, 39.90)
    chief.post(page, {"remove": "on", "datum": "wgs84"})
    community.refresh_from_db()
    assert community.outline is None


def test_a_police_room_has_a_point(cast, in_one, client_of):
    client_of(cast.chief).post(reverse("police-room-new"), {
        "code": "J1", "name": "前东警务室", "kind": "room", "point": "39.905, 116.405",
    })  # fmt: skip
    row = PoliceRoom.objects.get()
    assert (row.lat, row.lng) == (39.905, 116.405)
