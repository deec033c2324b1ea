"""A clue from a phone whose network fails in the moment of sending: nothing is lost, and it is one clue."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.clues.models import Clue
from stations.incidents.models import Attachment
from stations.kit.scoping import in_station
from tests.factories import make_station
from tests.factories.clues import make_giver, make_scene
from tests.factories.pictures import jpeg
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = pytest.mark.browser


@pytest.fixture
def courier(transactional_db):
    """A member of a station with one scene."""
    station = make_station("CW", "朝外所")
    make_scene(station, name="可疑人员", picture="user-search", card="保持距离。")
    return make_giver(station, "快递员小周", "13712345678")


def filled(phone) -> None:
    """A place, a photo and some words; the card of the choice is closed."""
    phone.goto(reverse("my-clues"))
    phone.get_by_role("link", name="可疑人员").click()
    phone.locator("[name=place]").fill("雅宝路8号")
    phone.locator("[name=words]").fill("有人敲门")
    shot = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    phone.locator("[name=photos]").set_input_files(shot)
    expect(phone.locator(".cl-file [data-count]").first).to_have_text(" 1")


def test_what_was_written_waits_for_the_network_and_goes_once(courier, new_page):
    phone = new_page("phone")
    log_in(phone, courier)
    filled(phone)
    assert serious(phone) == [] and not scrolls_sideways(phone)
    phone.context.set_offline(True)
    phone.locator(".cl-go").click()
    expect(phone.locator("[data-sending]")).to_have_class("fg-note cl-sending fg-tone-warn")
    expect(phone.locator("[name=words]")).to_have_value("有人敲门")
    phone.context.set_offline(False)
    expect(phone.locator(".fg-stages")).to_be_visible(timeout=15000)
    assert "/new/" not in phone.url
    with in_station(courier.home_station):
        assert Clue.objects.count() == 1
        assert Attachment.objects.count() == 1


def test_what_is_missing_is_said_and_the_photo_stays(courier, new_page):
    phone = new_page("phone")
    log_in(phone, courier)
    filled(phone)
    phone.locator("[name=place]").fill("")
    phone.locator(".cl-go").click()
    expect(phone.locator("#content [role=alert]")).to_be_visible()
    expect(phone.locator(".cl-file [data-count]").first).to_have_text(" 1")
    phone.locator("[name=place]").fill("雅宝路8号")
    phone.locator(".cl-who summary").click()
    phone.locator("[name=protection][value=anonymous]").check()
    phone.locator(".cl-go").click()
    expect(phone.locator("[data-receipt]")).to_be_visible()
    with in_station(courier.home_station):
        assert Clue.objects.count() == Attachment.objects.count() == 1


def test_an_answer_that_is_lost_is_asked_for_again_and_stays_one_clue(courier, new_page):
    phone = new_page("phone")
    log_in(phone, courier)
    filled(phone)
    lost = []

    def lose(route):
        if route.request.method != "POST" or len(lost) == 2:
            return route.fallback()
        lost.append(route.fetch(max_redirects=0).status)  # it arrives; its answer does not
        return route.abort()

    phone.route("**/me/clues/new/**", lose)
    phone.locator(".cl-go").click()
    expect(phone.locator(".fg-stages")).to_be_visible(timeout=20000)
    with in_station(courier.home_station):
        assert lost == [200, 200] and Clue.objects.count() == 1


def test_without_scripts_the_form_is_sent_as_it_is(courier, new_page, live_server):
    phone = new_page("phone")
    log_in(phone, courier)
    phone.route("**/*.js", lambda route: route.abort())
    phone.goto(reverse("my-clues"))
    phone.get_by_role("link", name="可疑人员").click()
    assert phone.locator("[name=photos]").is_visible()
    phone.locator("[name=place]").fill("雅宝路8号")
    phone.locator(".cl-go").click()
    expect(phone.locator(".fg-stages")).to_be_visible()
