"""A guard's phone in the alley: a printed code before a real camera, no network, no permission, another person."""

import io
import os
import threading

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from patrols.checkins.models import CheckIn
from patrols.routes import documents, signs
from stations.access.actions import issue_code
from stations.kit.scoping import in_station
from tests.factories import make_category, make_incident
from tests.factories.papers import pages
from tests.factories.patrols import make_area, make_guard, make_patrol_duty, make_route, make_squad
from tests.journeys.conftest import FLAGS, _note, scrolls_sideways, serious

SIZE = (390, 844)
FRAME = (640, 480)
NARROW_ALLEY = 10  # check-ins without a network
pytestmark = pytest.mark.django_db(transaction=True)


class Walk:
    """A guard with ten points to visit, and the station around."""

    def __init__(self, cast):
        self.station, self.desk = cast.station, cast.desk
        self.squad = make_squad(cast.station)
        self.guard = make_guard(self.squad)
        self.route = make_route(
            make_area(cast.station, name="草厂片区", squads=[self.squad]), NARROW_ALLEY, ordered=True
        )
        with in_station(cast.station):
            self.points = [row.checkpoint for row in self.route.points.select_related("checkpoint").order_by("seq")]
        self.points[0].look_at = "看有无飞线充电、占用消防通道"
        self.points[0].stay_minutes = 5
        with in_station(cast.station):
            self.points[0].save()
        make_patrol_duty(self.squad, self.route, [self.guard])
        disputes = make_category(cast.station, fold="dispute")
        wires = make_category(cast.station, name="飞线充电", kind="hazard")
        here = {"lat": self.points[0].lat, "lng": self.points[0].lng}
        for _call in range(3):
            make_incident(cast.station, category=disputes, **here)
        make_incident(cast.station, kind="hazard", category=wires, place="草厂三条", **here)

    def sign(self, number: int) -> str:
        """The address that the sign of a point holds."""
        return f"/c/{signs.printed(self.points[number])}"

    def rows(self) -> list[CheckIn]:
        """What was recorded, in the order of its time."""
        with in_station(self.station):
            return list(CheckIn.objects.order_by("at", "id"))

    def another_guard(self):
        """A colleague with a duty of their own at another point."""
        guard = make_guard(self.squad)
        with in_station(self.station):
            route = make_route(make_area(self.station, name="西打磨厂片区", squads=[self.squad]), 2)
        make_patrol_duty(self.squad, route, [guard])
        return guard, route


@pytest.fixture
def walk(cast, transactional_db):
    return Walk(cast)


@pytest.fixture
def phone(browser, live_server, tmp_path):
    """``phone(camera=…, at=…)``: a phone that keeps its data; opening it again is a restart of its browser."""
    opened, trouble = [], []

    def start(camera: str = "", at=None):
        flags = [*FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        if camera:
            flags.append(f"--use-file-for-fake-video-capture={camera}")
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=executable(), args=flags, base_url=live_server.url,
            viewport={"width": SIZE[0], "height": SIZE[1]}, is_mobile=True, has_touch=True, locale="zh-CN",
            timezone_id="Asia/Shanghai", permissions=["geolocation", "camera"] if at else ["camera"],
            geolocation=place(at) if at else None,
        )  # fmt: skip
        opened.append(context)
        page = context.pages[0]
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: _note(message, trouble))
        return page

    yield start
    for context in opened:
        context.close()
    assert not trouble, trouble


def executable() -> str:
    """The Chromium of this machine."""

    return os.environ["CHROMIUM"]


def place(point) -> dict:
    """Where the phone stands: some metres off a point, as satellites say."""
    return {"latitude": point.lat + 0.00003, "longitude": point.lng, "accuracy": 12}


def connect(page, walk: Walk, guard, back: str = "/c/") -> None:
    """Type a one-time code, as a new phone does."""
    made = []

    def issue():
        with in_station(walk.station):
            made.append(issue_code(user=walk.desk.user, person=guard.user, at=timezone.now()))

    thread = threading.Thread(target=issue)
    thread.start()
    thread.join()
    page.goto(f"/me/code/?next={back}")
    page.locator("input[name=username]").fill(guard.user.username)
    page.locator("input[name=password]").fill(made[0])
    page.get_by_role("button", name="继续").or_(page.get_by_role("button", name="Go on")).first.click()
    page.wait_for_url(lambda url: "/me/code/" not in url)


def settled(page) -> None:
    """The page's script has started and the phone is ready for a time without a network."""
    page.locator("#ph-net[data-ready=yes]").wait_for(timeout=30_000)


def go(page) -> None:
    """The one tap."""
    page.locator("[data-go]").click()
    page.locator(".ph-result").wait_for(timeout=30_000)


