"""Two open browsers in step: a committed notice reaches a page in less than two seconds, with the real processes."""

import json
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.db import transaction

from stations.kit import live
from stations.kit.scoping import in_station
from stations.notices import actions, registry
from stations.timeline.models import Entry
from tests.factories import make_officer, make_station
from tests.journeys.conftest import PASSWORD, scrolls_sideways, serious
from tests.worker.conftest import wait_until, worker_environment

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.xdist_group("worker")]
PATIENCE = 90.0
MODE = "document.documentElement.dataset.liveMode === '{}'"
UNREAD = "document.querySelector('#fg-bell-count').dataset.unread === '{}'"
# Notes when the bell of a page heard of a change.
LISTEN = """() => { window.heard = [];
    document.addEventListener("fg:live", event => window.heard.push(Date.now()), true); }"""


class Streams:
    """The process of the event streams for one test server."""

    def __init__(self, page_url: str):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = worker_environment() | {"PUBLIC_URL": page_url, "ALLOWED_HOSTS": "*"}
        self.process = None

    def start(self) -> None:
        """Start it and wait until it hears the bus."""
        command = [sys.executable, "-m", "config.live", "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, env=self.environment)
        try:
            wait_until(lambda: self.state().get("bus") == "ok", PATIENCE)
        except BaseException:
            self.process.kill()
            raise

    def state(self) -> dict:
        """What it says of itself; empty while it does not answer."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}/live/healthz", timeout=1) as answer:
                return json.load(answer)
        except OSError:
            return {}

    def stop(self) -> float:
        """Ask it to end; returns the seconds that took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(10)
        return time.monotonic() - began


@pytest.fixture
def streams(live_server, settings, monkeypatch):
    """A running process; pages of the test server know its port."""
    one = Streams(live_server.url)
    settings.LIVE_PORT = one.port
    one.start()
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("test.note", "Note %(number)s")
    registry.register("test.alarm", "Alarm %(number)s", "danger", "urgent")
    yield one
    if one.process.poll() is None:
        one.stop()


@pytest.fixture
def desk(transactional_db):
    officer = make_officer(make_station("QM", "前门所"), name="林瑞", post="desk", username="desk")
    # Once: a new password ends the sessions of other browsers.
    officer.user.set_password(PASSWORD)
    officer.user.save()
    return officer


def tell(person, number, **fields):
    """Tell in a transaction of its own; returns the moment of the commit, in milliseconds."""
    with in_station(person.station), transaction.atomic():
        actions.tell(
            station=person.station, recipients=[person], kind=fields.pop("kind", "test.note"), key=f"k{number}",
            number=number, **fields,
        )  # fmt: skip
    return time.time() * 1000


def until(page, expression: str, seconds: float = 15.0) -> None:
    """Wait for something in the page (Playwright's own waiting needs eval, which the pages forbid)."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"waited in vain: {expression}"
        page.wait_for_timeout(50)


def in_step(page):
    """Log in and wait until the page hears the stream."""
    page.goto("/login/?next=/me/notices/")
    page.locator("input[name=username]").fill("desk")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/me/notices/")
    until(page, MODE.format("live"), 60)
    page.evaluate(LISTEN)


def test_a_notice_is_on_two_screens_within_two_seconds(desk, streams, new_page):
    first, second = new_page(), new_page("phone")
    in_step(first)
    in_step(second)
    tell(make_officer(desk.station), "other")
    tell(make_officer(make_station("CW", "朝外所")), "elsewhere")
    first.wait_for_timeout(1000)
    assert first.evaluate("window.heard") == []
    took = []
    for number in range(5):
        committed = tell(desk, number)
        for page in (first, second):
            until(page, UNREAD.format(number + 1))
            took.append(page.evaluate("window.heard.at(-1)") - committed)
        time.sleep(0.7)
    print(f"commit to event in the page: {sorted(round(one) for one in took)} ms")
    assert max(took) < 2000
    first.locator("details.fg-bell > summary").click()
    first.locator(".fg-bell-pop").get_by_text("Note 4").wait_for()
    first.locator(".fg-bell-head button").click()
    until(second, UNREAD.format(0))


def test_an_alarm_shows_sounds_and_ends_when_it_is_confirmed_elsewhere(desk, streams, new_page):
    first, second = new_page(), new_page("phone")
    in_step(first)
    in_step(second)
    first.locator("h1").click()
    committed = tell(desk, 7, kind="test.alarm", urgent=True, url="/duty/")
    for page in (first, second):
        page.locator("#fg-alarm").get_by_text("Alarm 7").wait_for()
        until(page, "/^(【|\\[)/.test(document.title)")
    assert time.time() * 1000 - committed < 4000
    assert first.evaluate("window.heard.at(-1)") - committed < 2000
    assert int(first.evaluate("document.documentElement.dataset.rang || 0")) >= 1
    assert serious(first) == serious(second) == []
    assert not scrolls_sideways(second)
    second.locator("#fg-alarm button[hx-post]").click()
    for page in (first, second):
        until(page, "document.querySelector('#fg-alarm').dataset.alarms === ''")
        until(page, "!/^(【|\\[)/.test(document.title)")
    with in_station(desk.station):
        assert Entry.objects.filter(verb="notice.confirmed").count() == 1


def test_without_the_stream_the_page_polls_and_comes_back_by_itself(desk, streams, new_page):
    page = new_page()
    in_step(page)
    assert streams.stop() < 3
    until(page, MODE.format("poll"))
    tell(desk, 1)
    until(page, UNREAD.format(1), 13)
    streams.start()
    until(page, MODE.format("live"), 90)

    # Whoever was logged out meanwhile is sent to the login at the next hint.
    page.context.clear_cookies()
    live.changed(desk.station_id, live.mine(desk.user_id))
    page.wait_for_url(lambda url: "/login/" in url)
