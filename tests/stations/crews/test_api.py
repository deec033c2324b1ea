"""The API of crews: the same verbs, the same refusals."""

import pytest

from stations.crews.models import Crew, Layer
from tests.factories import client_of, make_crew, make_station
from tests.stations.crews.conftest import crew_of, people_of

LIST = "/api/v1/crews/"


@pytest.fixture
def api(rotation):
    """The station chief at the API."""
    return client_of(rotation.chief)


def post(api, crew, verb, **data):
    return api.post(f"{LIST}{crew.pk}/{verb}/", data, content_type="application/json")


def test_the_list_is_filtered_by_day_layer_and_person(api, crews, tomorrow):
    answer = api.get(LIST, {"date": f"{tomorrow:%Y-%m-%d}", "layer": "first"}).json()
    assert answer["count"] == 6
    row = answer["results"][0]
    assert row["state"] == "planned" and {"add", "move", "restore", "remove"} <= set(row["verbs"])
    officer = row["members"][0]["officer"]["id"]
    mine = api.get(LIST, {"officer": officer, "date": f"{tomorrow:%Y-%m-%d}"}).json()
    assert all(officer in [m["officer"]["id"] for m in each["members"]] for each in mine["results"])
    running = api.get(LIST, {"running_at": row["starts_at"]}).json()
    assert row["id"] in [each["id"] for each in running["results"]]


def test_the_detail_tells_its_timeline(api, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    post(api, crew, "drop", officer=people_of(crew)[0])
    answer = api.get(f"{LIST}{crew.pk}/").json()
    assert len(answer["timeline"]) == 1
    assert answer["gaps"][0]["code"] == "members" and answer["by_hand"] is True


def test_every_verb_works_through_the_api(api, crews, tomorrow):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    (a, b), (c, _d) = people_of(one), people_of(two)
    assert post(api, one, "swap", officer=a, other=two.pk, other_officer=c).status_code == 200
    assert post(api, one, "lead", officer=c).status_code == 200
    assert post(api, one, "move", officer=b, to=two.pk).status_code == 200
    assert post(api, two, "drop", officer=b).status_code == 200
    assert post(api, one, "add", officer=b).status_code == 200
    assert post(api, one, "vehicle", vehicle=None).json()["vehicle"] is None
    shape = {"starts_at": one.starts_at.isoformat(), "ends_at": one.ends_at.isoformat(), "size": 3}
    assert post(api, one, "change", **shape).json()["size"] == 3
    assert post(api, one, "restore").json()["by_hand"] is False
    assert post(api, one, "remove").status_code == 204
    assert post(api, one, "pause", reason="加油").json()["code"] == "crew.not_out"


def test_a_crew_is_added_and_days_are_prepared(api, crews, tomorrow):
    crew = crew_of(Layer.FIRST, tomorrow)
    data = {"date": f"{tomorrow:%Y-%m-%d}", "layer": "street", "name": "临时岗", "size": 1,
            "starts_at": crew.starts_at.isoformat(), "ends_at": crew.ends_at.isoformat()}  # fmt: skip
    made = api.post(LIST, data, content_type="application/json")
    assert made.status_code == 201 and made["Location"] == f"{LIST}{made.json()['id']}/"
    span = {"first": f"{tomorrow:%Y-%m-%d}", "last": f"{tomorrow:%Y-%m-%d}"}
    assert api.post(f"{LIST}prepare/", span, content_type="application/json").json()["made"] == 0
    wrong = {"first": f"{tomorrow:%Y-%m-%d}", "last": "2199-01-01"}
    assert api.post(f"{LIST}prepare/", wrong, content_type="application/json").status_code == 400


def test_a_broken_rule_is_409_and_a_stranger_403(api, rotation, crews, tomorrow):
    one, two = crew_of(Layer.FIRST, tomorrow), crew_of(Layer.FIRST, tomorrow, 3)
    answer = post(api, two, "add", officer=people_of(one)[0])
    assert (answer.status_code, answer.json()["code"]) == (409, "crew.overlap")
    stranger = client_of(rotation.officers["case", 0][0])
    assert post(stranger, two, "drop", officer=people_of(two)[0]).status_code == 403
    assert stranger.get(f"{LIST}{two.pk}/").json()["verbs"] == []
    assert post(api, two, "add", officer="x").status_code == 400
    assert post(api, two, "add", officer=99999999).status_code == 400


def test_another_stations_crew_is_404(api, crews):
    other = make_crew(make_station("XX"))
    assert api.get(f"{LIST}{other.pk}/").status_code == 404
    assert post(api, other, "resume").status_code == 404
    assert other.pk not in [row["id"] for row in api.get(LIST).json()["results"]]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(api, crews, number, django_assert_max_num_queries):
    Crew.objects.exclude(pk__in=[crew.pk for crew in crews[:number]]).delete()
    with django_assert_max_num_queries(16):
        assert api.get(LIST).json()["count"] == number
