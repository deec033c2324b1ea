"""Which streets nobody passes."""

from patrols.routes.models import Route, Street
from patrols.routes.streets import MISSED, PARTLY, PASSED, passings, sums

WEST, NORTH, HUNDRED = 116.4, 39.9, 0.0009


def line(*points) -> dict:
    """A line; points in steps of about 100 m east and north."""
    return {
        "type": "LineString",
        "coordinates": [[WEST + x * HUNDRED * 1.303, NORTH + y * HUNDRED] for x, y in points],
    }


def street(name: str, *points, metres: int = 100) -> Street:
    return Street(name=name, line=line(*points), metres=metres)


def route(name: str, *points) -> Route:
    return Route(name=name, line=line(*points) if points else None)


def test_a_street_that_a_route_walks_is_passed():
    (found,) = passings([street("正街", (0, 0), (1, 0))], [route("一线", (0, 0), (1, 0))])
    assert (found.percent, found.level, found.routes, found.rest) == (100, PASSED, ["一线"], None)


def test_the_next_lane_is_not_seen():
    (found,) = passings([street("后街", (0, 0.5), (1, 0.5))], [route("一线", (0, 0), (1, 0))])
    assert (found.percent, found.level, found.routes) == (0, MISSED, [])
    assert round(found.rest.length, 6) > 0


def test_half_a_street_is_half_passed_and_the_rest_is_drawn():
    (found,) = passings([street("长街", (0, 0), (2, 0), metres=200)], [route("一线", (0, 0), (0.75, 0))])
    assert found.level == PARTLY
    assert 45 <= found.percent <= 55
    assert found.rest.bounds[2] > found.rest.bounds[0] > WEST


def test_how_near_is_near_is_for_the_reader_to_say():
    near = [street("后街", (0, 0.5), (1, 0.5))], [route("一线", (0, 0), (1, 0))]
    assert passings(*near, reach=60)[0].level == PASSED


def test_the_least_passed_comes_first_and_the_longest_of_those():
    rows = [street("甲", (0, 0), (1, 0)), street("乙", (5, 5), (6, 5)), street("丙", (5, 6), (8, 6), metres=300)]
    found = passings(rows, [route("一线", (0, 0), (1, 0))])
    assert [one.street.name for one in found] == ["丙", "乙", "甲"]
    assert sums(found) == {
        "streets": 3, "metres": 500, "metres_passed": 100, "percent": 20, MISSED: 2, PARTLY: 0, PASSED: 1,
    }  # fmt: skip


def test_a_route_without_a_line_passes_nothing():
    (found,) = passings([street("正街", (0, 0), (1, 0))], [route("没有画")])
    assert found.level == MISSED


def test_nothing_at_all_is_no_mistake():
    assert passings([], []) == []
    assert sums([])["percent"] == 0
