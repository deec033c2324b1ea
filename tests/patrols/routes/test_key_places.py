"""Key places and routes: which are touched, in which order, which lie on no route; the pages of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patrols.routes import key_places
from patrols.routes.readings import with_targets
from patrols.squads.models import PatrolSettings
from stations.catalogue import ways
from stations.catalogue.key_places import key_places as all_key_places
from tests.factories import client_of, make_person
from tests.factories.nights import make_key_place
from tests.factories.patrols import LAT, LNG, make_area, make_route

pytestmark = pytest.mark.django_db
METRE = 1 / 111_195  # degrees of latitude


@pytest.fixture
def ground(cast, in_one):
    """A route of three checkpoints northwards, and three key places: on it, 40 m off it, 400 m off it."""
    area = make_area(cast.station)
    route = make_route(area)
    cast.route, cast.area = route, area
    cast.far = make_key_place(cast.station, "工地", LAT, LNG + 0.005)
    cast.last = make_key_place(cast.station, "校门", LAT + 0.002 + 20 * METRE, LNG)
    cast.first = make_key_place(cast.station, "酒吧街", LAT + 40 * METRE, LNG + 0.0001)
    return cast


def loaded(route):
    return with_targets().get(pk=route.pk)


def test_a_route_touches_what_lies_near_its_checkpoints_in_its_order(ground):
    found = key_places.passed(loaded(ground.route), all_key_places(), 50)
    assert [one.spot for one in found] == [ground.first, ground.last]
    assert 38 <= found[0].metres <= 50


def test_a_drawn_line_touches_what_lies_between_checkpoints(ground):
    between = make_key_place(ground.station, "半路", LAT + 0.0015, LNG + 0.0001)
    route = ground.route
    assert between not in [one.spot for one in key_places.passed(loaded(route), all_key_places(), 30)]
    route.line = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG, LAT + 0.002]]}
    route.save()
    found = [one.spot for one in key_places.passed(loaded(route), all_key_places(), 30)]
    assert found == [ground.first, between, ground.last]


def test_what_lies_on_no_route_comes_first_with_its_distance(ground):
    rows = key_places.coverage(all_key_places(), key_places.in_use(), 50)
    assert [row.spot for row in rows if row.missed] == [ground.far] and rows[0].spot == ground.far
    assert 380 <= rows[0].metres <= 470
    assert [route.pk for route in rows[1].routes] == [ground.route.pk]


def test_a_route_out_of_use_covers_nothing(ground):
    ground.route.active = False
    ground.route.save()
    assert all(row.missed for row in key_places.coverage(all_key_places(), key_places.in_use(), 50))


def test_the_station_says_how_near_is_near(ground):
    assert ways.known().touched(ground.route.pk) == [ground.first.pk, ground.last.pk]
    PatrolSettings.objects.create(station=ground.station, key_place_metres=30)
    assert ways.known().touched(ground.route.pk) == [ground.last.pk]
    assert ways.known().touched(10**9) == []


def test_the_registry_names_the_routes_in_use(ground):
    way = ways.find(ground.route.pk)
    assert way.name == f"{ground.route.code} {ground.route.name}"
    ground.route.active = False
    ground.route.save()
    assert ways.find(ground.route.pk) is None and ways.find(None) is None


@pytest.mark.parametrize("name", ["key-places-patrolled", "route-key-places", "route-map-part"])
def test_pages_and_slots_check_their_own_permission(ground, name):
    path = reverse(name, args=[] if name == "key-places-patrolled" else [ground.route.pk])
    assert client_of(ground.chief).get(path).status_code == 200
    assert client_of(make_person(ground.station)).get(path).status_code == 403
    part = client_of(ground.chief).get(path, {"part": 1}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    if name != "key-places-patrolled":
        assert client_of(ground.chief2).get(path).status_code == 404


def test_the_page_costs_the_same_with_more_routes_and_places(ground):
    chief, path = client_of(ground.chief), reverse("key-places-patrolled")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert chief.get(path).status_code == 200
        return len(found)

    queries()
    before = queries()
    make_route(ground.area)
    make_key_place(ground.station, "菜场", LAT, LNG + 0.01)
    assert queries() == before
    sheet = chief.get(f"{path}?format=csv").content.decode()
    assert "工地" in sheet
