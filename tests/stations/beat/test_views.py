"""The own page: one list and one map, fetched in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stations.agenda.registry import Due
from tests.factories import client_of, make_officer
from tests.factories.beat import LAT, LNG, primary, rest
from tests.factories.places import make_grid

PART = "agenda-part"


def fetched(officer, address: str = "") -> str:
    """The list as htmx fetches it."""
    response = client_of(officer).get(reverse(PART) + address, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_asks_for_its_list_and_shows_the_map_of_my_grid(beat):
    response = client_of(beat.a).get(reverse("me"))
    page = response.content.decode()
    assert 'hx-get="/me/agenda/"' in page
    assert 'data-pm="beat-ground"' in page
    drawn = {(one["properties"]["kind"], one["properties"]["name"]) for one in response.context["ground"].features}
    assert drawn == {("community", "前东社区"), ("area", "前东一网格")}
    assert reverse("note-new") in page and reverse("intake") in page


def test_the_list_says_in_words_and_numbers_what_is_overdue(beat, sources):
    sources.register("a", lambda user, day: [
        Due("later", day + timedelta(9), "/later/"),
        Due("look", day - timedelta(2), "/there/", "danger", "hazard", "西街", (LAT, LNG)),
    ])  # fmt: skip
    page = fetched(beat.a)
    assert page.index("/there/") < page.index("/later/")
    assert 'data-mark="point"' in page and f'data-lat="{LAT}"' in page
    assert "2天" in page or "2 days" in page
    assert 'data-kind="hazard"' in page and "西街" in page


def test_a_task_outside_my_grid_is_told_apart(beat, sources):
    inside, outside = (LAT + 0.001, LNG + 0.001), (LAT + 0.009, LNG + 0.009)
    sources.register("a", lambda user, day: [
        Due("in", day, "/in/", point=inside), Due("out", day, "/out/", point=outside), Due("nowhere", day, "/no/"),
    ])  # fmt: skip
    page = fetched(beat.a)
    here = {row.split('href="')[1].split('"')[0]: 'data-here="1"' in row for row in page.split("<li")[1:]}
    assert here == {"/in/": True, "/out/": False, "/no/": True}


def test_without_a_script_the_address_filters(beat, sources):
    sources.register("a", lambda user, day: [
        Due("a visit", day, "/v/", kind="visit"), Due("a hazard", day, "/h/", kind="hazard"),
    ])  # fmt: skip
    page = client_of(beat.a).get(reverse(PART) + "?kind=visit").content.decode()
    assert "<html" in page
    hidden = {
        row.split('href="')[1].split('"')[0]: row.split(">")[0].endswith(" hidden")
        for row in page.split('<li class="bt-task')[1:]
    }
    assert hidden == {"/v/": False, "/h/": True}


def test_the_stand_in_reads_for_whom_and_who_rests_reads_by_whom(beat, sources):
    sources.register(
        "a", lambda user, day: [Due("visit", day, "/v/", passes=True) for _one in range(user.pk == beat.a.user_id)]
    )
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    assert "王小明" in fetched(beat.b) and 'href="/v/"' in fetched(beat.b)
    assert "刘冬梅" in fetched(beat.a)
    assert 'href="/v/"' not in fetched(beat.colleague)


@pytest.mark.parametrize("standing_in", [False, True])
def test_the_list_asks_as_many_questions_for_three_tasks_as_for_one(beat, sources, standing_in):
    number = []

    def some(user, day):
        return [
            Due(f"visit {n}", day, f"/v/{user.pk}/{n}/", kind="visit", point=(LAT, LNG), passes=True)
            for n in range(number[-1])
        ]

    sources.register("a", some)
    if standing_in:
        rest(beat.a, beat.team)
        primary(beat.b, beat.team)
    client, counts = client_of(beat.b), []
    for rows in (1, 1, 3):
        number.append(rows)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(reverse(PART), headers={"HX-Request": "true"}).content.decode()
        assert page.count('<li class="bt-task') == rows * (2 if standing_in else 1)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_the_list_asks_as_many_questions_for_two_owners_as_for_one(beat, cast):
    """All sources of the house are asked, each once for everybody."""
    other, counts = make_officer(cast.station, "赵二", team=beat.team), []
    make_grid(beat.community, other, "前东二网格")
    client = client_of(beat.b)
    primary(beat.b, beat.team)
    for owner in (beat.a, other):
        rest(owner, beat.team)
        for _again in range(2):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(reverse(PART), headers={"HX-Request": "true"}).content.decode()
        assert owner.user.name in page
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_empty_list_says_so(beat, sources):
    assert "fg-empty" in fetched(beat.a)


def test_a_guard_finds_the_own_pages_and_no_map(cast, sources):
    page = client_of(cast.guard).get(reverse("me")).content.decode()
    assert 'hx-get="/me/agenda/"' in page and "beat-ground" not in page
    assert reverse("note-new") not in page and reverse("notices") in page


def test_the_account_has_a_page_of_its_own(cast):
    page = client_of(cast.officer).get(reverse("account")).content.decode()
    assert reverse("password") in page and "/me/agenda/" not in page


def test_a_visitor_is_asked_to_log_in(client):
    assert client.get(reverse("me")).status_code == client.get(reverse(PART)).status_code == 302


def test_the_api_gives_the_same_list(beat, sources):
    today = timezone.localdate()
    sources.register("a", lambda user, day: [
        Due("visit", day - timedelta(3), "/v/", kind="visit", place="西街", point=(LAT, LNG), passes=True)
        for _once in range(user.pk == beat.a.user_id)
    ])  # fmt: skip
    rest(beat.a, beat.team)
    primary(beat.b, beat.team)
    body = client_of(beat.b).get("/api/v1/agenda/").json()
    assert body["count"] == 1
    found = body["results"][0]
    assert found["owner"] == {"id": beat.a.pk, "name": "王小明", "off": "rest"}
    assert found["point"] == {"lat": LAT, "lng": LNG} and found["days_late"] == 3 and found["kind"] == "visit"
    assert found["due"] == f"{today - timedelta(3):%Y-%m-%d}" and found["urgency"] == "overdue"
    assert client_of(beat.a).get("/api/v1/agenda/").json()["results"][0]["doers"] == ["刘冬梅"]
    assert client_of(beat.b).get("/api/v1/agenda/?kind=hazard").json()["count"] == 0


def test_the_api_is_closed_to_guards(cast):
    assert client_of(cast.guard).get("/api/v1/agenda/").status_code == 403
