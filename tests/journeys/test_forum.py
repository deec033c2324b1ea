"""A courier asks between two deliveries, sees what was asked before, is answered and told; a resident suggests and
reads the answer with the code. In a real browser, with two people at their own devices."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.forum.models import ForumPost
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import make_cast, make_community, make_community_post, make_officer
from tests.factories.community import make_member, make_trade, make_watch_group
from tests.factories.forum import make_official_answer, make_topic
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def street():
    """A courier with a community officer, a topic and an answer that somebody asked for before."""
    cast = make_cast()
    community = make_community(cast.station, "雅宝里社区")
    officer = make_officer(cast.station, "社区民警甲", team=cast.community_team, username="community")
    make_community_post(community, officer, "A")
    group = make_watch_group(cast.station, community)
    courier = make_member(group, name="欧阳奔波", trade=make_trade(cast.station)).user
    topic = make_topic(cast.station, name="消防安全")
    make_official_answer(cast.officer, topic)
    return cast, officer.user, courier


def post_of(station):
    with in_station(station):
        return ForumPost.objects.order_by("-pk").first()


def test_a_courier_asks_and_is_told_and_a_resident_suggests_and_reads_the_answer(street, new_page):
    cast, officer, courier = street
    phone, desk, stranger = new_page("phone"), new_page(), new_page("phone")
    log_in(phone, courier)
    log_in(desk, officer)

    # While typing the courier sees that somebody asked something like it; it is not quite this, so it is sent.
    phone.goto("/me/ask/new/")
    phone.locator("[name=text]").press_sequentially("电动自行车能停一楼门厅充电吗", delay=20)
    expect(phone.locator("#fo-similar .fo-offer")).to_contain_text("电动自行车能推进楼道充电吗")
    phone.locator("[name=topic]").first.check()
    assert serious(phone) == [] and not scrolls_sideways(phone)
    phone.click(".fo-go")
    phone.wait_for_url("**/me/ask/*/")
    asked = post_of(cast.station)
    assert asked.author_id == courier.pk and asked.officer.user_id == officer.pk

    # The officer answers on a ground, until a day.
    desk.goto("/community/forum/?which=mine")
    desk.locator(".fg-table a").first.click()
    expect(desk.locator("main")).to_contain_text("欧**")
    expect(desk.locator("main")).not_to_contain_text("欧阳奔波")
    desk.goto(f"/community/forum/{asked.pk}/answer/")
    desk.fill("[name=text]", "不能。公共门厅不得停放、充电。")
    desk.fill("[name=basis]", "《高层民用建筑消防安全管理规定》第三十七条")
    desk.fill("[name=valid_until]", (timezone.localdate() + timedelta(days=200)).isoformat())
    desk.click(".fg-form-actions button[type=submit]")
    desk.wait_for_url(f"**/community/forum/{asked.pk}/")

    # The courier is told, and reads it with its ground.
    deadline = time.monotonic() + 5
    with in_station(cast.station):
        while not Notice.objects.filter(recipient=courier, kind="forum.answered").exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    phone.goto(f"/me/ask/{asked.pk}/")
    expect(phone.locator(".fo-answer")).to_contain_text("公共门厅不得停放")
    expect(phone.locator(".fo-ground")).to_contain_text("第三十七条")

    # A resident without a login suggests something, and reads with the code what came of it.
    stranger.goto("/q/ask/qm/suggestion/")
    stranger.fill("[name=text]", "建议在路口装反光镜，联系13812345678")
    stranger.locator("[name=topic]").first.check()
    stranger.click(".fo-go")
    code = stranger.locator("[data-receipt]").get_attribute("data-receipt")
    suggested = post_of(cast.station)
    assert suggested.author is None and "13812345678" not in suggested.text
    desk.goto(f"/community/forum/{suggested.pk}/")
    desk.click("form[action$='/accept/'] button")
    desk.wait_for_load_state()
    desk.goto(f"/community/forum/{suggested.pk}/reply/")
    desk.locator("[name=adoption]").first.check()
    desk.fill("[name=text]", "已采纳，本周安装。")
    desk.click(".fg-form-actions button[type=submit]")
    desk.wait_for_url(f"**/community/forum/{suggested.pk}/")
    stranger.goto("/q/ask/receipt/")
    stranger.fill("[name=receipt]", code)
    stranger.click("main button[type=submit]")
    expect(stranger.locator("main")).to_contain_text("已采纳，本周安装。")
