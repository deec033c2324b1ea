"""Findings of a guard without a network: written in the alley, kept with their photos, sent once when it is back."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from patrols.findings.models import Finding, FindingKind
from patrols.findings.words import Act, State
from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.kit.scoping import in_station
from tests.factories import make_category
from tests.journeys.conftest import scrolls_sideways, serious
from tests.journeys.test_patrol_phone import Walk, connect, go, phone, settled

__all__ = ["phone"]  # the fixture
pytestmark = pytest.mark.django_db(transaction=True)
SIDE = 1600  # px; the longest side of a photo that leaves the phone
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture
def walk(cast, transactional_db, settings, tmp_path):
    """A guard with points to visit and two kinds of findings, one of them dangerous."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made = Walk(cast)
    with in_station(cast.station):
        for code, name, direct in (("wires", "飞线充电", False), ("gas", "燃气异味", True)):
            FindingKind.objects.create(
                station=cast.station, code=code, name=name, direct=direct, acts=[Act.REPORTED, Act.DISSUADED],
                card="先劝离\n拍照取证", category=make_category(cast.station, name=f"{name}类", kind=Kind.HAZARD),
            )  # fmt: skip
    return made


def camera(width=3000, height=2000) -> dict:
    """A photo as a phone held upright makes it: lying on its side, with a mark to turn it and where it was taken.

    Its first quarter is red: upright, that is the upper right corner.
    """
    picture = Image.new("RGB", (width, height), (90, 120, 90))
    picture.paste((200, 20, 20), (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (39.0, 53.0, 55.0), 3: "E", 4: (116.0, 23.0, 50.0)})
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=95, exif=exif)
    assert Image.open(data).getexif().get_ifd(GPS)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def write(page, words: str, photos: int = 0) -> None:
    """Fill the report in and send it."""
    for number in range(1, photos + 1):
        page.locator("input[name=photos]").set_input_files(camera())
        expect(page.locator("[data-file=photos] [data-thumbs] img")).to_have_count(number)
    page.locator("[name=words]").fill(words)
    page.locator("form[data-finding] .ph-go").click()


def kept_photos(page) -> list[Image.Image]:
    """The photos that wait on the phone, as they will be sent."""
    encoded = page.evaluate(
        """async () => {
          const rows = await FGQueue.rows(await FGQueue.owner());
          const files = rows.flatMap((row) => row.files || []);
          return Promise.all(files.map(async (file) => {
            const bytes = new Uint8Array(await file.blob.arrayBuffer());
            let text = "";
            bytes.forEach((byte) => { text += String.fromCharCode(byte); });
            return btoa(text);
          }));
        }"""
    )
    return [Image.open(io.BytesIO(base64.b64decode(one))) for one in encoded]


def chosen(page, selector: str) -> Image.Image:
    """The photo that an input holds, ready to be sent."""
    encoded = page.locator(selector).evaluate(
        """async (input) => {
          const bytes = new Uint8Array(await input.files[0].arrayBuffer());
          let text = "";
          bytes.forEach((byte) => { text += String.fromCharCode(byte); });
          return btoa(text);
        }"""
    )
    return Image.open(io.BytesIO(base64.b64decode(encoded)))


def findings(walk) -> list[Finding]:
    """What was recorded, in the order of finding."""
    with in_station(walk.station):
        return list(Finding.objects.select_related("kind").prefetch_related("files").order_by("found_at", "id"))


