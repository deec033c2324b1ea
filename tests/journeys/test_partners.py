"""A merchant's demand by the code of the building, answered by the officer and confirmed with the receipt; and a
joint meeting whose open resolution stands on the next one by itself."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from community.partners import actions, codes
from community.partners.models import JointMeeting, Resolution
from community.partners.models_demands import Demand
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_community
from tests.factories.enterprises import make_building, make_enterprise, make_liaison
from tests.factories.partners import make_kind, make_series
from tests.journeys.conftest import log_in, scrolls_sideways, serious

DAY = timedelta(days=1)


@pytest.fixture
def mall(transactional_db):
    """A mall with one shop and its liaison officer, its sign on the wall, and a series of joint meetings."""
    cast = make_cast()
    with in_station(cast.station):
        building = make_building(cast.station, "秀水商城", community=make_community(cast.station))
        make_liaison(cast.officer, building)
        make_enterprise(cast.station, "示例服装店", building=building, unit="A101")
        sign = codes.sign_token(actions.sign_of(building=building))
    make_kind(cast.station, "治安防范")
    series = make_series(cast.station, cast.officer, cast.chief.user, "秀水商城联席会议", building=building)
    return SimpleNamespace(cast=cast, station=cast.station, sign=sign, series=series)


def test_a_demand_by_the_code_is_answered_and_confirmed_with_the_receipt(mall, new_page):
    merchant = new_page("phone")
    merchant.goto(f"/q/demands/{mall.sign}/")
    expect(merchant.locator("body")).to_contain_text("秀水商城")
    assert serious(merchant) == [] and not scrolls_sideways(merchant)
    merchant.locator("input[name=kind]").first.check()
    merchant.locator("input[name=shop]").fill("示例服装店")
    merchant.locator("textarea[name=words]").fill("北门夜里没有灯")
    merchant.locator("form button[type=submit]").click()
    code = merchant.locator("[data-receipt]").get_attribute("data-receipt")
    assert re.fullmatch(r"[2-9A-Z]{12}", code)
    with in_station(mall.station):
        row = Demand.objects.get()
        assert row.enterprise.name == "示例服装店" and row.officer == mall.cast.officer

    officer = new_page()
    log_in(officer, mall.cast.officer)
    officer.goto(f"/community/demands/{row.pk}/")
    officer.locator(f"form[action$='/demands/{row.pk}/accept/'] button").click()
    officer.locator(f"a[href$='/demands/{row.pk}/answer/']").click()
    officer.locator("textarea[name=words]").fill("已加装两盏路灯")
    officer.locator("main button[type=submit]").click()
    expect(officer.locator("main")).to_contain_text("已加装两盏路灯")
    assert serious(officer) == []

    merchant.goto("/q/demands/receipt/")
    merchant.locator("input[name=receipt]").fill(code)
    merchant.locator("form button[type=submit]").click()
    expect(merchant.locator("body")).to_contain_text("已加装两盏路灯")
    assert serious(merchant) == [] and not scrolls_sideways(merchant)
    merchant.locator("button[value=confirm]").click()
    expect(merchant.locator("button[value=confirm]")).to_have_count(0)
    with in_station(mall.station):
        assert Demand.objects.get().state == "confirmed"


def test_an_open_resolution_stands_on_the_next_meeting_by_itself(mall, new_page):
    page = new_page()
    log_in(page, mall.cast.officer)
    _plan(page, mall, 1)
    with in_station(mall.station):
        first = JointMeeting.objects.get()
        first.invitees.create(station=mall.station, officer=mall.cast.officer)
        past = timezone.now() - DAY
        JointMeeting.objects.update(starts_at=past, ends_at=past + DAY / 24)
    page.goto(f"/community/joint-meetings/{first.pk}/hold/")
    page.locator("input[name=came]").first.check()
    page.locator("textarea[name=minutes]").fill("商定加装照明")
    page.locator("main button[type=submit]").click()
    page.locator("a[href$='/resolutions/new/']").click()
    page.locator("textarea[name=words]").fill("北门加装照明")
    page.locator("input[name=unit]").fill("物业公司")
    page.locator("input[name=due_on]").fill((timezone.localdate() + 10 * DAY).isoformat())
    page.locator("main button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("北门加装照明")
    assert serious(page) == []
    _plan(page, mall, 30)
    expect(page.locator("main")).to_contain_text("北门加装照明")
    assert not scrolls_sideways(page)
    with in_station(mall.station):
        assert Resolution.objects.get().carried.get().meeting.ordinal == 2


def _plan(page, mall, days: int) -> None:
    """Plan the next meeting of the series by the form."""
    page.goto(f"/community/meeting-series/{mall.series.pk}/plan/")
    starts = timezone.localtime(timezone.now() + days * DAY).strftime("%Y-%m-%dT14:00")
    page.locator("input[name=starts_at]").fill(starts)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/community/joint-meetings/*/")
