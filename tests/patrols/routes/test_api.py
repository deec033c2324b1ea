"""Areas, routes and checkpoints by API: the same verbs as the pages."""

import json

import pytest

from patrols.models import Checkpoint
from stations.kit.scoping import in_station
from stations.places.geometry import metres, wgs_to_gcj
from tests.factories import make_person
from tests.factories.patrols import (
    LAT,
    LNG,
    make_area,
    make_checkpoint,
    make_company,
    make_guard,
    make_office_seat,
    make_route,
    make_squad,
)

LINE = {"type": "LineString", "coordinates": [[LNG, LAT], [LNG, LAT + 0.002]]}
BOX = {"type": "Polygon", "coordinates": [[[116.39, 39.89], [116.41, 39.89], [116.41, 39.91], [116.39, 39.89]]]}


@pytest.fixture
def office(cast, client_of):
    """A browser of the patrol office."""
    return client_of(make_office_seat(cast.station))


def send(browser, path: str, **body):
    return browser.post(f"/api/v1/{path}/", json.dumps(body), content_type="application/json")


def test_a_route_shows_its_points_with_their_legs(office, cast):
    route = make_route(make_area(cast.station), points=2)
    shown = office.get(f"/api/v1/routes/{route.pk}/").json()
    assert [(point["seq"], point["leg"]) for point in shown["points"]] == [(1, 0), (2, 111)]
    assert shown["point_count"] == 2 and "line" in shown
    (row,) = office.get("/api/v1/routes/", {"area": route.area_id}).json()["results"]
    assert "line" not in row and "points" not in row


def test_an_area_is_entered_drawn_and_given(office, cast):
    squad = make_squad(cast.station, company=make_company(cast.station, licence_no="1", contract_no="HT"))
    made = send(office, "areas", code="A1", name="前门大街")
    assert made.status_code == 201
    path = f"areas/{made.json()['id']}"
    assert send(office, f"{path}/outline", outline=BOX).json()["outline"]["type"] == "Polygon"
    assert send(office, f"{path}/give", squad=squad.pk).json()["squads"] == [{"id": squad.pk, "name": squad.name}]
    again = send(office, f"{path}/give", squad=squad.pk)
    assert (again.status_code, again.json()["code"]) == (409, "unchanged")


def test_a_checkpoint_in_gcj02_is_stored_in_wgs84(office, cast):
    lng, lat = wgs_to_gcj(LNG, LAT)
    area = make_area(cast.station)
    made = send(office, "checkpoints", code="D1", name="北口", area=area.pk, lat=lat, lng=lng, datum="gcj02")
    assert made.status_code == 201
    assert metres(made.json()["lat"], made.json()["lng"], LAT, LNG) < 0.1


def test_a_route_is_entered_with_points_and_line(office, cast):
    area = make_area(cast.station)
    one, two = make_checkpoint(area), make_checkpoint(area, north=2)
    made = send(office, "routes", code="R1", name="一线", area=area.pk, points=[one.pk, two.pk], line=LINE)
    assert (made.status_code, made.json()["metres"]) == (201, 222)
    path = f"routes/{made.json()['id']}"
    turned = send(office, f"{path}/points", points=[two.pk, one.pk]).json()
    assert [point["checkpoint"]["id"] for point in turned["points"]] == [two.pk, one.pk]
    assert send(office, f"{path}/line", line=None).json()["line"] is None


def test_a_keeper_is_named_and_a_sign_issued_anew(office, cast):
    point, guard = make_checkpoint(make_area(cast.station)), make_guard(make_squad(cast.station), "李平安")
    path = f"checkpoints/{point.pk}"
    assert send(office, f"{path}/keeper", guard=guard.pk, start="2026-01-01").json()["keeper"]["name"] == "李平安"
    assert send(office, f"{path}/report-sign").json()["sign_lost_at"]
    assert send(office, f"{path}/re-issue").json()["sign_version"] == 2


def test_the_code_of_a_sign_is_not_in_the_api(office, cast):
    point = make_checkpoint(make_area(cast.station))
    assert "/c/" not in office.get(f"/api/v1/checkpoints/{point.pk}/").content.decode()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("areas", {"code": "A1"}),
        ("areas", {"code": "A1", "name": "x", "outline": {"type": "Point"}}),
        ("areas", {"code": "A1", "name": "x", "outline": "text"}),
        ("routes", {"code": "R1", "name": "x", "area": 999999}),
        ("routes", {"code": "R1", "name": "x", "area": "x", "points": 3}),
        ("routes", {"code": "R1", "name": "x", "area": "x", "points": [999999, "x"]}),
        ("checkpoints", {"code": "D1", "name": "x", "area": 1, "lat": 10, "lng": 500}),
        ("checkpoints", {"code": "D1", "name": "x", "area": 1, "lat": "NaN", "lng": "inf"}),
    ],
)
def test_bad_input_is_answered_with_a_reason_per_field(office, path, body):
    answer = send(office, path, **body)
    assert answer.status_code == 400 and answer.json()["errors"]


def test_another_stations_rows_are_unknown(cast, client_of):
    route = make_route(make_area(cast.station))
    browser = client_of(cast.chief2)
    for name, row in (("routes", route), ("areas", route.area)):
        assert browser.get(f"/api/v1/{name}/{row.pk}/").status_code == 404
    foreign = send(browser, "routes", code="R1", name="x", area=route.area_id)
    assert foreign.status_code == 400


def test_an_officer_reads_but_changes_nothing_and_a_stranger_does_not_read(cast, client_of):
    area = make_area(cast.station)
    assert client_of(cast.officer).get(f"/api/v1/areas/{area.pk}/").status_code == 200
    assert send(client_of(cast.officer), "areas", code="A1", name="x").status_code == 403
    assert client_of(make_person(cast.station)).get("/api/v1/areas/").status_code == 403
    with in_station(cast.station):
        assert not Checkpoint.objects.exists()
