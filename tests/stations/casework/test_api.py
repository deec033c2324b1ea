"""The API of cases, mediations and referrals: the same verbs, refusals with their status and code."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.incidents.words import Result, State
from tests.factories import client_of, make_incident
from tests.factories.casework import make_case, make_referral

JSON = {"content_type": "application/json"}


@pytest.fixture
def desk(room):
    return client_of(room.cast.desk)


@pytest.fixture
def worker(room):
    return client_of(room.worker)


def act(client, case, verb, **data):
    return client.post(f"/api/v1/police-cases/{case}/{verb}/", data, **JSON)


def test_a_case_goes_its_whole_way(room, desk, worker):
    today = str(timezone.localdate())
    made = desk.post("/api/v1/police-cases/", {"incident": room.incident.pk, "filed_on": today}, **JSON)
    assert made.status_code == 201
    case = made.json()
    assert (case["state"], case["verbs"], case["law"]) == ("filed", ["allocate"], "ZA-2025")
    assert made.headers["Location"] == reverse("api-police-case-detail", args=[case["id"]])
    pk = case["id"]
    assert act(desk, pk, "allocate", team=room.case_team.pk).status_code == 409
    assert act(desk, pk, "allocate", team=room.case_team.pk, reason="串案").json()["state"] == "allocated"
    assert act(desk, pk, "receive", owner=room.worker.pk).status_code == 403
    assert act(desk, pk, "receive").status_code == 403
    taken = act(worker, pk, "receive", owner=room.worker.pk).json()
    assert set(taken["verbs"]) == {"transfer", "extend", "exclude", "restart", "conclude"}
    assert taken["transfers"][0]["received_by"]["id"] == room.worker.pk
    extended = act(worker, pk, "extend", approved_by="东城分局", approved_on=today, reason="重大").json()
    assert extended["due_on"] > taken["due_on"]
    assert act(worker, pk, "exclude", days=3, reason="鉴定").status_code == 200
    assert act(worker, pk, "restart", day=today, reason="未履行").json()["extensions"] == 0
    assert act(worker, pk, "reschedule", day=today, reason="x").status_code == 409
    assert act(worker, pk, "conclude", outcome="mediated", outcome_text="已履行").status_code == 200
    assert act(desk, pk, "send_back", reason="缺笔录").json()["state"] == "working"
    act(worker, pk, "conclude", outcome="mediated", outcome_text="已履行")
    closed = act(desk, pk, "close", check_text="齐全").json()
    assert (closed["state"], closed["verbs"]) == ("closed", [])
    assert closed["timeline"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long(room, desk, many, django_assert_max_num_queries):
    for _number in range(many):
        make_case(make_incident(room.cast.station), "working", team=room.case_team, owner=room.worker)
    with django_assert_max_num_queries(14):
        assert desk.get("/api/v1/police-cases/").json()["count"] == many


def test_wrong_input_is_400_per_field(room, desk):
    answer = desk.post("/api/v1/police-cases/", {"incident": "x", "filed_on": "gestern"}, **JSON)
    assert answer.status_code == 400
    assert {"incident", "filed_on"} <= set(answer.json()["errors"])


def test_a_stranger_and_another_station(room, client, desk):
    case = make_case(room.incident)
    assert client.get("/api/v1/police-cases/").status_code in {401, 403}
    assert client_of(room.cast.auxiliary).get("/api/v1/police-cases/").status_code == 403
    other = client_of(room.cast.chief2)
    assert other.get(f"/api/v1/police-cases/{case.pk}/").status_code == 404
    assert act(other, case.pk, "allocate", team=room.cast.community_team2.pk).status_code == 404
    assert act(desk, case.pk, "allocate", team=room.cast.community_team2.pk).status_code == 400


def test_mediation_on_the_spot(room):
    incident = make_incident(
        room.cast.station, state=State.FED_BACK, result=Result.MEDIATED, handlers=(room.cast.officer,)
    )
    officer = client_of(room.cast.officer)

    def post(**data):
        return officer.post("/api/v1/scene-mediations/", {"incident": incident.pk} | data, **JSON)

    refused = post(violation=True, undisputed=True, performed=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_on_record")
    assert post(violation=False, domestic_violence=True, note="x").json()["code"] == "domestic_violence"
    assert post(violation=True, undisputed=True, performed=True, recording="ZF-1").status_code == 201
    assert officer.get("/api/v1/scene-mediations/").json()["count"] == 1


def test_referrals(room, desk):
    due = str(timezone.localdate() + datetime.timedelta(days=5))
    sent = desk.post(
        "/api/v1/referrals/",
        {"incident": room.incident.pk, "target": "法院", "reason": "民事", "due_on": due},
        **JSON,
    )
    assert sent.status_code == 201
    pk = sent.json()["id"]
    assert set(sent.json()["verbs"]) == {"accept", "give_back", "take_up", "finish"}
    assert desk.post(f"/api/v1/referrals/{pk}/accept/", {"reference": "7"}, **JSON).json()["state"] == "accepted"
    assert desk.post(f"/api/v1/referrals/{pk}/give_back/", {"answer": "不收"}, **JSON).json()["verbs"] == ["take_up"]
    assert desk.post(f"/api/v1/referrals/{pk}/finish/", {"answer": "x"}, **JSON).status_code == 409
    assert desk.post(f"/api/v1/referrals/{pk}/take_up/", {}, **JSON).json()["state"] == "taken_back"
    other = make_referral(room.cast.station)
    assert desk.post(f"/api/v1/referrals/{other.pk}/finish/", {"answer": "已办"}, **JSON).json()["state"] == "done"
    third = make_referral(room.cast.station)
    refused = client_of(room.cast.officer).post(f"/api/v1/referrals/{third.pk}/accept/", {}, **JSON)
    assert refused.status_code == 403
