"""Journeys in a real Chromium against a live server."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright

from stations.kit.scoping import in_station
from stations.roster import actions
from tests.factories import make_rotation

# Playwright's loop runs in the test's thread; the ORM is used between its calls, never inside them.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {"desktop": (1366, 768), "tablet": (820, 1180), "phone": (390, 844)}
PASSWORD = "Ferry-7-Lantern"
# Milliseconds any wait may take: the machine may be busy with something else.
PATIENCE = 30_000
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(config, items):
    """Without Chromium the journeys are skipped aloud; under ``REQUIRE_BROWSER=1`` they fail."""
    if os.environ.get("CHROMIUM"):
        return
    for item in items:
        if "tests/journeys" in str(item.fspath) and os.environ.get("REQUIRE_BROWSER") != "1":
            item.add_marker(pytest.mark.skip(reason="NO CHROMIUM: journeys did not run"))


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all journeys of a worker."""
    path = os.environ.get("CHROMIUM")
    assert path, "Chromium is missing: install it (apt-get install chromium) or set CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def rotation(transactional_db):
    """A station whose roster is planned around today."""
    made = make_rotation()
    with in_station(made.station):
        actions.extend(station=made.station)
    return made


@pytest.fixture
def new_page(browser, live_server):
    """``new_page("phone", scheme="dark")``: a page of a fresh browser; strict about errors in the console."""
    contexts, trouble = [], []

    def make(size: str = "desktop", scheme: str = "light") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, color_scheme=scheme,
            locale="zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: _note(message, trouble))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not trouble, trouble


def _note(message, trouble: list[str]) -> None:
    """Errors in the console fail the journey; a refused page (4xx) is part of some journeys."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        trouble.append(message.text)


def log_in(page: Page, person, password: str = PASSWORD) -> None:
    """Type name and password as a person does."""
    user = getattr(person, "user", person)
    user.set_password(password)
    user.save()
    page.goto("/login/")
    page.locator("input[name=username]").fill(user.username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def settle(page: Page, seconds: float = 15.0) -> None:
    """Wait until the parts that load by themselves are there, and end what is just fading."""
    deadline = time.monotonic() + seconds
    while page.evaluate("!!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"):
        assert time.monotonic() < deadline, "parts of the page do not come"
        page.wait_for_timeout(20)
    page.evaluate("document.getAnimations().forEach((one) => { try { one.finish() } catch { one.cancel() } })")


def serious(page: Page, *rules: str) -> list[str]:
    """Serious and critical findings of axe on the page; of these rules only, if any are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate("(options) => axe.run(document, options)", {"resultTypes": ["violations"], **only})
    return [
        f"{item['id']}: {node['target']}"
        for item in found["violations"]
        if item["impact"] in ("serious", "critical")
        for node in item["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page itself (not a container in it) is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
