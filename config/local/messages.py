"""Translations without gettext: compile ``.po`` to ``.mo``, and refuse unfinished ones.

Usage: ``python -m config.local.messages [--check]``
"""

import re
from pathlib import Path

import polib

from .console import Problem, run_main, say
from .stamps import Stamp, digest

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def main(argv: list[str]) -> int:
    """Compile every catalogue, or with ``--check`` list what is unfinished; returns 1 if anything is."""
    if argv == ["--check"]:
        faults = [fault for catalogue in catalogues(ROOT) for fault in unfinished(catalogue)]
        for fault in faults:
            print(fault)
        print(f"翻译检查 (translations): {len(catalogues(ROOT))} 个文件，{len(faults)} 处问题 (faults)")
        return 1 if faults else 0
    if argv:
        raise Problem("用法 (usage): python -m config.local.messages [--check]")
    compile_all(ROOT)
    return 0


def catalogues(root: Path) -> list[Path]:
    """Every ``.po`` file of the project, in stable order."""
    return sorted(root.glob("locale/*/LC_MESSAGES/*.po"))


def compile_all(root: Path) -> None:
    """Write the ``.mo`` of every ``.po`` that changed since its last compilation."""
    for catalogue in catalogues(root):
        product = catalogue.with_suffix(".mo")
        # Keyed by path, kept out of locale/: that folder belongs to the translators.
        name = "-".join(catalogue.relative_to(root).with_suffix("").parts)
        stamp = Stamp(root / "var" / "stamps" / name, digest([catalogue]))
        if product.exists() and stamp.is_current():
            continue
        say(f"编译翻译 (translations) {catalogue.relative_to(root)}")
        polib.pofile(str(catalogue)).save_as_mofile(str(product))
        stamp.record()


def unfinished(catalogue: Path) -> list[str]:
    """One line for each entry that is fuzzy, untranslated, or has lost or invented a placeholder."""
    faults = []
    for entry in polib.pofile(str(catalogue)):
        if entry.obsolete:
            continue
        where = f"{catalogue}:{entry.linenum}"
        translations = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
        if entry.fuzzy:
            faults.append(f"{where}: 待核对 (fuzzy): {entry.msgid!r}")
        elif not translations or not all(translations):
            faults.append(f"{where}: 未翻译 (untranslated): {entry.msgid!r}")
        else:
            allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            if any(set(PLACEHOLDER.findall(text)) - allowed for text in translations):
                faults.append(f"{where}: 占位符不符 (placeholders differ): {entry.msgid!r}")
    return faults


if __name__ == "__main__":
    run_main(main)
