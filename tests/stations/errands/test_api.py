"""Errands over the API: list, offers, verbs with their refusals."""

import pytest

from stations.errands.models import Errand
from stations.kit.scoping import in_station
from tests.factories.wishes import make_errand

pytestmark = pytest.mark.django_db
BASE = "/api/v1/errands/"


@pytest.fixture
def errand(cast, told):
    return make_errand(cast.station)


def test_from_the_list_to_done(cast, errand, client_of):
    chief = client_of(cast.chief)
    row = chief.get(BASE, {"state": "open"}).json()["results"][0]
    assert row["state"] == "asked" and "plan" in row["verbs"] and row["starts"] == "21:00"
    offers = chief.get(f"{BASE}{errand.pk}/offers/").json()
    offer = next(one for one in offers if one["carrier"] == "test")
    plan = {"carrier": "test", "key": offer["key"]}
    done = chief.post(f"{BASE}{errand.pk}/plan/", plan, "application/json")
    assert done.status_code == 200 and done.json()["carrier_label"] == "31号路线"
    assert chief.post(f"{BASE}{errand.pk}/plan/", plan, "application/json").status_code == 409
    assert chief.post(f"{BASE}{errand.pk}/finish/").status_code == 409
    assert chief.post(f"{BASE}{errand.pk}/decline/", {"reason": ""}, "application/json").status_code == 400
    assert chief.post(f"{BASE}{errand.pk}/release/").json()["state"] == "asked"


def test_strangers(cast, errand, client_of):
    assert client_of(cast.chief2).get(f"{BASE}{errand.pk}/").status_code == 404
    assert client_of(cast.guard).get(BASE).status_code == 403
    refusal = {"reason": "路段封闭"}
    answer = client_of(cast.officer).post(f"{BASE}{errand.pk}/decline/", refusal, "application/json")
    assert answer.status_code == 403
    with in_station(cast.station):
        assert Errand.objects.get().state == "asked"
