"""Lines that come in, and the legs between checkpoints along them."""

import json

import pytest

from patrols.routes.geometry import covers, legs, read_line, total
from stations.kit.answer import RuleBroken
from stations.places.geometry import wgs_to_gcj

WEST, NORTH = 116.400, 39.900
# 0.001 degrees north are 111.2 m.


def line(*points) -> dict:
    """A line through points."""
    return {"type": "LineString", "coordinates": list(points)}


STREET = line([WEST, NORTH], [WEST, NORTH + 0.003])


def test_a_line_is_rounded_and_keeps_its_order():
    given = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[116.40000001, 39.9], [116.4, 39.91]]},
    }
    assert read_line(json.dumps(given)) == {"type": "LineString", "coordinates": [[116.4, 39.9], [116.4, 39.91]]}


def test_a_line_from_a_chinese_map_is_converted():
    shifted = {"type": "LineString", "coordinates": [list(wgs_to_gcj(*point)) for point in STREET["coordinates"]]}
    assert read_line(shifted, "gcj02") == STREET


def test_pieces_that_join_become_one_line():
    pieces = [[[116.4, 39.9], [116.4, 39.901]], [[116.4, 39.901], [116.4, 39.902]]]
    assert read_line({"type": "MultiLineString", "coordinates": pieces})["type"] == "LineString"


def test_a_street_may_lie_in_pieces_but_a_route_may_not():
    apart = {
        "type": "MultiLineString",
        "coordinates": [[[116.4, 39.9], [116.4, 39.901]], [[116.5, 39.9], [116.5, 39.901]]],
    }
    assert read_line(apart, parts=True)["type"] == "MultiLineString"
    with pytest.raises(RuleBroken) as refused:
        read_line(apart)
    assert refused.value.code == "line_kind"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "line_json"),
        ("<script>", "line_json"),
        ("[" * 5000, "line_json"),
        ("[]", "line_kind"),
        ('{"type":"Polygon","coordinates":[]}', "line_kind"),
        ('{"type":"LineString","coordinates":[[116.4,39.9]]}', "line_kind"),
        ('{"type":"LineString","coordinates":[[116.4,"x"],[116.4,39.9]]}', "line_kind"),
        ('{"type":"LineString","coordinates":[[39.9,116.4],[39.8,116.4]]}', "line_range"),
        ('{"type":"LineString","coordinates":[[116.4,39.9],[116.4,39.9]]}', "line_shape"),
        ('{"type":"LineString","coordinates":[[116.4,39.9],[116.4,45.9]]}', "line_size"),
        ('{"type":"FeatureCollection","features":[]}', "line_kind"),
        ('{"type":"FeatureCollection","features":[null]}', "line_kind"),
    ],
)
def test_whatever_else_comes_in_is_refused_with_its_reason(source, code):
    with pytest.raises(RuleBroken) as refused:
        read_line(source)
    assert refused.value.code == code


def test_legs_follow_the_line_and_not_the_crow():
    bend = {
        "type": "LineString",
        "coordinates": [[WEST, NORTH], [WEST, NORTH + 0.001], [WEST + 0.00130, NORTH + 0.001]],
    }
    points = [(NORTH, WEST), (NORTH + 0.001, WEST + 0.00130)]
    assert legs(bend, points) == [0, 222]
    assert legs(None, points) == [0, 157]


def test_a_line_that_goes_out_and_back_is_followed_in_its_direction():
    there_and_back = line([WEST, NORTH], [WEST, NORTH + 0.003], [WEST, NORTH])
    points = [(NORTH, WEST), (NORTH + 0.003, WEST), (NORTH + 0.001, WEST)]
    assert legs(there_and_back, points) == [0, 334, 222]


def test_a_loop_that_ends_where_it_began_counts_its_first_point_at_the_start():
    corners = [
        [WEST, NORTH],
        [WEST, NORTH + 0.001],
        [WEST + 0.0013, NORTH + 0.001],
        [WEST + 0.0013, NORTH],
        [WEST, NORTH],
    ]
    loop = {"type": "LineString", "coordinates": corners}
    points = [(lat, lng) for lng, lat in corners[:4]]
    assert legs(loop, points) == [0, 111, 111, 111]
    assert total(loop, points, closed=True) == 444


def test_points_against_the_direction_of_the_line_have_their_distance_along_it():
    points = [(NORTH + 0.003, WEST), (NORTH, WEST)]
    assert legs(STREET, points) == [0, 334]


def test_a_closed_route_without_a_line_counts_the_way_home():
    points = [(NORTH, WEST), (NORTH + 0.001, WEST), (NORTH + 0.002, WEST)]
    assert total(None, points, closed=False) == 222
    assert total(None, points, closed=True) == 445
    assert total(None, points[:1], closed=True) == 0


def test_no_points_have_no_legs():
    assert legs(STREET, []) == []
    assert legs(STREET, [(NORTH, WEST)]) == [0]


def test_a_point_just_outside_of_an_outline_still_lies_in_it():
    box = {
        "type": "Polygon",
        "coordinates": [[[116.4, 39.9], [116.41, 39.9], [116.41, 39.91], [116.4, 39.91], [116.4, 39.9]]],
    }
    assert covers(box, 39.905, 116.405)
    assert covers(box, 39.8999, 116.405)
    assert not covers(box, 39.895, 116.405)
    assert not covers(None, 39.905, 116.405)
