"""The environment variables of the demo, of the tests and of the deployment check.

What the user set wins; everything here only fills gaps.
"""

import base64
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from . import postgres
from .console import Problem

ROOT = Path(__file__).resolve().parents[2]
DEMO_HOME = ROOT / "var" / "demo"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/node_modules/@expo-google-fonts/noto-sans-sc</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{home}/fontcache</cachedir>
</fontconfig>
"""


def address(given: Mapping[str, str]) -> tuple[str, int]:
    """HOST and PORT of the demo; raises Problem when PORT is no port number."""
    host, port = given.get("HOST") or "127.0.0.1", given.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Problem(f"PORT={port} 不是端口号 (not a port number)，例如 (e.g.) PORT=8001 make demo")
    return host, int(port)


def live_port(given: Mapping[str, str]) -> int:
    """LIVE_PORT of the demo's event streams, by default the one after PORT; raises Problem when it is none."""
    port = given.get("LIVE_PORT") or str(address(given)[1] + 1)
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Problem(f"LIVE_PORT={port} 不是端口号 (not a port number)，例如 (e.g.) LIVE_PORT=8101 make demo")
    return int(port)


def demo(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What the web server, the streams, the worker and beat of the demo get; creates the secrets on first use."""
    host, port = address(given)
    public = _reachable_host(host)
    public = f"[{public}]" if ":" in public else public
    everywhere = host in ("0.0.0.0", "::")
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        # The guards of the demo have patrolled for some days already (simulate_patrols).
        "SIMULATED_CLOCK": "1",
        "PUBLIC_URL": f"http://{public}:{port}",
        "ALLOWED_HOSTS": "*" if everywhere else f"localhost,127.0.0.1,[::1],{public}",
        "CSRF_TRUSTED_ORIGINS": f"http://{public}:{port},http://localhost:{port},http://127.0.0.1:{port}",
        "LIVE_PORT": str(live_port(given)),
        "VAR_DIR": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": postgres.database_url(home),
        "PYTHONUNBUFFERED": "1",
    }
    return _filled(given, defaults | _kept_secrets(home / "secret"))


def test(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """What pytest gets: throw-away secrets, a Chinese font for Chromium, and Chromium's path."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TESTING": "1",
        "SECRET_KEY": "test-secret-key-that-protects-nothing-0123456789abcdefghijk",
        "FIELD_KEYS": base64.urlsafe_b64encode(b"test-field-key-protects-nothing!").decode(),
        "VAR_DIR": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": postgres.database_url(home),
        "FONTCONFIG_FILE": str(write_fonts_file(home)),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPYCACHEPREFIX": str(home / "pycache"),
    }
    if browser := chromium(given):
        defaults["CHROMIUM"] = browser
    environment = _filled(given, defaults)
    # Left over in a developer's shell the first three would change what is tested. Compiled modules are kept, beside
    # the tree: a dozen processes of a test run import the same 2,000, which takes each of them 6 s otherwise.
    for name in ("DEBUG", "DEMO", "LIVE_PORT", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    return environment


def production(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """A made-up deployment behind HTTPS, for ``manage.py check --deploy``."""
    environment = dict(given)
    for name in ("DEBUG", "DEMO", "TESTING", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    return environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "FIELD_KEYS": _field_key(),
        "PUBLIC_URL": "https://fenggang.example",
        "ALLOWED_HOSTS": "fenggang.example",
        "VAR_DIR": str(home),
        "MEDIA_ROOT": str(home / "media"),
        "DATABASE_URL": postgres.database_url(home),
        "PYTHONPYCACHEPREFIX": str(home / "pycache"),
    }


def chromium(given: Mapping[str, str]) -> str | None:
    """The browser for journeys: ``CHROMIUM``, else the first known name on the PATH."""
    named = given.get("CHROMIUM", "")
    if named:
        return shutil.which(named)
    search = f"{given.get('PATH', os.defpath)}:/usr/bin"
    return next((found for name in CHROMIUM_NAMES if (found := shutil.which(name, path=search))), None)


def write_fonts_file(home: Path) -> Path:
    """A fontconfig file that adds the npm package's Chinese font to the system's; returns its path."""
    file = home / "fonts.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(FONTS.format(root=ROOT, home=home), encoding="utf-8")
    return file


def _filled(given: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """``given`` with the defaults for whatever is unset or empty."""
    return {**given, **{name: value for name, value in defaults.items() if not given.get(name)}}


def _kept_secrets(file: Path) -> dict[str, str]:
    """SECRET_KEY and FIELD_KEYS, made once: sessions and encrypted columns must survive a restart."""
    if not file.exists():
        lines = f"SECRET_KEY={secrets.token_urlsafe(60)}\nFIELD_KEYS={_field_key()}\n"
        unfinished = file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
            output.write(lines)
        unfinished.rename(file)
    return dict(line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)


def _field_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _reachable_host(host: str) -> str:
    """What other machines call us: for "every interface" the address that faces the network."""
    if host not in ("0.0.0.0", "::"):
        return host
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address; connecting a datagram socket sends nothing
            return str(probe.getsockname()[0])
    except OSError:
        return "127.0.0.1"