def film(pdf: bytes, folder) -> str:
    """A camera's picture of a printed sheet: the page a little turned, as a file Chromium takes for a camera."""
    sheet = pages(pdf, 60)[0]
    sheet.thumbnail((FRAME[0] - 40, FRAME[1] - 10))
    picture = Image.new("L", FRAME, 170)
    picture.paste(sheet, ((FRAME[0] - sheet.width) // 2, (FRAME[1] - sheet.height) // 2))
    picture = picture.rotate(4, fillcolor=170)
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (FRAME[0] // 2 * (FRAME[1] // 2) * 2)
    camera = folder / "camera.y4m"
    camera.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 10)
    return str(camera)


def test_the_camera_reads_a_printed_sign_and_one_tap_checks_in(phone, walk, tmp_path):
    with in_station(walk.station):
        pdf = documents.large(points=[walk.points[0]], station=walk.station)
    page = phone(camera=film(pdf, tmp_path), at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.locator(".ph-bar [data-scan]").click()
    page.locator("#ph-point [data-name]").wait_for()
    card = page.locator("#ph-point").inner_text()
    assert "飞线充电" in card and "草厂三条" in card and walk.points[0].name in card
    go(page)
    assert not serious(page)
    with page.expect_response(lambda response: response.url.endswith("/closing/")):
        page.locator("[data-closing=nothing]").click()
    page.locator("[data-closed]").wait_for()
    [row] = walk.rows()
    assert row.counted and not row.offline and row.lat and row.distance < 10 and row.closing == "nothing"
    assert not row.flags and row.phone and row.counter == 1


def test_ten_check_ins_without_a_network_survive_a_restart_and_arrive_once_and_in_order(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.context.set_offline(True)
    for number, point in enumerate(walk.points):
        page.context.set_geolocation(place(point))
        page.goto(walk.sign(number))
        go(page)
        page.locator("[data-closing=nothing]").click()
        page.locator("[data-closed]").wait_for()
    page.goto("/c/")
    expect(page.locator("[data-waiting='10']")).to_have_count(1)
    expect(page.locator(".ph-stop.ph-kept")).to_have_count(NARROW_ALLEY)
    assert not walk.rows()
    page.context.close()

    page = phone(at=walk.points[0])
    page.context.set_offline(True)
    page.goto("/c/")
    page.locator("[data-waiting='10']").wait_for()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("[data-uploaded='10']").wait_for(timeout=30_000)
    rows = walk.rows()
    assert [row.checkpoint_id for row in rows] == [point.pk for point in walk.points]
    assert [row.counter for row in rows] == list(range(1, NARROW_ALLEY + 1))
    assert all(row.offline and row.counted and row.closing == "nothing" for row in walk.rows())
    page.reload()
    page.locator("html[data-phone=ready]").wait_for()
    expect(page.locator(".ph-stop.ph-visited")).to_have_count(NARROW_ALLEY)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    assert len(walk.rows()) == NARROW_ALLEY


def test_what_the_server_refuses_later_is_shown_and_leaves_the_queue(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.context.set_offline(True)
    page.goto(walk.sign(0))
    go(page)
    with in_station(walk.station):
        walk.points[0].active = False
        walk.points[0].save()
    page.context.set_offline(False)
    page.goto("/c/")
    refused = page.locator("#ph-queue .fg-tone-danger")
    refused.wait_for()
    assert walk.points[0].name in refused.inner_text() and not walk.rows()
    refused.locator("[data-act]").click()
    refused.wait_for(state="detached")


def test_a_refused_position_leads_to_a_photo(phone, walk):
    page = phone()
    connect(page, walk, walk.guard, walk.sign(0))
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[data-go]").click()
    page.locator(".ph-urgent").wait_for()
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1800), (90, 120, 90)).save(picture, "JPEG")
    photo = {"name": "spot.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    page.locator("input[type=file]").set_input_files(photo)
    go(page)
    [row] = walk.rows()
    assert row.method == "photo" and row.photo_id and row.counted and row.lat is None


def test_without_position_and_photo_it_is_kept_with_a_flag(phone, walk):
    page = phone()
    connect(page, walk, walk.guard, walk.sign(0))
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[data-go]").click()
    page.locator("[data-anyway]").click()
    page.locator(".ph-result").wait_for()
    [row] = walk.rows()
    assert row.counted and row.flags == ["nowhere"]


def test_a_second_person_on_the_same_phone_sees_nothing_of_the_first(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.context.set_offline(True)
    page.goto(walk.sign(0))
    go(page)
    page.context.clear_cookies(name="fg_device")
    page.context.set_offline(False)
    second, route = walk.another_guard()
    connect(page, walk, second)
    settled(page)
    for offline in (False, True):
        page.context.set_offline(offline)
        page.reload()
        page.locator("html[data-phone=ready]").wait_for()
        seen = page.content()
        assert route.area.name in seen
        assert walk.points[0].name not in seen and "草厂片区" not in seen
    page.context.set_offline(False)
    assert not walk.rows()
    connect(page, walk, walk.guard)
    page.locator("[data-uploaded='1']").wait_for(timeout=30_000)
    [row] = walk.rows()
    assert row.guard_id == walk.guard.pk and row.offline


def test_a_browser_without_a_worker_says_so_before_setting_out_and_still_checks_in(browser, live_server, walk):
    context = browser.new_context(base_url=live_server.url, viewport={"width": SIZE[0], "height": SIZE[1]})
    # As in WeChat on an iPhone.
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })")
    page = context.new_page()
    connect(page, walk, walk.guard)
    page.locator("#ph-net[data-ready=no]").wait_for()
    page.locator("#ph-ready [data-elsewhere]").wait_for()
    assert "/c/" in page.locator(".ph-address").inner_text()
    assert not serious(page) and not scrolls_sideways(page)
    page.goto(walk.sign(0))
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[data-go]").click()
    page.locator("[data-anyway]").click()
    page.locator(".ph-result").wait_for()
    assert len(walk.rows()) == 1
    context.close()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("tablet", "light"), ("phone", "dark")])
def test_every_screen_is_clean(new_page, walk, size, scheme):
    page = new_page(size, scheme=scheme)
    connect(page, walk, walk.guard)
    addresses = ["/c/", walk.sign(0), f"/c/point/{walk.points[1].pk}/", "/c/1-1-aaaaaaaaaaaa", "/c/offline/"]
    for address in addresses:
        page.goto(address)
        assert not serious(page), address
        assert not scrolls_sideways(page), address
