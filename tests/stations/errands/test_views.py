"""Pages of errands: who opens them, what they offer, two who plan at once."""

import pytest
from django.urls import reverse

from stations.errands.actions import settings_of
from stations.errands.models import Errand
from stations.kit.scoping import in_station
from tests.factories.wishes import make_errand

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(cast, told):
    return make_errand(cast.station, grounds="3 位居民", weight=30)


def test_the_office_sees_it_ranked_and_puts_it_on_a_route(cast, errand, client_of):
    light = make_errand(cast.station, "test:2", place="西门口", weight=1)
    chief = client_of(cast.chief)
    page = chief.get(reverse("errands")).content.decode()
    assert page.index("东门口") < page.index("西门口")
    page = chief.get(errand.get_absolute_url()).content.decode()
    assert "31号路线" in page and "3 位居民" in page
    plan = {"carrier": "test", "key": "thing:1", "seen": ""}
    assert chief.post(reverse("errand-plan", args=[errand.pk]), plan).status_code == 302
    errand.refresh_from_db()
    assert (errand.state, errand.carrier_label, light.state) == ("planned", "31号路线", "asked")


def test_two_offices_planning_at_once_do_not_undo_each_other(cast, errand, client_of):
    chief = client_of(cast.chief)
    address = reverse("errand-plan", args=[errand.pk])
    chief.post(address, {"carrier": "test", "key": "thing:1", "seen": ""})
    answer = chief.post(address, {"carrier": "test", "key": "thing:2", "seen": ""}, follow=True)
    errand.refresh_from_db()
    assert errand.carrier_key == "thing:1" and "31号路线" in answer.content.decode()


def test_an_officer_looks_but_puts_nothing_on_a_route(cast, errand, client_of):
    officer = client_of(cast.officer)
    assert officer.get(errand.get_absolute_url()).status_code == 200
    answer = officer.post(reverse("errand-plan", args=[errand.pk]), {"carrier": "test", "key": "thing:1"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["errand", "errand-plan", "errand-finish", "errand-release", "errand-decline"])
def test_an_errand_of_another_station_does_not_exist(cast, errand, client_of, name):
    other = client_of(cast.chief2)
    address = reverse(name, args=[errand.pk])
    answer = other.get(address) if name in {"errand", "errand-decline"} else other.post(address)
    assert answer.status_code == 404


def test_the_list_leaves_the_house_with_its_filters(cast, errand, client_of):
    answer = client_of(cast.chief).get(reverse("errand-list"), {"format": "csv", "state": "open"})
    assert answer.status_code == 200 and "东门口" in b"".join(answer).decode("utf-8-sig")


def test_declining_asks_for_the_reason(cast, errand, client_of):
    chief, address = client_of(cast.chief), reverse("errand-decline", args=[errand.pk])
    assert chief.post(address, {"reason": ""}).status_code == 400
    chief.post(address, {"reason": "路段封闭"})
    with in_station(cast.station):
        assert Errand.objects.get().state == "declined"


def test_the_numbers_are_the_stations(cast, told, client_of):
    values = {"near_metres": 300, "slack_minutes": 15, "days": 14}
    assert client_of(cast.chief).post(reverse("errand-settings"), values).status_code == 302
    assert client_of(cast.officer).get(reverse("errand-settings")).status_code == 403
    with in_station(cast.station):
        assert settings_of(cast.station).near_metres == 300
