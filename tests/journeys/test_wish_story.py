"""A resident wishes for a patrol, it is ranked with the calls, put on a route, walked, answered, read by its code."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from community.wishes.models import Wish
from community.wishes.words import SPANS, Band
from patrols.errands.tasks import look
from patrols.schedule.models import PlanSlot
from stations.kit.scoping import in_station
from stations.places.models import Community, CommunityPost
from tests.factories import make_incident
from tests.factories.patrols import make_patrol_duty, make_patrols, make_plan
from tests.factories.wishes import make_wish, make_wish_scene
from tests.journeys.conftest import log_in, scrolls_sideways, serious

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Story:
    """The station around: a community and its officer, a route with a duty that goes on, calls at its first point."""

    def __init__(self, rotation):
        self.station = rotation.station
        with in_station(self.station):
            self.community = Community.objects.order_by("code").first()
            self.officer = CommunityPost.objects.get(community=self.community, role="A").officer
            self.scene = make_wish_scene(self.station)
            self.patrols = make_patrols(self.station)
            point = self.patrols.route.points.order_by("seq").first().checkpoint
            self.point, self.here = point, {"lat": point.lat, "lng": point.lng}
            self.band = self._now()
            for days in (2, 9, 40):
                make_incident(self.station, at=timezone.now() - datetime.timedelta(days=days), **self.here)
            make_wish(self.station, self.community, place="西门口", band=self.band)
            plan = make_plan(self.patrols.squad, self.patrols.route, guards=[self.patrols.guard])
            starts = (timezone.localtime() - datetime.timedelta(minutes=20)).time()
            PlanSlot.objects.filter(plan=plan).update(starts=starts, minutes=120)
            self.patrols.duty.guards.all().delete()
            self.duty = make_patrol_duty(
                self.patrols.squad, self.patrols.route, [self.patrols.guard], plan=plan,
                starts_at=timezone.now() - datetime.timedelta(minutes=20),
            )  # fmt: skip

    @staticmethod
    def _now() -> str:
        clock = timezone.localtime().time()
        for band, (begins, ends) in SPANS.items():
            if begins <= clock and (clock < ends or ends < begins):
                return band
        return Band.LATE


@pytest.fixture
def story(rotation):
    return Story(rotation)


def wish(phone, story) -> str:
    """Four taps and a word; gives the receipt code."""
    phone.goto(reverse("public-wishes", args=[story.station.code.lower()]))
    assert serious(phone) == [] and not scrolls_sideways(phone)
    phone.get_by_role("link", name="电动车被盗").click()
    phone.locator(f"input[name=band][value={story.band}]").check(force=True)
    phone.locator("[data-here-button]").click()
    phone.locator("[data-here-button][data-found=yes]").wait_for()
    phone.locator("[name=community]").select_option(str(story.community.pk))
    phone.locator("[name=place]").fill("东门口车棚")
    assert serious(phone) == [] and not scrolls_sideways(phone)
    phone.locator(".cl-go").click()
    return phone.locator("[data-receipt]").get_attribute("data-receipt")


def without_a_network(guard, story) -> None:
    """In an alley the tap says what to do instead, and the card of the nearest point says what is asked."""
    guard.context.set_offline(True)
    guard.locator(".ph-asks button[value=nothing]").click()
    expect(guard.locator("#ph-note .fg-note")).to_be_visible()
    guard.locator(f"a[href='{reverse('phone-point', args=[story.point.pk])}']").first.click()
    expect(guard.locator("#ph-point [data-ask]")).to_contain_text("东门口")
    guard.context.set_offline(False)
    guard.goto(reverse("phone"))


def test_from_the_residents_tap_to_the_answer(story, new_page):
    phone, desk, guard = new_page("phone"), new_page(), new_page("phone")
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": story.here["lat"], "longitude": story.here["lng"]})
    code = wish(phone, story)
    assert len(code) == 12

    log_in(desk, story.officer)
    desk.goto(reverse("wishes"))
    first = desk.locator(".er-row").first
    expect(first).to_contain_text("东门口车棚")
    expect(first).to_contain_text("3")
    with in_station(story.station):
        made = Wish.objects.get(place="东门口车棚")
    desk.goto(reverse("wish-verb", args=[made.pk, "accept"]))
    desk.locator("[name=place]").fill("东门口")
    desk.locator(".fg-form-actions button, main form button[type=submit]").first.click()

    office = new_page()
    log_in(office, story.patrols.office)
    with in_station(story.station):
        errand = Wish.objects.select_related("errand").get(pk=made.pk).errand
    office.goto(errand.get_absolute_url())
    expect(office.locator(".er-offers li").first).to_contain_text(story.point.name)
    office.locator(".er-offers form button").first.click()

    log_in(guard, story.patrols.guard)
    guard.goto(reverse("phone"))
    asked = guard.locator(".ph-asks")
    expect(asked).to_contain_text("东门口")
    assert serious(guard) == [] and not scrolls_sideways(guard)
    without_a_network(guard, story)
    asked.locator("button[value=nothing]").click()
    expect(guard.locator(".ph-asks button")).to_have_count(0)
    with in_station(story.station):
        look()

    office.goto(errand.get_absolute_url())
    office.locator("form[action$='/finish/'] button").click()
    desk.goto(made.get_absolute_url())
    desk.goto(reverse("wish-verb", args=[made.pk, "answer"]))
    desk.locator("[name=words]").fill("巡逻队员已按您的心愿到东门口巡逻，感谢您。")
    desk.locator(".fg-form-actions button, main form button[type=submit]").first.click()

    phone.goto(reverse("wish-receipt"))
    phone.locator("[name=receipt]").fill(code)
    phone.get_by_role("button", name="查询").click()
    expect(phone.locator(".fg-tone-ok").first).to_contain_text("已按您的心愿到东门口巡逻")
    phone.locator("button[name=well][value=yes]").click()
    expect(phone.locator("button[name=well]")).to_have_count(0)
    with in_station(story.station):
        assert Wish.objects.get(pk=made.pk).done_well == 1
