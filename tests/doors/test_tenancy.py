"""Nothing of station two is reachable from station one: by id, filter, search, export, API or admin."""

import json
import re

import pytest
from django.db import transaction
from django.http import QueryDict

from stations.kit.scoping import in_station
from tests.doors.addresses import addresses
from tests.doors.browsers import browser_of, text_of
from tests.factories.world import World, mark

pytestmark = pytest.mark.usefixtures("quick")

WORD = "异域"
# What was searched for, said again in a field, a heading or an address; what is another's goes on after the word.
ECHO = re.compile(rf'(value="|q=|>\s*|：){WORD}(?=["&<]| <)')


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


def pages_without_number() -> list[str]:
    return [address for address in addresses() if not address.subject and "token" not in address.path]


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


def test_no_page_list_export_search_or_filter_shows_the_other_station(worlds, read):
    """A page is asked plainly, then in each way it looked for: as a file, searched, whole, by another's objects."""
    ours, theirs = worlds
    client = browser_of(ours.people["chief"])
    ways = {"format": ["xlsx", "csv"], "q": [WORD], "page_size": [500]} | {
        name: [theirs.objects[name].pk] for name in ("team", "officer", "community", "group")
    }
    met, seen = dict.fromkeys(ways, 0), 0
    for address in pages_without_number():
        url, asked, waiting = address.url(ours), set(), [{}]
        while waiting:
            query = waiting.pop()
            read.clear()
            response = client.get(url, query)
            new = (read & ways.keys()) - asked
            asked |= new
            waiting += [{name: value} for name in sorted(new) for value in ways[name]]
            assert response.status_code < 500, (address.name, query)
            if response.status_code == 200:
                seen += not query
                told = text_of(response)
                if "q" in query:
                    told = ECHO.sub("", told)
                assert WORD not in told, (address.name, query)
        for name in asked:
            met[name] += 1
    assert seen > 25 and all(met.values()), (seen, met)


def test_no_object_of_the_other_station_can_be_opened_or_changed(worlds):
    ours, theirs = worlds
    client = browser_of(ours.people["chief"])
    for address in addresses():
        if not address.subject or address.path.startswith("q/"):  # those are for everybody
            continue
        url = address.url(theirs)
        for response in (client.get(url), client.post(url, {"reason": "x"})):
            assert response.status_code in {403, 404, 405}, (address.name, response.status_code)
            assert WORD not in text_of(response), address.name


def test_a_form_does_not_take_the_other_stations_objects(worlds):
    ours, theirs = worlds
    client = browser_of(ours.people["chief"])
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
    client = browser_of(ours.people[role])
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
    client = browser_of(ours.people["chief"])
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
