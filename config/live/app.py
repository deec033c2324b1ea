"""The ASGI application: ``/live/stream/`` for open pages, ``/live/healthz`` for the monitor."""

import asyncio
import json
import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http.request import split_domain_port, validate_host
from redis.exceptions import RedisError

from config.live.doors import Doors, Unavailable
from config.live.hub import Hub, Stream

log = logging.getLogger(__name__)

BEAT = 15.0  # seconds between signs of life
ASK_AGAIN = 30.0  # seconds between two looks whether the listener may still listen
STUCK = 20.0  # seconds a browser may take to read what was written
PULSE = 10.0  # seconds between two notes for /healthz
MOST_ASKING = 100  # browsers that wait for the doors; further ones come again later
ASKERS = 2  # threads that ask the doors, each with a database connection for as long as it asks


class Live:
    """The application; one instance a process."""

    def __init__(self):
        self.hub = Hub(settings.LIVE_BUS, settings.LIVE_STREAMS)
        self.doors = Doors()
        self.askers = ThreadPoolExecutor(ASKERS, "doors")
        self.asking = 0
        self._tasks: list[asyncio.Task] = []

    async def __call__(self, scope, receive, send):
        """Answer one connection."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _lifespan(self, receive, send):
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._tasks = [asyncio.create_task(self.hub.listen()), asyncio.create_task(self._pulse())]
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._tasks:
                    task.cancel()
                self.askers.shutdown(wait=False, cancel_futures=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _pulse(self):
        """Note for /healthz that this process lives."""
        while True:
            with suppress(RedisError, OSError):
                await asyncio.to_thread(cache.set, "health:live", time.time(), 60)
            await asyncio.sleep(PULSE)

    async def _answer(self, scope, receive, send):
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        allowed = origin_headers(headers, scope["scheme"])
        if scope["path"] == "/live/healthz":
            state = {"streams": self.hub.count, "bus": "lost" if self.hub.degraded else "ok"}
            await plain(send, 200, json.dumps(state), [])
        elif scope["path"] != "/live/stream/" or scope["method"] != "GET":
            await plain(send, 404, "", [])
        elif allowed is None:
            await plain(send, 403, "origin", [])
        elif self.hub.is_full() or self.asking >= MOST_ASKING:
            await plain(send, 503, "full", [*allowed, (b"retry-after", b"60")])
        else:
            await self._admit(scope, receive, send, headers, allowed)

    async def _ask(self, scope, headers):
        """Who listens; in a thread, because the doors read the database."""
        names = cookie_names(headers.get("cookie", ""))
        self.asking += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.askers, self.doors.listener, scope, names)
        finally:
            self.asking -= 1

    async def _admit(self, scope, receive, send, headers, allowed):
        try:
            listener = await self._ask(scope, headers)
        except Unavailable:
            await plain(send, 503, "unavailable", [*allowed, (b"retry-after", b"10")])
            return
        if listener is None:
            await plain(send, 401, "log in", allowed)
            return
        stream = self.hub.join(listener)
        gone = asyncio.create_task(_watch(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*STREAM_HEADERS, *allowed]})
            await self._run(stream, send, lambda: self._ask(scope, headers))
        except (TimeoutError, OSError):
            log.info("live stream stuck")
        finally:
            gone.cancel()
            self.hub.leave(stream)

    async def _run(self, stream: Stream, send, ask):
        """Write until the browser goes, may no longer listen, or the process ends."""
        clock = asyncio.get_running_loop().time
        # All of them come back after a restart, but not in the same second.
        retry = f"retry: {random.randint(1000, 4000)}\n"
        await write(send, retry + event("hello", "degraded" if self.hub.degraded else "ok"))
        beat, again = clock() + BEAT, clock() + ASK_AGAIN * random.uniform(0.8, 1)
        while not stream.ending:
            with suppress(TimeoutError):
                await asyncio.wait_for(stream.wake.wait(), max(min(beat, again) - clock(), 0))
            states, topics = stream.take()
            text = "".join(event(word) for word in states)
            text += event("changed", json.dumps(topics)) if topics else ""
            if text or clock() >= beat:
                await write(send, text or event("beat"))
                beat = clock() + BEAT
            if not stream.ending and clock() >= again:
                await self._still(stream, ask)
                again = clock() + ASK_AGAIN
        if stream.ending != GONE:
            await write(send, event("bye", stream.ending), more=False)

    @staticmethod
    async def _still(stream: Stream, ask):
        """Ask the doors again: logged out, idle too long, disconnected, other rights."""
        try:
            listener = await ask()
        except Unavailable:
            stream.end("restart")
            return
        if listener is None or (listener.station_id, listener.key) != (
            stream.listener.station_id,
            stream.listener.key,
        ):
            stream.end("closed")
        else:
            stream.listener = listener


GONE = "gone"
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def event(name: str, data: str = "1") -> str:
    """One event as it travels; an event without data would not be delivered."""
    return f"event: {name}\ndata: {data}\n\n"


async def write(send, text: str, *, more: bool = True) -> None:
    """Write to the browser.

    Raises:
        TimeoutError: it does not read.
    """
    message = {"type": "http.response.body", "body": text.encode(), "more_body": more}
    await asyncio.wait_for(send(message), STUCK)


async def plain(send, status: int, text: str, headers: list) -> None:
    """A short answer."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


async def _watch(receive, stream: Stream) -> None:
    """Notice that the browser went away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end(GONE)


def cookie_names(header: str) -> set[str]:
    """Names of the cookies in a header."""
    try:
        return set(SimpleCookie(header))
    except CookieError:
        return set()


def origin_headers(headers: dict[str, str], scheme: str) -> list | None:
    """The answer's CORS headers; None when the page that asks is not one of this portal.

    Without an ``Origin`` the request comes from the same origin (behind the proxy). With one it must be the portal's
    page: the same scheme and host name, and the port of ``PUBLIC_URL`` (the demo's streams have a port of their own).
    """
    host = split_domain_port(headers.get("host", ""))[0]
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return None
    origin = headers.get("origin")
    if origin is None:
        return []
    if settings.BEHIND_PROXY:
        scheme = headers.get("x-forwarded-proto", scheme)
    asked, public = urlsplit(origin), urlsplit(settings.PUBLIC_URL)
    page = f"{scheme}://{host}" + (f":{public.port}" if public.port else "")
    if asked.geturl() != page and origin != f"{scheme}://{headers['host']}":
        return None
    return [
        (b"access-control-allow-origin", origin.encode("latin1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]
