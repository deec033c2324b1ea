"""Dispatch through the API: the same doors, the same answers."""

import pytest

from stations.crews.models import Crew
from stations.dispatch.models import Assignment
from stations.kit.scoping import in_station
from tests.factories import client_of, make_community, make_crew, make_incident, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(cast):
    return make_community(cast.station)


@pytest.fixture
def crew(cast, community):
    return make_crew(cast.station, cast.officer, cast.auxiliary, community=community)


@pytest.fixture
def incident(cast, community):
    return make_incident(cast.station, community=community)


def send(cast, incident, who=None, **body):
    return client_of(who or cast.desk).post(f"/api/v1/incidents/{incident.pk}/dispatch/", body, "application/json")


def tap(person, pk, verb, **body):
    return client_of(person).post(f"/api/v1/assignments/{pk}/{verb}/", body, "application/json")


def test_advice_sending_and_the_taps(cast, incident, crew):
    advice = client_of(cast.desk).get(f"/api/v1/incidents/{incident.pk}/advice/").json()
    assert [(one["crew"]["id"], one["part"], one["code"], one["recommended"]) for one in advice] == [
        (crew.pk, "main", "second_free", True)
    ]
    assert advice[0]["reasons"]
    answer = send(cast, incident, crew=crew.pk)
    assert answer.status_code == 201, answer.content
    (row,) = answer.json()
    assert (row["state"], row["incident"]["state"], row["part"]) == ("sent", "dispatched", "main")
    assert {timer["kind"] for timer in row["timers"]} == {"accept", "arrive"}
    for verb, state in (("accept", "accepted"), ("depart", "en_route"), ("arrive", "arrived")):
        shown = tap(cast.officer, row["id"], verb, lat=39.9, lng=116.4).json()
        assert (shown["state"], shown["incident"]["state"], shown["lat"]) == (state, state, 39.9)
    assert [line["actor_name"] for line in shown["timeline"]] == ["王小明", "王小明", "王小明", "钱文博"]


def test_sending_twice_makes_one_assignment(cast, incident, crew):
    first, again = send(cast, incident, crew=crew.pk), send(cast, incident, crews=[crew.pk, crew.pk])
    assert [row["id"] for row in first.json()] == [row["id"] for row in again.json()]


def test_refusals_say_why(cast, incident, crew):
    assert send(cast, incident, who=cast.officer, crew=crew.pk).status_code == 403
    assert send(cast, incident).status_code == 400
    assert send(cast, incident, crew=987654).status_code == 400
    other = make_crew(cast.station2, cast.officer2)
    assert send(cast, incident, crew=other.pk).status_code == 400
    with in_station(cast.station):
        Crew.objects.filter(pk=crew.pk).update(ends_at=crew.starts_at.replace(year=crew.starts_at.year + 1))
    foreign = make_incident(cast.station2)
    assert send(cast, foreign, crew=crew.pk).status_code == 404
    closed = make_incident(cast.station, state="struck", struck_reason="误录")
    assert (send(cast, closed, crew=crew.pk).status_code, send(cast, closed, crew=crew.pk).json()["code"]) == (
        409,
        "not_sendable",
    )


def test_lists_show_what_is_mine_and_what_runs(cast, incident, crew):
    row = send(cast, incident, crew=crew.pk).json()[0]
    listed = client_of(cast.auxiliary).get("/api/v1/assignments/?mine=true&open=true").json()
    assert [one["id"] for one in listed["results"]] == [row["id"]]
    assert set(listed["results"][0]["verbs"]) == {"accept", "arrive"}
    stranger = make_officer(cast.station, post="auxiliary")
    assert client_of(stranger).get("/api/v1/assignments/").json()["count"] == 0
    assert client_of(stranger).get(f"/api/v1/assignments/{row['id']}/").status_code == 404
    assert client_of(cast.chief2).get("/api/v1/assignments/").json()["count"] == 0
    assert tap(cast.chief2, row["id"], "accept").status_code == 404


def test_handing_over_answers_with_the_new_assignment(cast, incident, crew):
    row = send(cast, incident, crew=crew.pk).json()[0]
    other = make_crew(cast.station, make_officer(cast.station), layer="first")
    new = tap(cast.officer, row["id"], "pass_on", crew=other.pk).json()
    assert (new["crew"]["id"], new["state"]) == (other.pk, "sent")
    assert tap(cast.desk, new["id"], "recall").json()["state"] == "recalled"
    with in_station(cast.station):
        assert set(Assignment.objects.values_list("state", flat=True)) == {"passed_on", "recalled"}


def test_a_list_asks_as_much_for_three_as_for_one(cast, crew, django_assert_max_num_queries):
    def more():
        send(cast, make_incident(cast.station), crew=crew.pk)

    more()
    client = client_of(cast.desk)
    client.get("/api/v1/assignments/")
    with django_assert_max_num_queries(30) as one:
        client.get("/api/v1/assignments/")
    asked = len(one.captured_queries)
    more()
    more()
    with django_assert_max_num_queries(asked):
        assert client.get("/api/v1/assignments/").json()["count"] == 3


def test_several_crews_that_are_only_informed_are_not_sent(cast, incident, crew, community):
    other = make_crew(cast.station, make_officer(cast.station), community=community)
    answer = send(cast, incident, crews=[crew.pk, other.pk], part="informed")
    assert [row["part"] for row in answer.json()] == ["informed", "informed"]
    assert answer.json()[0]["incident"]["state"] == "received"
