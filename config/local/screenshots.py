"""Pictures of the guides, taken from a running demo in Chromium.

Usage: ``python -m config.local.screenshots [ADDRESS] [NAME...]``; ADDRESS defaults to the demo's own, NAME to all.
Pages are only looked at: nothing is written in the demo but its logins. A guide that is written before its picture
says ``<!-- picture: NAME caption -->``; taking the picture puts it there.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import environment
from .console import Problem, run_main, say

FOLDER = environment.ROOT / "docs" / "screenshots"
GUIDES = environment.ROOT / "docs" / "guides"
PLACE = re.compile(r"<!-- picture: (\S+) (.+?) -->")
COLOURS = 128  # of the palette; the pages use few
DESK, TABLET, PHONE, WALL = (1366, 768), (820, 1180), (390, 844), (1920, 1080)
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Shot:
    """One picture.

    ``page`` is a URL name; ``follow`` a selector whose first match's address is opened from there, more after
    ``→``; ``show`` a selector scrolled into view; ``until`` one that is waited for; ``query`` is added to the
    address. ``login`` is empty for a stranger.
    """

    name: str
    login: str
    page: str
    size: tuple[int, int] = DESK
    follow: str = ""
    show: str = ""
    query: str = ""
    until: str = ""


# The guards' phone says at its head that it works without a network; that takes a moment the first time.
READY = "#ph-net[data-ready=yes]"
INCIDENT = "main .in-list a[href*='/command/incidents/']"
CASE, NEW, ARCHIVED = "main table a[href*='/mediation/cases/']", "?state=registered", "?state=archived"
SITTING = "main table a[href*='/team/training/']"
SHOTS = (
    Shot("login", "", "login"),
    Shot("today", "commander", "today"),
    Shot("month", "commander", "duty-month"),
    Shot("structure", "chief", "structure"),
    Shot("strength", "chief", "strength"),
    Shot("report", "chief", "reports", follow="main a[href^='/reports/']:not([href*='make'])"),
    Shot("reports", "chief", "reports"),
    Shot("figures", "chief", "figures", query="?group=clues.given"),
    Shot("absences", "commander", "absences"),
    Shot("absence-new", "commander", "absence-new"),
    Shot("plans", "chief", "rotation-plans"),
    Shot("gaps", "commander", "gaps"),
    Shot("generate", "chief", "generate"),
    Shot("team", "casework", "structure", follow="main a[href*='/team/teams/']"),
    Shot("officer", "chief", "officers", follow="main a[href*='/team/officers/']:not([href*='new'])"),
    Shot("officers", "chief", "officers"),
    Shot("community", "community", "communities", follow="main a[href*='/team/communities/']:not([href*='new'])"),
    Shot("my-duty", "community", "my-duty"),
    Shot("my-duty-phone", "community", "my-duty", PHONE),
    Shot("today-phone", "community", "today", PHONE),
    Shot("my-duty-list", "community", "my-duty-list"),
    Shot("me", "community", "account"),
    Shot("tablet", "community2", "me", TABLET, until=".bt-card"),
    Shot("tablet-note", "community2", "note-new", TABLET),
    Shot("search", "desk", "search", query="?q=wang"),
    Shot("accounts", "desk", "accounts"),
    Shot("code", "desk", "accounts", follow="main a[href$='/code/']"),
    Shot("code-enter-phone", "", "code-enter", PHONE),
    Shot("me-phone", "guard", "me", PHONE),
    Shot("wall-code", "", "wall", WALL),
    Shot("wall", "commander", "wall", WALL),
    Shot("walls", "commander", "walls"),
    Shot("board", "commander", "board"),
    Shot("board-wall", "commander", "wall-board", WALL),
    Shot("replay", "commander", "board-replay"),
    Shot("intake", "desk", "intake"),
    Shot("intake-phone", "streets", "intake", PHONE),
    Shot("incidents", "desk", "incidents"),
    Shot("incident", "desk", "incidents", follow=INCIDENT, query="?state=arrived"),
    Shot("incident-send", "desk", "incidents", follow=INCIDENT, query="?state=received", show="#assignments"),
    Shot("my-tasks-phone", "streets", "my-tasks", PHONE),
    Shot("crews", "commander", "crews"),
    Shot("handover", "commander", "handover-today"),
    Shot("notices", "commander", "notices"),
    Shot("cases", "commander", "police-cases"),
    Shot("case", "commander", "police-cases", follow="main table a[href*='/command/cases/']"),
    Shot("referrals", "desk", "referrals"),
    Shot("analysis", "commander", "analysis"),
    Shot("bureau", "desk", "bureau-new"),
    Shot("circles", "chief", "circles"),
    Shot("categories", "desk", "categories"),
    Shot("import", "chief", "imports"),
    Shot("import-new", "chief", "import-new"),
    Shot("duty-lists", "chief", "duty-lists"),
    Shot("daybook", "chief", "daybook"),
    Shot("patrols", "liaison", "patrols"),
    Shot("patrol-duties", "streets", "patrol-duties"),
    Shot("check-in-doubts", "streets", "check-in-doubts"),
    Shot("findings", "streets", "findings"),
    Shot("patrol-month", "streets", "month-sheet"),
    Shot("signs", "streets", "signs"),
    Shot("wishes", "chief", "wishes", until=".er-map .pm-mark >> nth=0"),
    Shot("errand", "chief", "errands", follow=".er-row a[href*='/duty/errands/']"),
    Shot("patrol-fixed", "streets", "patrol-fixed"),
    Shot("squad", "liaison", "squads", follow="main a[href*='/patrols/squads/']:not([href*='new'])"),
    Shot("inspection-new", "liaison", "inspection-new"),
    Shot("mediation", "chief", "mediation"),
    Shot("mediators", "mediator", "mediators"),
    Shot("mediation-case", "chief", "mediation-cases", follow=CASE),
    Shot("mediation-triage", "chief", "mediation-cases", follow=f"{CASE} → main a[href$='/triage/']", query=NEW),
    Shot("mediation-session", "chief", "mediation-sessions", follow="main table a[href*='/mediation/sessions/']"),
    Shot("case-file", "chief", "mediation-cases", follow=f"{CASE} → main a[href$='/file/']", query=ARCHIVED),
    Shot("phone-today-phone", "guard", "phone", PHONE, until=READY),
    Shot("phone-finding-phone", "guard", "phone-finding", PHONE, until=READY),
    Shot("phone-squad-phone", "squadleader", "phone-squad", PHONE, until=READY),
    Shot("forum", "chief", "forum-posts"),
    Shot("forum-post", "chief", "forum-posts", follow=".fg-table a[href*='/community/forum/']", query="?state=asked"),
    Shot("official-answers", "chief", "official-answers"),
    Shot("ask-phone", "member", "my-questions", PHONE),
    Shot("classes", "chief", "sittings", query="?audience=members"),
    Shot("class", "chief", "sittings", follow=SITTING, query="?audience=members&state=held"),
    Shot("bank", "chief", "bank"),
    Shot("reach", "chief", "training-reach", query="?audience=members"),
    Shot("class-phone", "member", "my-training", PHONE),
    Shot("enterprises", "community", "enterprises"),
    Shot("visit-new", "community", "enterprise-visit-start", (820, 1180), follow="main a[href$='/visit/']"),
    Shot("safety-finding", "chief", "safety-findings", follow="main table a[href*='/community/safety-findings/']"),
    Shot("demands", "community", "demands"),
    Shot("joint-meeting", "community", "joint-meetings", follow="main table a[href*='/joint-meetings/']"),
    Shot("surveys", "community", "surveys"),
    Shot("night-patrol", "chief", "night-patrols", follow="main table a[href*='/nights/']", query="?state=called"),
    Shot("night-week", "chief", "night-week"),
    Shot("my-nights-phone", "member", "my-nights", PHONE),
    Shot("night-lead-phone", "grouplead", "my-nights", PHONE, follow="main a[href$='/lead/']"),
    Shot("points-ledger", "chief", "points-ledger"),
    Shot("reward-desk", "desk", "payouts"),
    Shot("my-points", "member", "my-points", PHONE),
    Shot("admin-system", "admin", "admin:index"),
    Shot("admin-security", "security", "admin:index"),
    Shot("admin-audit", "audit", "admin:index"),
)


def main(argv: list[str]) -> int:
    """Take the pictures; returns 1 when one of them could not be taken."""
    address = f"http://127.0.0.1:{environment.address(os.environ)[1]}"
    if argv and "://" in argv[0]:
        address, *argv = argv
    wanted = [shot for shot in SHOTS if not argv or shot.name in argv]
    if not wanted:
        raise Problem(f"没有这样的截图 (no such picture): {' '.join(argv)}")
    browser = environment.chromium(os.environ)
    if not browser:
        raise Problem("未找到 Chromium，请安装或设置 CHROMIUM (no browser)")
    os.environ["FONTCONFIG_FILE"] = str(environment.write_fonts_file(environment.ROOT / "var"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _chromium(browser) as chromium:
        failed = list(_failures(chromium, address.rstrip("/"), wanted))
    total = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    say(
        f"{len(wanted) - len(failed)} 张截图 (pictures), {FOLDER.relative_to(environment.ROOT)}: {total / 1e6:.1f} MB"
    )
    return 1 if failed else 0


@contextmanager
def _chromium(executable: str):  # type: ignore[no-untyped-def]
    # Only this tool needs Playwright and Django's addresses; both cost seconds, so not at the top.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def _failures(chromium, address: str, shots: list[Shot]) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Take each picture; yields the names of those that did not work, with the reason on the screen."""
    addresses = _addresses({shot.page for shot in shots})
    cookies: dict[str, dict[str, object]] = {}
    for shot in shots:
        path = addresses[shot.page]
        if path is None:
            say(f"{shot.name}: 没有此页面 (no page named {shot.page})")
            yield shot.name
            continue
        context = chromium.new_context(
            base_url=address,
            viewport={"width": shot.size[0], "height": shot.size[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            storage_state=cookies.get(shot.login),
            has_touch=shot.size == PHONE,
            reduced_motion="reduce",
        )
        try:
            page = context.new_page()
            if shot.login and shot.login not in cookies:
                cookies[shot.login] = _log_in(page, shot.login)
            _take(page, path + shot.query, shot)
        except Exception as error:
            say(f"{shot.name}: {str(error).splitlines()[0]}")
            yield shot.name
        finally:
            context.close()


def _addresses(names: set[str]) -> dict[str, str | None]:
    """Paths of URL names, None for a name that does not exist."""
    import django  # noqa: PLC0415
    from django.urls import NoReverseMatch, reverse  # noqa: PLC0415

    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    paths: dict[str, str | None] = {}
    for name in names:
        try:
            paths[name] = reverse(name)
        except NoReverseMatch:
            paths[name] = None
    return paths


def _log_in(page, username: str):  # type: ignore[no-untyped-def]
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", "demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page.context.storage_state()


def _take(page, path: str, shot: Shot) -> None:  # type: ignore[no-untyped-def]
    answer = page.goto(path, wait_until="networkidle")
    for selector in filter(None, shot.follow.split(" → ")):
        answer = page.goto(page.locator(selector).first.get_attribute("href"), wait_until="networkidle")
    if answer is None or answer.status >= 400:
        raise Problem(f"HTTP {answer.status if answer else '?'} {page.url}")
    if shot.until:
        page.locator(shot.until).wait_for()
    if shot.show:
        page.locator(shot.show).first.scroll_into_view_if_needed()
    page.evaluate("document.fonts.ready")
    (FOLDER / f"{shot.name}.png").write_bytes(_small(page.screenshot()))
    for guide in GUIDES.glob("*.md"):
        text = guide.read_text(encoding="utf-8")
        shown = with_picture(text, shot.name)
        if shown != text:
            guide.write_text(shown, encoding="utf-8")


def with_picture(text: str, name: str) -> str:
    """A guide with one picture where its place was kept.

    Args:
        text: of the guide.
        name: of the picture that is there now; the places of others stay.
    """

    def shown(place: re.Match[str]) -> str:
        return f"![{place[2]}](../screenshots/{name}.png)" if place[1] == name else place[0]

    return PLACE.sub(shown, text)


def _small(picture: bytes) -> bytes:
    """The picture with a palette: a third of the size, no visible loss on flat pages."""
    from PIL import Image  # noqa: PLC0415

    output = io.BytesIO()
    flat = Image.open(io.BytesIO(picture)).convert("RGB")
    flat.quantize(COLOURS, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    run_main(main)
