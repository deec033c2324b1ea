"""Joining with the own phone: the poster's code, the text, the consent, the own page; then leaving nothing behind."""

import pytest
from playwright.sync_api import expect

from community.groups import codes
from community.groups.models import Consent, Enrolment, Member
from stations.kit.scoping import in_station
from tests.factories import make_station
from tests.factories.community import make_enrolment, make_watch_group
from tests.journeys.conftest import scrolls_sideways, serious


@pytest.fixture
def asked(transactional_db):
    """A group with its poster, and a courier whom the employer put on the list."""
    station = make_station("CW", "朝外所")
    with in_station(station):
        group = make_watch_group(station, name="东里快递组")
        return make_enrolment(group, "秦快递", "13800138000")


def join(page, row, name="秦快递", phone="13800138000"):
    token = codes.token(codes.JOIN, row.group_id, row.group.poster_version)
    page.goto(f"/q/join/g/{token}/")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=phone]").fill(phone)


def test_a_courier_scans_reads_agrees_and_lands_on_the_own_page(asked, new_page):
    phone = new_page("phone")
    join(phone, asked)
    expect(phone.locator("body")).to_contain_text("东里快递组")
    expect(phone.get_by_role("region")).to_contain_text("自愿")
    assert serious(phone) == []
    assert not scrolls_sideways(phone)
    phone.locator("button[value=agree]").click()
    phone.wait_for_url("**/me/membership/")
    with in_station(asked.station):
        member = Member.objects.confirmed().get()
        assert Consent.objects.get().how == "phone"
        assert not Enrolment.objects.exists()
    expect(phone.locator("body")).to_contain_text(member.number)
    assert serious(phone) == []
    assert not scrolls_sideways(phone)
    # The phone stays connected.
    phone.goto("/me/membership/data/")
    expect(phone.locator("body")).to_contain_text("13800138000")
    # The card of the phone's owner, checked by a colleague who knows nobody.
    other = new_page("phone")
    other.goto(f"/q/member/{codes.token(codes.CARD, member.pk, member.card_version)}/")
    expect(other.locator("body")).to_contain_text("秦**")
    assert "秦快递" not in other.content()


def test_not_me_and_nothing_is_kept(asked, new_page):
    phone = new_page("phone")
    join(phone, asked, name="别人")
    phone.locator("button[value=not-me]").click()
    expect(phone.locator("h1")).to_be_visible()
    with in_station(asked.station):
        assert not Enrolment.objects.exists() and not Member.objects.exists()
    assert serious(phone) == []
