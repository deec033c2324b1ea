"""A running portal over HTTP, as phones and programs see it; connections are kept, one a thread."""

import http.client
import json
import threading
from datetime import datetime
from urllib.parse import urlsplit

TRIES = 3


class Unreachable(Exception):
    """The portal does not answer, or not as a portal does."""


class Portal:
    """Posts JSON and reads the answer.

    Args:
        url: where it is, e.g. ``http://127.0.0.1:8000``.
        seconds: how long one answer may take.
    """

    def __init__(self, url: str, seconds: float = 30.0):
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Unreachable(f"not an address of a portal: {url}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connect = lambda: kind(parts.hostname, parts.port, timeout=seconds)
        self._mine = threading.local()

    def post(
        self, path: str, content: dict, *, token: str = "", cookie: str = "", at: datetime | None = None
    ) -> tuple[int, dict]:
        """Send, again when the connection broke: whoever sends has client ids, so nothing is doubled.

        Args:
            path: from the root.
            content: the body.
            token: an API token; ``cookie``: a paired phone's.
            at: the time the portal shall take it for (``SIMULATED_CLOCK``).

        Raises:
            Unreachable: no answer after three tries, or a failure of the portal.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Check-In": "1"}
        if token:
            headers["Authorization"] = f"Token {token}"
        if cookie:
            headers["Cookie"] = f"fg_device={cookie}"
        if at:
            headers["X-Simulated-At"] = at.isoformat()
        body = json.dumps(content)
        for attempt in range(TRIES):
            try:
                status, answer = self._once(path, body, headers)
            except (OSError, http.client.HTTPException) as broken:
                self._mine.line = None
                if attempt == TRIES - 1:
                    raise Unreachable(f"{path}: {broken or type(broken).__name__}") from None
                continue
            if status >= 500:
                raise Unreachable(f"{path}: HTTP {status}")
            return status, answer
        raise AssertionError("unreachable")

    def _once(self, path: str, body: str, headers: dict) -> tuple[int, dict]:
        line = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = self._connect()
        line.request("POST", path, body, headers)
        answer = line.getresponse()
        content = answer.read()
        try:
            return answer.status, json.loads(content)
        except ValueError:
            return answer.status, {}
