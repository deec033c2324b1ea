"""Communities, grids and police rooms by API."""

import pytest

from tests.factories import make_community, make_community_post, make_contact, make_grid, make_police_room


@pytest.fixture(autouse=True)
def demo(settings):
    """Leaders need no second factor."""
    settings.DEMO = True


@pytest.fixture
def community(cast):
    """A community with an A角, a grid and a room."""
    community = make_community(cast.station, "草厂社区", team=cast.community_team)
    make_community_post(community, cast.officer, "A")
    make_grid(community, cast.officer, "草厂一网格")
    return community


def test_a_community_names_its_a_and_b_officers(community, cast, client_of):
    shown = client_of(cast.desk).get(f"/api/v1/communities/{community.pk}/").json()
    assert shown["a_officer"] == {"id": cast.officer.pk, "name": "王小明", "police_no": "010004"}
    assert shown["b_officer"] is None
    assert shown["team"]["id"] == cast.community_team.pk
    assert [grid["name"] for grid in shown["grids"]] == ["草厂一网格"]


def test_a_grid_names_its_responsible_officer(community, cast, client_of):
    (grid,) = client_of(cast.desk).get("/api/v1/grids/").json()["results"]
    assert grid["officer"]["id"] == cast.officer.pk
    assert grid["community"] == {"id": community.pk, "name": "草厂社区"}


def test_a_room_shows_its_contacts_without_their_phones(community, cast, client_of):
    room = make_police_room(cast.station, "草厂警务室", community)
    make_contact(room, phone="13900001111")
    answer = client_of(cast.desk).get(f"/api/v1/police-rooms/{room.pk}/")
    assert answer.json()["contacts"][0]["name"] == "陈主任"
    assert "1390000" not in answer.content.decode()


def test_places_of_another_station_are_not_found(cast, client_of):
    other = make_community(cast.station2, "朝外社区")
    room = make_police_room(cast.station2, "朝外警务室", other)
    grid = make_grid(other, cast.officer2)
    browser = client_of(cast.chief)
    for path in (f"communities/{other.pk}", f"police-rooms/{room.pk}", f"grids/{grid.pk}"):
        assert browser.get(f"/api/v1/{path}/").status_code == 404
