"""The documents say what is there: links lead somewhere, settings are all explained, pictures are used."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.local.screenshots import SHOTS

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
READ = re.compile(r'(?:env(?:\.\w+)?|required)\(\s*"([A-Z_]+)"')
# Set by tools, not by people who run the portal.
OF_TOOLS = {"TESTING", "WATCH_QUERIES", "PYTEST_XDIST_WORKER"}


def read_settings() -> set[str]:
    return set(READ.findall((ROOT / "config" / "settings.py").read_text(encoding="utf-8")))


def links(document: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link for link in LINK.findall(text) if "://" not in link and not link.startswith(("#", "mailto:"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_is_there(document):
    missing = [link for link in links(document) if not (document.parent / link.split("#")[0]).exists()]
    assert not missing


def test_every_setting_is_in_the_operators_table():
    rows = re.findall(
        r"^\| (`[^|]+)\|", (ROOT / "docs" / "operate.md").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    explained = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert read_settings() <= explained


def test_every_setting_is_in_the_example():
    named = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert read_settings() - OF_TOOLS <= set(named)


def test_the_environment_file_for_systemd_sets_known_names_only():
    lines = (ROOT / "docs" / "deploy" / "fenggang.env").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert set(names) <= read_settings()
    assert len(names) == len(set(names))


def test_every_picture_comes_from_the_script_and_is_shown_somewhere():
    pictures = {file.stem for file in ROOT.glob("docs/screenshots/*.png")}
    shown = {Path(link).stem for document in DOCUMENTS for link in links(document) if link.endswith(".png")}
    assert pictures == shown
    assert pictures <= {shot.name for shot in SHOTS}


def test_the_pictures_stay_small():
    sizes = [file.stat().st_size for file in ROOT.glob("docs/screenshots/*.png")]
    assert sum(sizes) / len(sizes) < 40_000
    assert max(sizes) < 150_000
