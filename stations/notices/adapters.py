"""The ways a notice can take beside the bell: chosen by the settings, each tried until it took the notice.

An adapter is handed one message and returns when the other side has taken it. What leaves the house are the words of
the kind and a link: no personal data (see :mod:`stations.notices.registry`).
"""

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

SECONDS = 10.0


class NotTaken(Exception):
    """The adapter did not take the message; it is tried again later.

    The text is a code or a status for the log, never an address or a phone number.
    """


class Hopeless(NotTaken):
    """It will never take it: there is no address, or the way is not set up."""


@dataclass(frozen=True, slots=True)
class Message:
    """One notice on its way.

    Attributes:
        number: of the delivery: the same in every try, so that the other side can recognise a repeat.
        kind: code of the notice.
        recipient: the person, with phone and user name.
        text: its words, without personal data.
        url: full address on the portal, or empty.
        urgent: whether it alarms.
    """

    number: int
    kind: str
    recipient: Any
    text: str
    url: str
    urgent: bool

    @property
    def body(self) -> str:
        """Words and address in one text."""
        return f"{self.text}\n{self.url}".strip()


def console(message: Message) -> None:
    """A line in the log: code and number, no words."""
    log.info(
        "notice",
        extra={"fields": {"delivery": message.number, "kind": message.kind, "urgent": message.urgent}},
    )


def email(message: Message) -> None:
    """Through Django's mail; the address is made from the user name (accounts keep no e-mail address)."""
    if not settings.NOTICE_EMAIL_ADDRESS:
        raise Hopeless("NOTICE_EMAIL_ADDRESS is not set")
    address = settings.NOTICE_EMAIL_ADDRESS.format(username=message.recipient.username)
    subject = _("[Urgent] Fenggang: %(text)s") if message.urgent else _("Fenggang: %(text)s")
    try:
        send_mail(" ".join((subject % {"text": message.text}).split()), message.body, None, [address])
    except (SMTPException, OSError) as error:
        raise NotTaken(type(error).__name__) from error


def sms(message: Message) -> None:
    """Through an HTTP gateway: ``{"id", "to", "text"}`` by POST; any 2xx means taken."""
    if not settings.NOTICE_SMS_URL:
        raise Hopeless("NOTICE_SMS_URL is not set")
    if not message.recipient.phone:
        raise Hopeless("no phone number")
    headers = {"Idempotency-Key": f"notice-{message.number}"}
    if settings.NOTICE_SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.NOTICE_SMS_TOKEN}"
    _post(
        settings.NOTICE_SMS_URL,
        {"id": f"notice-{message.number}", "to": message.recipient.phone, "text": message.body},
        headers,
    )


def wecom(message: Message) -> None:
    """Through a WeCom (企业微信) webhook; the person is mentioned by user name."""
    if not settings.NOTICE_WECOM_URL:
        raise Hopeless("NOTICE_WECOM_URL is not set")
    content = {"content": message.body, "mentioned_list": [message.recipient.username]}
    answer = _post(settings.NOTICE_WECOM_URL, {"msgtype": "text", "text": content}, {})
    try:
        code = json.loads(answer).get("errcode")
    except (ValueError, AttributeError):
        code = "no JSON"
    if code != 0:
        raise NotTaken(f"errcode {code}")


def _post(url: str, content: dict, headers: dict[str, str]) -> bytes:
    """Send JSON; answers the body of a 2xx.

    Raises:
        NotTaken: any other status, or nobody there.
    """
    body = json.dumps(content, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json; charset=utf-8", **headers})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.read(65536)
    except urllib.error.HTTPError as error:
        raise NotTaken(f"HTTP {error.code}") from error
    except (OSError, ValueError) as error:
        raise NotTaken(type(error).__name__) from error


ADAPTERS: dict[str, Callable[[Message], None]] = {"console": console, "email": email, "sms": sms, "wecom": wecom}


def ways(urgent: bool) -> list[str]:
    """Codes of the adapters a notice goes through.

    Args:
        urgent: also the ways that are kept for urgent notices.
    """
    chosen = [*settings.NOTICE_ADAPTERS, *(settings.NOTICE_URGENT_ADAPTERS if urgent else [])]
    return list(dict.fromkeys(chosen))


def hand_over(way: str, message: Message) -> None:
    """Give a message to an adapter.

    Raises:
        NotTaken: it did not take it; :class:`Hopeless` when trying again makes no sense.
    """
    if way not in ADAPTERS:
        raise Hopeless("unknown adapter")
    ADAPTERS[way](message)
