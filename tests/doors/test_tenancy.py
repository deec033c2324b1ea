"""Nothing of station two is reachable from station one: by id, filter, search, export, API or admin."""

import io
import json
import re

import openpyxl
import pytest
from django.db import transaction
from django.http import QueryDict

from stations.kit.scoping import in_station
from tests.doors.addresses import addresses
from tests.factories import client_of
from tests.factories.world import World, mark

pytestmark = pytest.mark.usefixtures("quick")

WORD = "异域"


@pytest.fixture(scope="module")
def marked(two_worlds, django_db_blocker):
    """Both worlds, the other's words marked."""
    with django_db_blocker.unblock(), transaction.atomic():
        mark(two_worlds.theirs, WORD)
        yield two_worlds
        transaction.set_rollback(True)


@pytest.fixture
def worlds(marked, db) -> tuple[World, World]:
    return marked.ours, marked.theirs


def text_of(response) -> str:
    """What an answer says, whatever its form."""
    content = b"".join(response) if response.streaming else response.content
    if response.get("Content-Type", "").startswith("application/vnd.openxmlformats"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell
        )
    return content.decode("utf-8-sig", errors="replace")


def pages_without_number() -> list[str]:
    return [address for address in addresses() if not address.subject and "token" not in address.path]


@pytest.mark.parametrize("form", ["", "?format=xlsx", "?format=csv", f"?q={WORD}", "?page_size=500"])
def test_no_page_list_export_or_search_shows_the_other_station(worlds, form):
    ours, _theirs = worlds
    client = client_of(ours.people["chief"])
    seen = 0
    for address in pages_without_number():
        response = client.get(address.url(ours) + form)
        if response.status_code == 200:
            seen += 1
            told = text_of(response).replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")
            assert f"{WORD}社" not in told, address.name
            assert not [name for name in theirs_names(_theirs) if name in told], address.name
    assert seen > 25


def theirs_names(world: World) -> list[str]:
    return [person.name for person in world.people.values() if person.name.startswith(WORD)] + [
        f"{WORD}{team.name}" for team in world.rotation.teams.values()
    ]


def tells_nothing(response, where) -> None:
    assert response.status_code < 500, where
    if response.status_code == 200:
        assert WORD not in text_of(response), where


@pytest.fixture
def read(monkeypatch) -> set[str]:
    """Names of the parameters that the page asked last has looked at."""
    names: set[str] = set()

    def watched(way):
        def look(query, key, *default, **more):
            names.add(key)
            return way(query, key, *default, **more)

        return look

    for way in ("__getitem__", "__contains__", "get", "getlist"):
        monkeypatch.setattr(QueryDict, way, watched(getattr(QueryDict, way)))
    return names


def test_no_filter_reaches_the_other_station(worlds, read):
    """A page is asked with all filters at once, then with each one alone that it looked at."""
    ours, theirs = worlds
    client = client_of(ours.people["chief"])
    filters = {
        "team": theirs.objects["team"].pk,
        "officer": theirs.objects["officer"].pk,
        "community": theirs.objects["community"].pk,
        "group": theirs.objects["group"].pk,
    }
    met: set[str] = set()
    for address in pages_without_number():
        url = address.url(ours)
        read.clear()
        tells_nothing(client.get(url, filters), address.name)
        looked_at = read & filters.keys()
        for name in sorted(looked_at):
            tells_nothing(client.get(url, {name: filters[name]}), (address.name, name))
        met |= looked_at
    assert met == filters.keys()


def test_no_object_of_the_other_station_can_be_opened_or_changed(worlds):
    ours, theirs = worlds
    client = client_of(ours.people["chief"])
    for address in addresses():
        if not address.subject or address.path.startswith("q/"):  # those are for everybody
            continue
        url = address.url(theirs)
        for response in (client.get(url), client.post(url, {"reason": "x"})):
            assert response.status_code in {403, 404, 405}, (address.name, response.status_code)
            assert WORD not in text_of(response), address.name


def test_a_form_does_not_take_the_other_stations_objects(worlds):
    ours, theirs = worlds
    client = client_of(ours.people["chief"])
    stranger = theirs.objects["officer"]
    answer = client.post(
        f"/team/communities/{ours.objects['community'].pk}/posts/",
        {"a": stranger.pk, "b": ours.objects["officer"].pk, "start": "2026-12-01"},
    )
    assert answer.status_code in {200, 400}
    with in_station(theirs.station):
        assert not stranger.community_posts.filter(community=ours.objects["community"]).exists()


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_no_administrator_sees_the_other_station(worlds, role):
    ours, theirs = worlds
    client = client_of(ours.people[role])
    index = client.get("/admin/")
    assert index.status_code == 200
    links = {part.split('"')[0] for part in text_of(index).split('href="') if part.startswith("/admin/stations/")}
    assert links
    for link in links:
        response = client.get(link, follow=True)
        if response.status_code == 200 and role != "system":
            assert WORD not in text_of(response), link


def test_the_programs_door_is_scoped_as_well(worlds):
    ours, theirs = worlds
    client = client_of(ours.people["chief"])
    lists = [address for address in pages_without_number() if re.fullmatch(r"api-[a-z-]+-list", address.name)]
    seen = 0
    for address in lists:
        answer = client.get(address.url(ours), {"page_size": 500})
        if answer.status_code == 200:
            told = text_of(answer)
            seen += (json.loads(told).get("count", 0) > 0) if told.startswith("{") else bool(told)
            assert WORD not in told, address.name
    assert len(lists) > 20 and seen > 15, (len(lists), seen)
    assert client.get(f"/api/v1/stations/{theirs.station.pk}/").status_code == 404
    generate = f"/api/v1/stations/{theirs.station.pk}/generate-duties/"
    answer = client.post(generate, {"from": "2026-01-01", "to": "2026-01-02"}, content_type="application/json")
    assert answer.status_code == 404
