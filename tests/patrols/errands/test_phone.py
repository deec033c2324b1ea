"""The guard's phone shows what residents ask for, on today's page, on the point's card, and in what it keeps."""

import json
import re

import pytest
from django.urls import reverse

from stations.errands import actions as errands
from stations.errands.models import Errand
from stations.kit.scoping import in_station
from tests.factories.patrols import make_guard, make_patrols
from tests.patrols.errands.test_carrier import errand, near_point, patrols, put_on  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def carried(patrols, errand):  # noqa: F811
    put_on(patrols, errand)
    return Errand.objects.get()


def test_today_shows_place_time_and_reason_with_one_tap(patrols, carried, client_of):  # noqa: F811
    page = client_of(patrols.guard).get(reverse("phone")).content.decode()
    assert "东门口" in page and "电动车被盗" in page
    address = reverse("phone-errand", args=[carried.pk])
    assert address in page
    assert client_of(patrols.guard).post(address, {"result": "nothing"}).status_code == 302
    carried.refresh_from_db()
    assert carried.passes == 1
    assert f'action="{address}"' not in client_of(patrols.guard).get(reverse("phone")).content.decode()


def test_the_card_of_the_nearest_point_says_it_and_the_phone_keeps_it(patrols, carried, client_of):  # noqa: F811
    point = near_point(patrols)
    page = client_of(patrols.guard).get(reverse("phone-point", args=[point.pk])).content.decode()
    assert "ph-ask" in page and "东门口" in page
    kept = json.loads(re.search(r'id="phone-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert "东门口" in kept["points"][str(point.pk)]["asks"][0]
    others = [one["asks"] for pk, one in kept["points"].items() if pk != str(point.pk)]
    assert others == [[]] * len(others)


def test_something_found_opens_the_report(patrols, carried, client_of):  # noqa: F811
    address = reverse("phone-errand", args=[carried.pk])
    answer = client_of(patrols.guard).post(address, {"result": "found"})
    assert answer.url == reverse("phone-finding")


def test_a_guard_of_another_duty_is_refused_and_a_stranger_sees_nothing(patrols, carried, client_of):  # noqa: F811
    address = reverse("phone-errand", args=[carried.pk])
    assert client_of(make_guard(patrols.squad)).post(address).status_code == 403
    page = client_of(make_guard(patrols.squad)).get(reverse("phone")).content.decode()
    assert "东门口" not in page


def test_what_another_station_carries_does_not_exist(cast, patrols, carried, client_of):  # noqa: F811
    with in_station(cast.station2):
        other = make_patrols(cast.station2)
    address = reverse("phone-errand", args=[carried.pk])
    assert client_of(other.guard).post(address).status_code == 404


def test_off_the_route_the_phone_forgets_it(patrols, carried, client_of):  # noqa: F811
    errands.release(errand=carried, actor=patrols.office)
    assert "东门口" not in client_of(patrols.guard).get(reverse("phone")).content.decode()
