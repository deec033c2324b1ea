"""A first visit on the tablet while the network is gone: check list, one "no" with a photo, put right, closed."""

import pytest
from playwright.sync_api import expect

from community.enterprises.models import FirstVisit
from community.enterprises.models_visits import EnterpriseVisit, SafetyFinding
from community.enterprises.words import FindingState, FirstState
from stations.kit.scoping import in_station
from tests.factories import make_community, make_community_post, make_officer
from tests.factories.enterprises import make_building, make_check_list, make_enterprise, make_liaison
from tests.factories.pictures import jpeg
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mall(cast, transactional_db, settings, tmp_path):
    """A shop that has moved in, its liaison officer, and the community officer who re-checks."""
    settings.MEDIA_ROOT = tmp_path / "media"
    community = make_community(cast.station, "雅宝里社区", team=cast.community_team)
    one, two = (make_officer(cast.station, name, team=cast.community_team) for name in ("企业警长甲", "社区民警乙"))
    make_community_post(community, two, "A")
    building = make_building(cast.station, "雅宝商城", community=community)
    make_liaison(one, building)
    shop = make_enterprise(cast.station, "示例贸易有限公司", building=building, floor="2", unit="2018")
    make_check_list(cast.station, ("疏散通道畅通", "yes_no", 1), ("灭火器在位", "yes_no", 1), name="通用检查")
    return cast.station, one, two, shop


def photo() -> list[dict]:
    """A photo from the camera."""
    return [{"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}]


def test_a_first_visit_with_a_finding_while_the_network_is_gone(new_page, mall):
    station, one, two, shop = mall
    page = new_page("tablet")
    log_in(page, one)

    # From the own list of enterprises to the form: what is due is one tap away.
    page.goto("/community/enterprises/mine/")
    page.locator("a[href$='/visit/?kind=first']").first.click()
    expect(page.locator("#ev-form")).to_be_visible()
    assert page.locator("input[name=kind][value=first]").is_checked()
    door, fire = page.locator(".ev-item").nth(0), page.locator(".ev-item").nth(1)

    # Nothing is sent while an item is open, and every open one is marked; a "no" asks for words and a photo.
    page.locator(".ev-go").click()
    expect(page.locator(".ev-wrong")).to_have_count(3)
    door.locator("input[value=no]").check()
    expect(door.locator(".ev-more")).to_be_visible()
    expect(fire.locator(".ev-more")).to_be_hidden()
    door.locator(".ev-more input[type=text]").fill("二楼东侧堆放纸箱")
    page.locator(".ev-go").click()
    expect(page.locator("[data-error]")).to_be_visible()
    expect(page.locator(".ev-wrong")).to_have_count(2)
    assert not serious(page) and not scrolls_sideways(page)

    # The browser dies in between: what was begun is there again.
    page.reload()
    expect(page.locator(".ev-item").nth(0).locator(".ev-more input[type=text]")).to_have_value("二楼东侧堆放纸箱")
    assert page.locator(".ev-item").nth(0).locator("input[value=no]").is_checked()

    # No network: it is kept on the tablet, and arrives once when the network is back.
    page.locator(".ev-item").nth(0).locator("input[type=file]").set_input_files(photo())
    expect(page.locator(".ev-item").nth(0).locator(".ev-thumbs img")).to_have_count(1)
    page.locator(".ev-item").nth(1).locator("input[value=yes]").check()
    page.locator("input[name=told][value=agreed]").check()
    page.context.set_offline(True)
    page.locator(".ev-go").click()
    expect(page.locator("#ev-notes [data-waiting='1']")).to_be_visible()
    with in_station(station):
        assert not EnterpriseVisit.objects.exists()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#ev-notes [data-recorded]")).to_be_visible()
    with in_station(station):
        visit, finding = EnterpriseVisit.objects.get(), SafetyFinding.objects.get()
        assert visit.offline and FirstVisit.objects.get().state == FirstState.DONE
        assert finding.state == FindingState.TOLD and finding.files.count() == 1

    # The shop has put it right; the one who says so does not re-check.
    page.goto(finding.get_absolute_url())
    page.locator(f"a[href$='/{finding.pk}/rectify/']").click()
    page.locator("[name=words]").fill("商户反馈已清理")
    page.locator("[name=photos]").set_input_files(photo())
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.wait_for_url(f"**{finding.get_absolute_url()}")
    expect(page.locator(f"a[href$='/{finding.pk}/recheck/']")).to_have_count(0)
    expect(page.locator(".ev-photos img")).to_have_count(2)
    assert not serious(page) and not scrolls_sideways(page)

    other = new_page("phone")
    log_in(other, two)
    other.goto(finding.get_absolute_url())
    other.locator(f"a[href$='/{finding.pk}/recheck/']").click()
    other.locator("[name=words]").fill("现场查看属实")
    other.locator("main form[method=post] button[type=submit]").first.click()
    other.wait_for_url(f"**{finding.get_absolute_url()}")
    with in_station(station):
        finding.refresh_from_db()
    assert finding.state == FindingState.CLOSED and finding.rechecked_by_id == two.user_id


def test_a_visit_that_waits_is_shown_and_sent_by_the_page_of_the_day(new_page, mall):
    station, one, _two, shop = mall
    page = new_page("tablet")
    log_in(page, one)
    page.goto(f"/community/enterprises/{shop.pk}/visit/?kind=first")
    for item in page.locator(".ev-item").all():
        item.locator("input[value=yes]").check()
    page.locator("input[name=told][value=agreed]").check()
    page.context.set_offline(True)
    page.locator(".ev-go").click()
    expect(page.locator("#ev-notes [data-waiting='1']")).to_be_visible()
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(page.url.split("/community/")[0] + "/me/")
    expect(other.locator("#bt-notes [data-entered]")).to_be_visible()
    with in_station(station):
        visit = EnterpriseVisit.objects.get()
    expect(other.locator("#bt-notes [data-link]")).to_have_attribute("href", visit.get_absolute_url())
