"""Pure pieces of the set-up: stamps, icons, translations, environments, the port."""

import json
import socket
import stat
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.local import demo, environment, frontend, messages
from config.local.console import Problem
from config.local.stamps import Stamp, digest

OUTLINE = """<svg
  viewBox="0 0 24 24"
>
  <path stroke="none" d="M0 0h24v24H0z" fill="none" />
  <path d="M5 12l-2 0" />
</svg>"""


def test_stamp_is_current_until_an_input_changes(tmp_path):
    source = tmp_path / "lock"
    source.write_text("a")
    stamp = Stamp(tmp_path / "product" / ".stamp", digest([source], "3.11"))
    assert not stamp.is_current()
    stamp.record()
    assert stamp.is_current()
    source.write_text("b")
    assert not Stamp(stamp.file, digest([source], "3.11")).is_current()
    source.unlink()
    assert digest([source]) != digest([])


def test_sprite_holds_each_symbol_without_the_bounding_square(tmp_path):
    (tmp_path / "home.svg").write_text(OUTLINE)
    sprite = frontend.icon_sprite(tmp_path, ["home"])
    assert '<symbol id="ti-home" viewBox="0 0 24 24"' in sprite
    assert '<path d="M5 12l-2 0" />' in sprite
    assert "M0 0h24v24H0z" not in sprite


def test_unknown_icon_is_named(tmp_path):
    with pytest.raises(Problem, match="no-such-icon"):
        frontend.icon_sprite(tmp_path, ["no-such-icon"])


CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Duty of %(name)s"
msgstr "{translation}"
"""


@pytest.mark.parametrize(
    ("translation", "faults"), [("%(name)s的勤务", 0), ("", 1), ("%(nome)s的勤务", 1), ("勤务", 0)]
)
def test_unfinished_translations_are_found(tmp_path, translation, faults):
    file = tmp_path / "django.po"
    file.write_text(CATALOGUE.replace("{translation}", translation))
    assert len(messages.unfinished(file)) == faults


def test_fuzzy_translation_is_refused_and_not_compiled(tmp_path):
    folder = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    fuzzy = CATALOGUE.replace("{translation}", "旧译").replace('msgid "Duty', '#, fuzzy\nmsgid "Duty')
    (folder / "django.po").write_text(fuzzy)
    assert len(messages.unfinished(folder / "django.po")) == 1
    messages.compile_all(tmp_path)
    assert "旧译".encode() not in (folder / "django.mo").read_bytes()


def test_demo_secrets_are_made_once_and_private(tmp_path):
    first = environment.demo(tmp_path, {})
    second = environment.demo(tmp_path, {})
    assert first["SECRET_KEY"] == second["SECRET_KEY"] and len(first["SECRET_KEY"]) >= 50
    assert first["FIELD_KEYS"] == second["FIELD_KEYS"]
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_what_the_user_set_wins(tmp_path):
    given = {
        "DATABASE_URL": "postgres://elsewhere/db",
        "SECRET_KEY": "mine",
        "PORT": "8123",
        "PUBLIC_URL": "",
    }
    result = environment.demo(tmp_path, given)
    assert result["DATABASE_URL"] == "postgres://elsewhere/db"
    assert result["SECRET_KEY"] == "mine"
    assert result["PUBLIC_URL"] == "http://127.0.0.1:8123"


def test_tests_and_deployment_check_never_run_in_demo_mode(tmp_path):
    given = {"DEMO": "1", "DEBUG": "1"}
    assert not {"DEMO", "DEBUG"} & set(environment.test(tmp_path, given))
    assert not {"DEMO", "DEBUG", "TESTING"} & set(environment.production(tmp_path, given))


@pytest.mark.parametrize("port", ["0", "70000", "http", "-1"])
def test_nonsense_port_is_told(port):
    with pytest.raises(Problem, match="PORT="):
        environment.address({"PORT": port})


def test_taken_port_is_told_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"{port}.*PORT={port + 1} make demo"):
            demo.require_free_port("127.0.0.1", port)
    demo.require_free_port("127.0.0.1", port)


@pytest.fixture
def answering():
    """A /healthz whose next answer the test chooses."""
    answer = {"code": 200, "body": b"{}"}

    class Health(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(answer["code"])
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/healthz", answer
    server.shutdown()
    server.server_close()


def test_health_names_what_is_red(answering):
    url, answer = answering
    assert demo.health(url) == {}
    parts = {"database": {"ok": True}, "worker": {"ok": False, "detail": "silent"}}
    answer.update(code=503, body=json.dumps(parts).encode())
    assert set(demo.health(url)) == {"worker"}
    answer.update(code=500, body=b"<html>")
    assert demo.health(url) == {"web": "HTTP 500"}
    assert "web" in demo.health("http://127.0.0.1:1/healthz")


def test_the_streams_listen_one_port_further_unless_told_otherwise():
    assert environment.live_port({"PORT": "8100"}) == 8101
    assert environment.live_port({"PORT": "8100", "LIVE_PORT": "9000"}) == 9000
    with pytest.raises(Problem, match="LIVE_PORT="):
        environment.live_port({"PORT": "65535"})


def test_a_taken_port_of_the_streams_is_told_by_its_own_name():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"{port}.*LIVE_PORT={port + 1} make demo"):
            demo.require_free_port("127.0.0.1", port, "LIVE_PORT")
