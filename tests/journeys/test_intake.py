"""Taking a call: by keyboard alone, few keys, nothing lost when the network or the page goes."""

import re

import pytest
from playwright.sync_api import expect

from stations.catalogue.models import Category
from stations.catalogue.words import Grade
from stations.incidents.models import Incident, Party
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_category, make_community, make_grid, make_incident, make_spot
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = pytest.mark.browser

OUTLINE = {"type": "Polygon", "coordinates": [
    [[116.40, 39.90], [116.41, 39.90], [116.41, 39.91], [116.40, 39.91], [116.40, 39.90]]]}  # fmt: skip
# Keys that are not words: choosing, going on, answering, sending.
MOST_KEYS = 14


@pytest.fixture
def room(transactional_db):
    """A station with a grid, a known place in it and a few categories."""
    cast = make_cast()
    community = make_community(cast.station, "前东社区")
    make_grid(community, cast.officer, "前东一网格", outline=OUTLINE)
    make_spot(cast.station, "金店一条街", lat=39.905, lng=116.405, uses=3)
    top = make_category(cast.station, "纠纷", fold=Category.Fold.DISPUTE)
    make_category(cast.station, "漏水纠纷", parent=top, grade=Grade.III)
    make_category(cast.station, "停车纠纷", parent=top)
    return cast


class Keys:
    """Types as a person does and counts what is pressed beside the words themselves."""

    def __init__(self, page):
        self.page, self.pressed, self.letters = page, 0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def words(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.letters += len(text)


def opened(page, person):
    log_in(page, person)
    page.goto("/command/new/")
    expect(page.locator("[name=place]")).to_be_focused()
    return Keys(page)


def the_call(page, keys: Keys) -> None:
    """Place by two letters, category by initials, what, who, phone, two answers: all by keys."""
    keys.words("jd")
    expect(page.get_by_role("option", name="金店一条街")).to_be_visible()
    keys.press("ArrowDown", "Enter", "Alt+c")
    keys.words("lsjf")
    keys.press("Enter", "Alt+s")
    keys.words("楼上漏水两家争吵")
    keys.press("Alt+n")
    keys.words("王五")
    keys.press("Enter")
    keys.words("13812345678")
    keys.press("Enter", "2", "Tab", "3")


def test_a_call_is_taken_by_keyboard_alone_with_few_keys(room, new_page):
    page = new_page()
    keys = opened(page, room.desk)
    the_call(page, keys)
    expect(page.locator("#iq-near")).to_contain_text("前东一网格")
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/command/new/\d+/$"))
    with in_station(room.station):
        row = Incident.objects.select_related("grid", "category").get()
        assert (row.place, row.category.name, row.grid.name) == ("金店一条街", "漏水纠纷", "前东一网格")
        assert (row.injuries, row.weapons, row.grade) == ("no", "unknown", Grade.III)
        assert Party.objects.get().name == "王五"
    expect(page.locator(".iq-number")).to_have_text(row.number)
    expect(page.get_by_role("link", name=re.compile("派警|Dispatch"))).to_be_focused()
    assert keys.pressed <= MOST_KEYS, f"{keys.pressed} keys beside {keys.letters} letters"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/command/new/")
    expect(page.locator("[name=place]")).to_have_value("")


def test_everything_fits_one_screen_and_axe_finds_nothing(room, new_page):
    for size in ("desktop", "phone"):
        page = new_page(size)
        opened(page, room.desk)
        if size == "desktop":
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert not scrolls_sideways(page)
        assert serious(page) == []


def test_a_draft_survives_a_reload_and_holds_no_person_in_lasting_storage(room, new_page):
    page = new_page()
    the_call(page, opened(page, room.desk))
    page.wait_for_timeout(400)
    key = page.locator("[name=client_key]").input_value()
    kept = page.evaluate("JSON.stringify(Object.values(localStorage))")
    assert "金店" in kept
    assert [word for word in ("王五", "13812345678", "漏水两家") if word in kept] == []
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("王五")
    expect(page.locator("[name=summary]")).to_have_value("楼上漏水两家争吵")
    expect(page.locator("#id_category_typed")).to_have_value("漏水纠纷")
    assert page.locator("[name=client_key]").input_value() == key
    page.locator(".fg-user > summary").click()
    page.locator(".fg-user form[action$='/logout/'] button").click()
    page.wait_for_url("**/login/**")
    keys = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert [key for key in keys if key.startswith("fg:intake")] == []


def test_a_call_sent_while_the_network_is_away_is_sent_when_it_is_back(room, new_page):
    page = new_page()
    the_call(page, opened(page, room.desk))
    expect(page.locator("#iq-near")).to_contain_text("前东一网格")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#iq-status .fg-tone-danger")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("王五")
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/command/new/\d+/$"))
    with in_station(room.station):
        assert Incident.objects.count() == 1


def test_an_answer_that_was_lost_does_not_make_a_second_incident(room, new_page):
    page = new_page()
    the_call(page, opened(page, room.desk))
    lost = []

    def lose_once(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(re.compile(r"/command/new/$"), lose_once)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#iq-status .fg-tone-danger")).to_be_visible()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/command/new/\d+/$"))
    assert lost == [200]
    with in_station(room.station):
        assert Incident.objects.count() == 1


def test_a_repeated_report_is_offered_and_linked(room, new_page):
    main = make_incident(room.station, place="金店一条街", lat=39.9051, lng=116.405)
    page = new_page()
    the_call(page, opened(page, room.desk))
    page.locator("#iq-near label", has_text=main.number).click()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/command/new/\d+/$"))
    with in_station(room.station):
        assert Incident.objects.exclude(pk=main.pk).get().main == main
