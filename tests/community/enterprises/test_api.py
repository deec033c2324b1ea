"""Enterprises, visits and findings over the API: state, verbs, timeline; the same doors as the pages."""

import uuid

import pytest

from community.enterprises.readings import current_version
from tests.factories import client_of
from tests.factories.enterprises import make_safety_finding

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_an_enterprise_tells_its_state_my_verbs_and_its_timeline(mall):
    told = client_of(mall.liaison).get(f"/api/v1/enterprises/{mall.shop.pk}/").json()
    assert told["state"] == "open" and set(told["verbs"]) == {"close", "move_out"}
    assert told["liaison_name"] == "企业警长乙" and told["first_visit_state"] == "open" and told["timeline"]
    told = client_of(mall.stranger).get(f"/api/v1/enterprises/{mall.shop.pk}/").json()
    assert told["verbs"] == [] and told["timeline"] == []


def test_the_list_is_filtered_and_another_station_sees_none(mall):
    rows = client_of(mall.liaison).get("/api/v1/enterprises/", {"q": "示例旅店"}).json()
    assert [row["id"] for row in rows["results"]] == [mall.hotel.pk]
    assert client_of(mall.cast.chief2).get("/api/v1/enterprises/").json()["count"] == 0
    assert client_of(mall.cast.chief2).get(f"/api/v1/enterprises/{mall.shop.pk}/").status_code == 404
    assert client_of(mall.cast.guard).get("/api/v1/enterprises/").status_code == 403


def test_moving_in_visiting_and_moving_out(mall):
    client = client_of(mall.liaison)
    shop = {"name": "接口新店", "kind": mall.kind.pk, "building": mall.building.pk}
    made = client.post("/api/v1/enterprises/", shop, JSON)
    assert made.status_code == 201, made.json()
    pk, version = made.json()["id"], current_version(mall.list)
    door, fire, _staff = version.items.order_by("order")
    (asked,) = client.get(f"/api/v1/enterprises/{pk}/check-lists/").json()
    assert (asked["id"], [row["id"] for row in asked["items"]][:2]) == (version.pk, [door.pk, fire.pk])
    assert asked["items"][0]["grade"] == 2 and asked["items"][2]["answer"] == "number"
    sent = {"client_id": str(uuid.uuid4()), "kind": "first", "check_list": version.pk,
            "answers": [{"item": door.pk, "choice": "no", "text": "堆物"},
                        {"item": fire.pk, "choice": "yes"}]}  # fmt: skip
    visit = client.post(f"/api/v1/enterprises/{pk}/visit/", sent, JSON)
    assert visit.status_code == 201 and len(visit.json()["findings"]) == 1
    assert client.post(f"/api/v1/enterprises/{pk}/visit/", sent, JSON).json()["id"] == visit.json()["id"]
    assert client.get("/api/v1/enterprise-visits/").json()["count"] == 1
    assert client.post(f"/api/v1/enterprises/{pk}/move_out/", {}, JSON).json()["state"] == "moved_out"
    assert client.post(f"/api/v1/enterprises/{pk}/close/", {}, JSON).status_code == 409


def test_a_finding_goes_its_way_and_four_eyes_hold(mall):
    finding = make_safety_finding(mall.shop, mall.liaison)
    client, address = client_of(mall.liaison), f"/api/v1/safety-findings/{finding.pk}/"
    assert "rectify" in client.get(address).json()["verbs"]
    assert client.post(f"{address}rectify/", {"words": "已清理"}, JSON).json()["state"] == "rectified"
    assert client.post(f"{address}recheck/", {}, JSON).status_code == 403
    assert client_of(mall.post).post(f"{address}recheck/", {}, JSON).json()["state"] == "closed"
    assert client_of(mall.stranger).get(address).status_code == 404