def back_online(page) -> None:
    """The network is there again."""
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_two_findings_without_a_network_survive_a_restart_and_arrive_once(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.context.set_offline(True)
    # After a check-in: the tap on the why-card leads to the report, and the place is known.
    page.goto(walk.sign(0))
    go(page)
    page.locator("[data-closing=hazard]").click()
    page.locator("[data-tiles] .fg-scene", has_text="飞线充电").click()
    expect(page.locator("[data-todo] li")).to_have_count(2)
    expect(page.locator("[name=place]")).to_have_value(walk.points[0].name)
    write(page, "楼道内充电", photos=2)
    page.locator("#ph-point .ph-result").wait_for()
    assert not serious(page) and not scrolls_sideways(page)
    # From the bar at the foot: the page of the server cannot be fetched, the phone draws its own.
    page.locator(".ph-bar a[href='/c/finding/']").click()
    page.locator("[data-tiles] .fg-scene", has_text="燃气异味").click()
    page.locator("[name=place]").fill("西打磨厂街8号")
    write(page, "燃气味很重")
    expect(page.locator("#ph-point [data-danger]")).to_be_visible()
    page.goto("/c/finding/")
    expect(page.locator("[data-kept-findings] li")).to_have_count(2)
    assert not serious(page) and not scrolls_sideways(page)
    for picture in kept_photos(page):
        assert picture.format == "JPEG" and picture.size == (round(SIDE * 2 / 3), SIDE)
        assert picture.getpixel((picture.width - 20, 20))[0] > 150 > picture.getpixel((20, 20))[0]
        assert not picture.getexif()
    assert not findings(walk)
    page.context.close()

    page = phone(at=walk.points[0])
    page.context.set_offline(True)
    page.goto("/c/")
    page.locator("[data-waiting-findings='2']").first.wait_for()
    back_online(page)
    page.locator("[data-uploaded-findings='2']").wait_for(timeout=30_000)
    first, second = findings(walk)
    assert (first.words, first.files.count(), first.offline) == ("楼道内充电", 2, True)
    [check_in] = walk.rows()
    assert first.check_in_id == check_in.pk and first.checkpoint == walk.points[0]
    assert first.found_at < second.found_at < second.reported_at
    assert (second.place, second.offline, second.state) == ("西打磨厂街8号", True, State.FORWARDED)
    with in_station(walk.station):
        assert Incident.objects.filter(source="patrol").count() == 1
    page.reload()
    page.locator("html[data-phone=ready]").wait_for()
    expect(page.locator("#ph-queue [data-waiting-findings]")).to_have_count(0)
    page.goto("/c/finding/")
    expect(page.locator(".fg-mine a", has_text="离线补传")).to_have_count(2)
    assert len(findings(walk)) == 2


def test_an_answer_that_is_lost_on_the_way_does_not_double_it(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    lost = []

    def swallow(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/c/findings/", swallow)
    page.goto("/c/finding/")
    page.locator(".fg-scene", has_text="飞线充电").click()
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[name=place]").fill("草厂三条")
    write(page, "电动车进楼", photos=1)
    page.locator(".ph-result").wait_for()
    assert lost == [201]
    page.goto("/c/")
    page.locator("[data-uploaded-findings='1']").wait_for(timeout=30_000)
    [row] = findings(walk)
    assert row.words == "电动车进楼" and row.files.count() == 1


def test_with_a_network_it_is_sent_at_once_small_and_unmarked(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.goto("/c/finding/")
    page.locator(".fg-scene", has_text="飞线充电").click()
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[name=place]").fill("")
    write(page, "楼道内充电", photos=1)
    expect(page.locator("[data-error]")).to_be_visible()
    page.locator("[name=place]").fill("草厂三条")
    assert max(chosen(page, "input[name=photos]").size) == SIDE
    page.locator("form[data-finding] .ph-go").click()
    page.wait_for_url("**/c/finding/*/?sent=1")
    assert not serious(page) and not scrolls_sideways(page)
    [row] = findings(walk)
    assert not row.offline and row.files.count() == 1 and row.lat


def test_what_the_server_refuses_opens_again_with_its_photos(phone, walk):
    page = phone(at=walk.points[0])
    connect(page, walk, walk.guard)
    settled(page)
    page.context.set_offline(True)
    page.goto("/c/finding/")
    page.locator("[data-tiles] .fg-scene", has_text="飞线充电").click()
    page.locator("[name=place]").fill("草厂三条")
    write(page, "楼道内充电", photos=1)
    page.locator("#ph-point .ph-result").wait_for()
    with in_station(walk.station):
        FindingKind.objects.filter(code="wires").update(acts=[Act.DISSUADED])
    back_online(page)
    refused = page.locator("#ph-queue [data-refused-finding]")
    refused.wait_for(timeout=30_000)
    assert not findings(walk)
    page.goto("/c/")  # with the kinds of now
    settled(page)
    refused.locator("[data-act]").click()
    expect(page.locator("[name=words]")).to_have_value("楼道内充电")
    expect(page.locator("[data-file=photos] [data-thumbs] img")).to_have_count(1)
    page.get_by_label("劝阻").check()
    page.locator("form[data-finding] .ph-go").click()
    page.wait_for_url("**/c/finding/*/?sent=1")
    [row] = findings(walk)
    assert row.act == Act.DISSUADED and row.files.count() == 1
    page.goto("/c/")
    page.locator("html[data-phone=ready]").wait_for()
    expect(refused).to_have_count(0)


def test_a_photo_of_a_check_in_is_made_small_too(phone, walk):
    page = phone()
    connect(page, walk, walk.guard, walk.sign(0))
    page.locator("html[data-phone=ready]").wait_for()
    page.locator("[data-go]").click()
    page.locator(".ph-urgent").wait_for()
    page.locator("form[data-check-in] input[type=file]").set_input_files(camera())
    expect(page.locator(".ph-camera.ph-chosen")).to_be_visible()
    picture = chosen(page, "form[data-check-in] input[type=file]")
    assert picture.size == (round(SIDE * 2 / 3), SIDE) and not picture.getexif()
    go(page)
    [row] = walk.rows()
    assert row.method == "photo" and row.photo_id
