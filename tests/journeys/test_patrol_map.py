"""Drawing on the map of the patrols with a mouse, with the keyboard and by touch, and the display at a post."""

import json

import pytest

from patrols.routes import readings
from stations.kit.scoping import in_station
from tests.factories.patrols import LAT, LNG, make_area, make_checkpoint, make_office_seat, make_route
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = pytest.mark.django_db(transaction=True)
CORNER = ".pm-corner"


@pytest.fixture
def route(cast, transactional_db):
    return make_route(make_area(cast.station, "草厂片区"), points=3)


def corners(page) -> list:
    """What the text field says, which is what is saved."""
    text = page.locator("textarea[name=text]").input_value()
    return json.loads(text)["coordinates"] if text else []


def middle(page, selector: str, place: int = 0) -> tuple[float, float]:
    """The middle of a thing on the map."""
    box = page.locator(selector).nth(place).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_line_is_drawn_with_the_mouse_and_saved(new_page, cast, route):
    page = new_page("desktop")
    log_in(page, make_office_seat(cast.station))
    page.goto(f"/patrols/routes/{route.pk}/line/")
    page.get_by_role("button", name="按打卡点连线").or_(page.locator("[data-pm-from]")).first.click()
    assert len(corners(page)) == page.locator(CORNER).count() == 3
    page.locator("[data-pm-clear]").click()
    for place in range(3):
        page.mouse.click(*middle(page, ".pm-mark", place))
    assert corners(page) == [[LNG, round(LAT + 0.001 * north, 6)] for north in range(3)]
    x, y = middle(page, CORNER, 1)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 5, steps=5)
    page.mouse.up()
    moved = corners(page)
    assert moved[1][0] > moved[0][0] + 0.0001
    page.mouse.click(x + 150, y - 100)
    assert page.locator(CORNER).count() == 4
    page.mouse.click(*middle(page, CORNER, 3))
    page.locator("[data-pm-undo]").click()
    page.locator("[data-pm-undo]").click()
    assert corners(page) == moved
    assert not serious(page)
    page.locator(".fg-form-actions .btn-primary").click()
    page.wait_for_url(f"**/patrols/routes/{route.pk}/")
    with in_station(cast.station):
        saved = readings.with_targets().get(pk=route.pk)
        assert saved.line["coordinates"] == moved and saved.metres > 222


def test_corners_move_and_go_by_the_keyboard(new_page, cast, route):
    page = new_page("tablet")
    log_in(page, make_office_seat(cast.station))
    page.goto(f"/patrols/areas/{route.area_id}/outline/")
    box = page.locator(".pm-map").bounding_box()
    for right, down in ((200, 150), (400, 150), (400, 400), (200, 400)):
        page.mouse.click(box["x"] + right, box["y"] + down)
    before = corners(page)[0]
    assert page.locator(CORNER).count() == 4
    page.locator(CORNER).first.focus()
    page.keyboard.press("Shift+ArrowUp")
    assert corners(page)[0][0][1] > before[0][1]
    page.keyboard.press("Delete")
    assert page.locator(CORNER).count() == 3
    assert page.locator(CORNER).first.bounding_box()["width"] >= 44
    assert not scrolls_sideways(page)


def test_a_display_never_leaves_a_dead_code_on_the_screen(new_page, cast, transactional_db):
    point = make_checkpoint(make_area(cast.station), "大栅栏", display=True)
    page = new_page("desktop")
    log_in(page, cast.chief)
    page.clock.install()
    page.goto(f"/patrols/checkpoints/{point.pk}/display/")
    assert page.locator(".pd-lost").is_hidden() and not serious(page)
    first = page.locator(".pd-code path").get_attribute("d")
    page.context.set_offline(True)
    page.clock.run_for(31_000)
    assert page.locator(".pd-lost").is_visible()
    assert not page.locator(".pd-code svg").is_visible()
    page.context.set_offline(False)
    page.clock.run_for(4_000)
    page.locator(".pd-code svg").wait_for(state="visible")
    assert page.locator(".pd-lost").is_hidden() and first
