"""The application without a network: requests go in and events come out as ASGI says."""

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.live import app as live_app
from config.live.app import Live


class Visit:
    """One browser asking for a path; ``sent`` is what it got so far."""

    def __init__(self, live, cookies="", path="/live/stream/", **headers):
        given = {"host": "testserver", "cookie": cookies} | headers
        self.scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": "",
            "raw_path": path.encode(), "query_string": b"", "client": ("127.0.0.1", 5), "server": ("testserver", 80),
            "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
        }  # fmt: skip
        self.live, self.status, self.headers, self.text, self.ended = live, 0, {}, "", False
        self.gone = asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.text += message["body"].decode()
            self.ended = not message.get("more_body")

    async def run(self):
        await self.live(self.scope, self.receive, self.send)
        self.ended = True

    async def until(self, condition, seconds=10.0):
        """Wait until the condition of this visit holds."""
        async with asyncio.timeout(seconds):
            while not condition(self):
                await asyncio.sleep(0.01)

    @contextlib.asynccontextmanager
    async def opened(self):
        """Within: the stream runs; afterwards the browser is gone and nothing is left."""
        task = asyncio.create_task(self.run())
        await self.until(lambda visit: visit.text or visit.ended)
        yield self
        self.gone.set()
        await asyncio.wait_for(task, 5)


def alone(story):
    """Run a coroutine in a thread of its own: a browser test of the same process keeps this thread's loop busy."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, story).result()


@pytest.fixture
def visit():
    """``visit(story, cookies)``: run a story with a fresh application."""

    def run(story):
        async def main():
            live = Live()
            live.hub.degraded = False
            try:
                await story(live)
            finally:
                live.askers.shutdown(wait=True)

        alone(main())

    return run


@pytest.fixture
def quick(monkeypatch):
    """The doors are asked again and signs of life come several times a second."""
    monkeypatch.setattr(live_app, "ASK_AGAIN", 0.2)
    monkeypatch.setattr(live_app, "BEAT", 0.3)
