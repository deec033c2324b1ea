"""Doors of the board: who gets in, what a part answers, what the wall never shows."""

import pytest
from django.test import Client

from stations.dispatch import actions as dispatch
from tests.factories import client_of, make_incident

HTMX = {"HX-Request": "true"}
PART = "/command/board/"


@pytest.fixture
def screen(room):
    """A paired wall screen."""
    client = Client()
    code = client.get("/wall/").context["code"].replace(" ", "")
    client_of(room.cast.desk).post("/team/walls/", {"code": code, "name": "大厅"})
    return client


@pytest.mark.parametrize("path", ["/command/", PART])
def test_police_officers_see_the_board_and_nobody_else(room, path):
    assert client_of(room.cast.officer).get(path).status_code == 200
    assert client_of(room.cast.auxiliary).get(path).status_code == 403
    assert client_of(room.cast.guard).get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_with_htmx_a_bare_part_otherwise_the_page(room):
    browser = client_of(room.cast.desk)
    assert "<html" not in browser.get(PART, headers=HTMX).content.decode()
    assert "<html" in browser.get(PART).content.decode()


@pytest.mark.parametrize("path", [PART, "/wall/board/"])
def test_a_screen_that_shows_the_newest_version_gets_nothing_new(room, path):
    browser = client_of(room.cast.desk)
    version = browser.get(path, headers=HTMX).context["version"]
    assert browser.get(path, {"v": version}, headers=HTMX).status_code == 204
    room.record()
    assert browser.get(path, {"v": version}, headers=HTMX).status_code == 200


def test_fetching_parts_does_not_renew_the_session(room):
    browser = client_of(room.cast.desk)
    browser.get("/command/")
    session = browser.session
    session["seen"] -= 600
    session.save()
    before = browser.session["seen"]
    browser.get(PART, headers=HTMX)
    assert browser.session["seen"] == before


def test_another_stations_board_shows_its_own(room):
    room.record(place="银杏里7号院")
    assert "银杏里7号院" in client_of(room.cast.desk).get("/command/").content.decode()
    assert "银杏里7号院" not in client_of(room.cast.chief2).get("/command/").content.decode()


def test_every_row_stands_on_the_map_and_in_the_list(room):
    inside = room.record(lat=40.002, lng=116.003)
    vague = room.record()
    page = client_of(room.cast.desk).get("/command/").content.decode()
    assert f'data-key="i{inside.pk}" data-lat="40.002" data-lng="116.003" data-exact="1"' in page
    assert f'data-key="i{vague.pk}"' in page and 'id="cm-areas"' in page
    assert f'href="/command/incidents/{inside.pk}/"' in page


def test_the_wall_takes_a_paired_screen_and_staff_but_no_stranger(room, screen):
    assert screen.get("/wall/board/").status_code == 200
    assert client_of(room.cast.officer).get("/wall/board/").status_code == 200
    assert Client().get("/wall/board/").status_code == 302
    assert client_of(room.cast.guard).get("/wall/board/").status_code == 302
    assert screen.post("/wall/board/").status_code == 405
    assert screen.get("/command/").status_code == 302


def test_the_wall_shows_no_name_no_phone_no_house_and_nothing_to_press(room, screen):
    crew = room.crew("松林二级车组")
    incident = room.record(
        reporter="欧阳明月", phone="13812345678", place="银杏里七号院三单元", summary="欧阳明月家门口争吵",
        urgent=True, lat=40.0023, lng=116.0031,
    )  # fmt: skip
    sent = room.send(incident, crew)
    dispatch.arrive(assignment=sent, actor=room.desk, lat=40.00231, lng=116.00312)
    dispatch.ask_support(assignment=sent, actor=room.desk)
    make_incident(room.station, reporter="慕容秋水", phone="13900002222")
    page = screen.get("/wall/board/").content.decode()
    people = [
        *[row.officer for row in crew.members.all()],
        room.cast.desk,
        room.cast.chief,
    ]
    for word in ["欧阳明月", "慕容秋水", "13812345678", "5678", "13900002222", "银杏里", "三单元", "争吵",
                 *[one.user.name for one in people]]:  # fmt: skip
        assert word not in page, word
    assert "40.0023" not in page, "an incident stands in the middle of its grid"
    assert "松林二级车组" in page and str(room.grid) in page and "邻里纠纷" in page
    main = page.split("<main", 1)[1]
    assert "<a " not in main and "<button" not in main and '<input type="hidden"' in main


def test_the_board_is_whole_without_outlines(cast, client_of):
    assert client_of(cast.desk).get("/command/").status_code == 200
    assert client_of(cast.desk).get("/wall/board/?turn=1").status_code == 200


def test_the_wall_page_turns_unless_it_is_told_to_stay(screen):
    assert 'data-next="/wall/board/?turn=1"' in screen.get("/wall/").content.decode()
    assert "data-next" not in screen.get("/wall/?show=today").content.decode()
    assert 'data-next="/wall/"' in screen.get("/wall/board/?turn=1").content.decode()
