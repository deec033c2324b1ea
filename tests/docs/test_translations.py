"""Every text of the pages is in the Chinese catalogue, also where gettext is not installed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
APPS = ("config", "stations", "patrols", "mediation", "community")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# Which argument is the text, after an optional context.
CALLS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0,
         "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1}  # fmt: skip
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf" (n?p?gettext|_)\(\s*{STRING}(?:,\s*{STRING})?", re.DOTALL)


@pytest.fixture(scope="module")
def catalogue() -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(CATALOGUE)) if not entry.obsolete}


def of_python(file: Path) -> Iterator[tuple[str | None, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        place = CALLS[node.func.id]
        texts = [part.value for part in node.args[: place + 1] if isinstance(part, ast.Constant)]
        if len(texts) == place + 1 and isinstance(texts[place], str):
            yield (texts[0] if place else None), texts[place]


def of_template(file: Path) -> Iterator[tuple[str | None, str]]:
    for function, first, second in IN_TEMPLATE.findall(
        templatize(file.read_text(encoding="utf-8"), origin=str(file))
    ):
        texts = [ast.literal_eval(text) for text in (first, second) if text]
        yield (texts[0], texts[1]) if "p" in function else (None, texts[0])


def test_every_text_in_python_is_in_the_catalogue(catalogue):
    files = [file for app in APPS for file in sorted((ROOT / app).rglob("*.py")) if "migrations" not in file.parts]
    missing = [
        f"{file.name}: {text}" for file in files for ctx, text in of_python(file) if (ctx, text) not in catalogue
    ]
    assert not missing, "make messages, then translate"


def test_every_text_in_templates_is_in_the_catalogue(catalogue):
    files = sorted((ROOT / "templates").rglob("*.html"))
    missing = [
        f"{file.name}: {text}" for file in files for ctx, text in of_template(file) if (ctx, text) not in catalogue
    ]
    assert not missing, "make messages, then translate"


def test_the_search_for_texts_finds_some():
    found = set(of_template(ROOT / "templates" / "components" / "topbar.html"))
    assert (None, "Search") in found
    assert any(context == "section" for context, _text in of_python(ROOT / "stations" / "kit" / "navigation.py"))
