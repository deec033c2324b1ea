"""A night patrol on real phones: called, accepted in one tap, teamed up by code and digits, walked, confirmed."""

from urllib.parse import urlparse

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from community.nights import asking, codes
from community.nights.models import NightPatrol, NightSeat
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_community, make_community_post, make_officer
from tests.factories.community import make_member, make_watch_group
from tests.factories.nights import HOUR, make_key_place, make_night, make_night_settings, square
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = [pytest.mark.browser]


@pytest.fixture
def street(transactional_db):
    """A planned patrol that begins soon, its officer, and three members who live there; one of them leads."""
    cast = make_cast()
    with in_station(cast.station):
        community = make_community(cast.station, "东社区", outline=square())
        officer = make_officer(cast.station, "社区民警甲")
        make_community_post(community, officer, "A")
        group = make_watch_group(cast.station, community)
        members = [make_member(group, name=f"楼门长{name}") for name in "甲乙丙"]
        make_night_settings(cast.station, least_minutes=0, early_minutes=240, least_present=3)
        patrol = make_night(
            community, officer, timezone.now() + HOUR, wanted={None: 2}, state="planned",
            places=[make_key_place(cast.station, "酒吧街口")], leader=members[0].user,
        )  # fmt: skip
        cast.group, cast.officer2, cast.members, cast.patrol = group, officer, members, patrol
    return cast


def ask(cast) -> None:
    """What beat does, in the calm of the day."""
    with in_station(cast.station):
        moment = NightPatrol.objects.get(pk=cast.patrol.pk).next_wave_at
        asking.send_wave(patrol_id=cast.patrol.pk, at=moment)


def test_from_the_call_to_the_confirmed_hours(street, new_page, monkeypatch):
    monkeypatch.setattr("community.nights.choosing.is_quiet", lambda *_given: False)
    monkeypatch.setattr("community.groups.messages.is_quiet", lambda *_given: False)
    leader, first, second = street.members
    desk, lead, phone, other = new_page(), new_page("phone"), new_page("phone"), new_page("phone")
    log_in(desk, street.officer2)
    desk.goto(reverse("night-patrol", args=[street.patrol.pk]))
    desk.get_by_role("button", name="Call for helpers").or_(desk.get_by_role("button", name="召集人员")).click()
    expect(desk.locator(".fg-head .fg-badge")).to_be_visible()
    ask(street)

    for page, member in ((phone, first), (other, second)):
        log_in(page, member.user)
        page.goto(reverse("my-nights"))
        page.locator(".nt-asked form[action$='/accept/'] button").click()
        page.wait_for_url(f"**/me/nights/{street.patrol.pk}/")
        assert not scrolls_sideways(page) and serious(page) == []

    log_in(lead, leader.user)
    lead.goto(reverse("night-lead", args=[street.patrol.pk]))
    expect(lead.locator(".nt-code svg")).to_be_visible()
    assert not scrolls_sideways(lead) and serious(lead) == []
    phone.goto(urlparse(codes.address(street.patrol, timezone.now())).path)
    phone.locator(".nt-big").click()
    phone.wait_for_url(f"**/me/nights/{street.patrol.pk}/")
    other.locator("input[name=code]").fill(lead.locator(".nt-digits").inner_text())
    other.locator(".nt-type button").click()
    other.locator(".fg-tone-ok").first.wait_for()

    lead.reload()
    lead.locator("form[action$='/begin/'] button").click()
    lead.locator("[data-night-tick] button").click()
    expect(lead.locator(".nt-done")).to_have_count(1)
    assert not scrolls_sideways(lead) and serious(lead) == []
    lead.locator("a[href$='/report/']").click()
    lead.locator("input[name=findings]").fill("1")
    lead.locator("main form button[type=submit]").click()
    lead.wait_for_url("**/lead/")

    desk.reload()
    desk.locator("form[action$='/confirm/'] button").click()
    expect(desk.locator(".fg-head .fg-badge")).to_have_class("fg-badge fg-tone-ok")
    with in_station(street.station):
        seats = list(NightSeat.objects.order_by("pk").values_list("present_how", "hours"))
    assert sorted(how for how, _hours in seats) == ["leads", "scan", "typed"]
    assert all(hours for _how, hours in seats)
