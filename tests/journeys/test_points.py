"""A verified clue becomes points by night, a reservation on the phone, and a thing in the hand at the desk."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from community.clues import actions
from community.clues.models import Clue
from community.clues.words import Protection
from stations.kit.scoping import in_station
from stations.recognition import keeping, readings
from stations.recognition.models_rewards import Reservation
from tests.factories import make_officer
from tests.factories.clues import make_clue, make_giver
from tests.factories.recognition import keep_points, make_budget, make_reward, make_rule
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick")]


@pytest.fixture
def quick(settings):
    """No other process counts codes."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "points"}}


@pytest.fixture
def story(rotation):
    """A station that keeps points, a courier whose clue led to somebody who was caught."""
    station, chief = rotation.station, rotation.chief.user
    keep_points(station)
    make_rule(station, "clue-person", 40, label="线索：抓获人员")
    make_budget(station, chief)
    rotation.reward = make_reward(station, chief, items=1, name="骑手头盔", points=30, yuan=Decimal(80))
    with in_station(station):
        rotation.counter = make_officer(station, "前台民警", post="counter")
        rotation.deputy = make_officer(station, "副所长乙", post="deputy")
    rotation.courier = make_giver(station, "快递员小郑", "13712345678")
    clue = make_clue(station, rotation.courier, protection=Protection.PROTECTED)
    with in_station(station):
        actions.record_outcome(clue=clue, actor=rotation.deputy.user, persons_caught=1)
        actions.verify(clue=Clue.objects.get(), actor=chief)
        keeping.keep(station=station, at=timezone.now())
    return rotation


def test_from_a_verified_clue_to_the_thing_in_the_hand(story, new_page):
    phone, desk = new_page("phone"), new_page()
    log_in(phone, story.courier)
    phone.goto(reverse("my-points"))
    expect(phone.locator(".rw-big")).to_have_text("40")
    assert not scrolls_sideways(phone) and serious(phone) == []

    phone.locator(".rw-have a.btn").click()
    phone.locator(".rw-shelf form button").click()
    expect(phone.locator(".rw-ticket .fg-qr")).to_be_visible()
    assert not scrolls_sideways(phone) and serious(phone) == []
    code = phone.locator(".rw-letters").inner_text()
    phone.goto(reverse("my-points"))
    expect(phone.locator(".rw-big")).to_have_text("10")

    log_in(desk, story.counter)
    desk.goto(reverse("reward-desk"))
    # What the camera of the desk reads is the desk's address with the code.
    seen = f"https://elsewhere.example{reverse('reward-desk')}?code={code.replace(' ', '')}"
    desk.evaluate("seen => { FGScanner.start = (app, found) => found(FGScanner.token(seen, app.pattern)); }", seen)
    desk.locator("[data-scan]").click()
    expect(desk.locator(".rw-found")).to_contain_text("快递员小郑")
    desk.goto(reverse("reward-desk"))
    desk.locator("[name=code]").fill(code.lower())
    desk.locator(".rw-desk form button").first.click()
    expect(desk.locator(".rw-found")).to_contain_text("快递员小郑")
    assert not scrolls_sideways(desk) and serious(desk) == []
    desk.locator(f".rw-found form[action='{reverse('reward-hand-out')}'] button").click()
    expect(desk.locator(".rw-found")).to_have_count(0)
    with in_station(story.station):
        held, line = Reservation.objects.get(), readings.balance_line()
    assert (held.state, held.handed_by, line.holds, line.spent) == ("handed", story.counter.user, True, 80)

    # What the leadership reads names nobody.
    office = new_page()
    log_in(office, story.deputy)
    office.goto(reverse("points-ledger"))
    expect(office.locator(".rw-balance")).to_be_visible()
    assert "快递员小郑" not in office.content() and "13712345678" not in office.content()
    phone.goto(reverse("my-shelf"))
    expect(phone.locator(".rw-lines")).to_contain_text("骑手头盔")
