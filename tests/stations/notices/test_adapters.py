"""Each way says what it takes; addresses and words stay out of logs and errors."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail

from stations.notices import adapters
from stations.notices.adapters import Hopeless, Message, NotTaken
from stations.organisation.models import User

PHONE = "13800138000"


def message(urgent=False, phone=PHONE):
    person = User(username="chief", phone=phone)
    return Message(7, "test.note", person, "Note 7", "https://fenggang.example/duty/", urgent)


@pytest.fixture
def gateway():
    """An HTTP server that answers as told and keeps what it was sent."""
    state = {"status": 200, "answer": b"{}", "seen": []}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state["seen"].append((dict(self.headers), json.loads(body)))
            self.send_response(state["status"])
            self.end_headers()
            self.wfile.write(state["answer"])

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state["url"] = f"http://127.0.0.1:{server.server_port}/send"
    yield state
    server.shutdown()
    server.server_close()


def test_the_console_says_code_and_number_and_no_words(caplog):
    caplog.set_level("INFO")
    adapters.hand_over("console", message())
    (record,) = caplog.records
    assert record.fields == {"delivery": 7, "kind": "test.note", "urgent": False}
    assert "Note 7" not in record.getMessage()


def test_mail_goes_to_an_address_made_from_the_user_name(settings):
    settings.NOTICE_EMAIL_ADDRESS = "{username}@mail.example"
    adapters.hand_over("email", message(urgent=True))
    (sent,) = mail.outbox
    assert sent.to == ["chief@mail.example"]
    assert "Note 7" in sent.subject and sent.body == "Note 7\nhttps://fenggang.example/duty/"


def test_a_mail_server_that_is_away_is_asked_again(settings):
    settings.NOTICE_EMAIL_ADDRESS = "{username}@mail.example"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    with pytest.raises(NotTaken, match="ConnectionRefusedError"):
        adapters.hand_over("email", message())


def test_the_sms_gateway_gets_number_words_and_a_key_for_repeats(settings, gateway):
    settings.NOTICE_SMS_URL, settings.NOTICE_SMS_TOKEN = gateway["url"], "secret"
    adapters.hand_over("sms", message())
    ((headers, body),) = gateway["seen"]
    assert body == {"id": "notice-7", "to": PHONE, "text": "Note 7\nhttps://fenggang.example/duty/"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer secret", "notice-7")


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_a_gateway_that_refuses_is_asked_again(settings, gateway, status):
    settings.NOTICE_SMS_URL, gateway["status"] = gateway["url"], status
    with pytest.raises(NotTaken, match=f"^HTTP {status}$"):
        adapters.hand_over("sms", message())


def test_a_gateway_that_is_away_is_asked_again_and_no_number_is_told(settings):
    settings.NOTICE_SMS_URL = "http://127.0.0.1:1/"
    with pytest.raises(NotTaken) as refused:
        adapters.hand_over("sms", message())
    assert not isinstance(refused.value, Hopeless) and PHONE not in str(refused.value)


def test_wecom_mentions_the_person_and_believes_only_errcode_0(settings, gateway):
    settings.NOTICE_WECOM_URL, gateway["answer"] = gateway["url"], b'{"errcode": 0}'
    adapters.hand_over("wecom", message())
    assert gateway["seen"][0][1]["text"]["mentioned_list"] == ["chief"]
    for answer in (b'{"errcode": 45009}', b"<html>", b"[]"):
        gateway["answer"] = answer
        with pytest.raises(NotTaken):
            adapters.hand_over("wecom", message())


@pytest.mark.parametrize("way", ["email", "sms", "wecom", "pigeon"])
def test_a_way_that_is_not_set_up_is_hopeless(way):
    with pytest.raises(Hopeless):
        adapters.hand_over(way, message())


def test_who_has_no_phone_gets_no_sms(settings):
    settings.NOTICE_SMS_URL = "http://127.0.0.1:1/"
    with pytest.raises(Hopeless, match="no phone number"):
        adapters.hand_over("sms", message(phone=""))


def test_each_way_is_gone_once(settings):
    settings.NOTICE_ADAPTERS, settings.NOTICE_URGENT_ADAPTERS = ["console", "email"], ["email", "sms"]
    assert adapters.ways(False) == ["console", "email"]
    assert adapters.ways(True) == ["console", "email", "sms"]
