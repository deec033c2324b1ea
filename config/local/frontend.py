"""Copy the front-end files we serve out of ``node_modules`` and build the icon sprite.

No bundler: a few named files go to the git-ignored ``static/vendor/``; the fonts are for PDF only, so
they go to ``var/fonts/`` where no browser fetches them.
"""

import re
import shutil
from pathlib import Path

from .console import Problem, say
from .stamps import Stamp, digest

VENDOR_FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    # The guards' phone: the queue that survives without a network, the scanner of codes and its decoder.
    "idb.js": "idb/build/umd.js",
    "barcode-detector.js": "barcode-detector/dist/iife/ponyfill.js",
    "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    # The style sheet names them, so the hashed storage wants them.
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
}
FONT_FILES = {
    "NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
OUTLINES = "@tabler/icons/icons/outline"
ICON_NAMES = Path(__file__).with_name("icons.txt")
# Every Tabler outline starts with an invisible square that only sets the bounds.
BOUNDS = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')

# The hashed static storage refuses a file that points at one we do not serve.
SOURCE_MAP = re.compile(r"^(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)$", re.MULTILINE)


def build(root: Path) -> None:
    """Bring ``static/vendor`` and ``var/fonts`` of the tree ``root`` up to date.

    Raises Problem when a package lacks a file or an icon we name.
    """
    modules, vendor, fonts = (root / "node_modules", root / "static" / "vendor", root / "var" / "fonts")
    key = digest([root / "package-lock.json", ICON_NAMES, Path(__file__)])
    stamps = [Stamp(vendor / ".stamp", key), Stamp(fonts / ".stamp", key)]
    if all(stamp.is_current() for stamp in stamps):
        return
    say("复制前端文件与字体，生成图标 (front-end files, fonts, icons)")
    _copy(modules, vendor, VENDOR_FILES)
    _copy(modules, fonts, FONT_FILES)
    (vendor / "icons.svg").write_text(icon_sprite(modules / OUTLINES, icon_names()), encoding="utf-8")
    for stamp in stamps:
        stamp.record()


def icon_names() -> list[str]:
    """The icons the interface uses, one a line in ``icons.txt``; ``#`` starts a comment."""
    lines = (line.split("#")[0].strip() for line in ICON_NAMES.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def icon_sprite(outlines: Path, names: list[str]) -> str:
    """One SVG with a ``<symbol id="ti-NAME">`` for each name; raises Problem naming unknown ones."""
    unknown = [name for name in names if not (outlines / f"{name}.svg").is_file()]
    if unknown:
        raise Problem(f"icons.txt 中没有这些图标 (no such icons): {', '.join(unknown)}")
    symbols = "\n".join(_symbol(name, (outlines / f"{name}.svg").read_text("utf-8")) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    body = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    shapes = " ".join(BOUNDS.sub("", body).split())
    return (
        f'<symbol id="ti-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
    )


def _copy(modules: Path, target: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if not (modules / source).is_file():
            raise Problem(f"前端包缺少文件 (missing front-end file): {source}")
        if Path(name).suffix in (".css", ".js"):
            text = (modules / source).read_text(encoding="utf-8")
            (target / name).write_text(SOURCE_MAP.sub("", text), encoding="utf-8")
        else:
            shutil.copyfile(modules / source, target / name)
