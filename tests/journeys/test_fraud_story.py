"""The fraud story of the article: courier's phone, alarm on the board, officer on the way, loss prevented, thanks."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from community.clues.models import Clue
from stations.dispatch import actions as dispatch
from stations.kit.scoping import in_station
from stations.places.models import CommunityPost
from tests.factories import client_of, make_category, make_officer
from tests.factories.clues import make_giver, make_scene
from tests.journeys.conftest import log_in, scrolls_sideways, serious
from tests.journeys.test_board import Room, in_step, stream  # noqa: F401 (the fixture of the event streams)

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.xdist_group("worker")]
YUAN = 1_630_000
ON_TIME = 2.0  # seconds from the arrival of the courier's tap to the alarm


@pytest.fixture
def story(rotation):
    """A command room with a crew, the officer of the community, a courier who has agreed to take part."""
    room = Room(rotation)
    with in_station(room.station):
        category = make_category(room.station, "正在发生的诈骗", kind="clue")
        room.keeper = CommunityPost.objects.get(community=room.community, role="A").officer
        room.chief = make_officer(room.station, name="所长甲", post="chief")
    room.scene = make_scene(
        room.station, category=category, urgent=True, name="有人正在被骗", picture="phone-call", code="fraud",
        card="先劝对方不转账、不挂断。\n留在旁边等民警。",
    )  # fmt: skip
    room.courier = make_giver(room.station, "快递员小周", "13712345678")
    return room


def this_year(chief) -> int:
    """The year's figure as the chief reads it."""
    chief.goto(f"{reverse('figures')}?group=clues.loss_prevented")
    tile = chief.locator(".fg-stat", has_text="线索挽回损失")
    return int(tile.locator(".fg-stat-value").inner_text().split()[0])


def tell(phone, room) -> float:
    """Three taps: what, here, send. Returns when the last one was made."""
    phone.goto(reverse("my-clues"))
    phone.get_by_role("link", name="有人正在被骗").click()
    expect(phone.get_by_text("先劝对方不转账、不挂断。")).to_be_visible()
    phone.locator("[data-here-button]").click()
    phone.locator("[data-here-button][data-found=yes]").wait_for()
    began = time.monotonic()
    phone.locator(".cl-go").click()
    return began


def test_from_the_couriers_tap_to_the_thanks(story, stream, new_page):  # noqa: F811
    desk, phone = new_page(), new_page("phone")
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 40.004, "longitude": 116.004})
    log_in(desk, story.desk)
    log_in(phone, story.courier)
    desk.goto("/command/")
    in_step(desk)

    began = tell(phone, story)
    desk.locator("#fg-alarm.fg-alarm-on").wait_for()
    took, seen = time.monotonic() - began, timezone.now()
    with in_station(story.station):
        clue = Clue.objects.select_related("incident").get()
    reached = (seen - clue.given_at).total_seconds()
    print(f"to the alarm on the board: {took:.2f} s from the courier's tap, {reached:.2f} s from its arrival")
    assert reached < ON_TIME
    row = desk.locator(".cm-part-incidents .cm-row", has_text="正在发生的诈骗")
    expect(row).to_have_count(1)
    assert "快递员小周" not in desk.content()
    phone.wait_for_url("**/me/clues/*/")
    assert not scrolls_sideways(phone) and serious(phone) == []

    with in_station(story.station):
        sent = dispatch.send(incident=clue.incident, crew=story.crew, actor=story.desk.user)
        dispatch.accept(assignment=sent, actor=story.desk.user)
    desk.reload()
    expect(desk.locator(".cm-part-crews .cm-row", has_text="松林二级车组")).to_contain_text("正在发生的诈骗")

    # The courier's page goes along by itself: received, then an officer on the way.
    expect(phone.locator(".fg-stages .fg-done")).to_have_count(2, timeout=15000)

    chief = new_page()
    log_in(chief, story.chief)
    before = this_year(chief)
    _the_officer_ends_it(new_page(), story, clue)
    assert client_of(story.chief).post(reverse("clue-verify", args=[clue.pk])).status_code == 302
    assert this_year(chief) - before == YUAN

    phone.goto("/me/notices/")
    phone.get_by_role("button", name="民警已向您反馈结果").first.click()
    expect(phone.locator(".fg-tone-ok")).to_contain_text("一百六十三万元已经保住，谢谢您")
    expect(phone.locator(".fg-stages .fg-done")).to_have_count(5)


def _the_officer_ends_it(page, story, clue) -> None:
    """The command room has it acted on; the officer in charge records the outcome and thanks the courier."""
    client = client_of(story.desk)
    assert client.post(f"/api/v1/incidents/{clue.incident_id}/verify/").status_code == 200
    log_in(page, story.keeper)
    page.goto(clue.get_absolute_url())
    page.get_by_role("button", name="受理").click()
    acted = {"result": "used", "text": "当面劝阻，转账已止付"}
    answer = client_of(story.chief).post(f"/api/v1/incidents/{clue.incident_id}/act_on/", acted, "application/json")
    assert answer.status_code == 200, answer.content
    page.goto(clue.get_absolute_url())
    page.get_by_role("link", name="登记成效").click()
    page.locator("[name=loss_prevented]").fill(str(YUAN))
    page.get_by_role("button", name="登记成效").click()
    page.get_by_role("link", name="反馈并致谢").click()
    page.locator("[name=finding][value=confirmed]").check()
    page.locator("[name=words]").fill("一百六十三万元已经保住，谢谢您")
    page.get_by_role("button", name="反馈并致谢").click()
    expect(page.locator(".fg-head")).to_contain_text("已反馈")
