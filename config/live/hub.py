"""One subscription to the bus, many streams: each stream keeps the set of topics it has yet to tell."""

import asyncio
import json
import logging
from collections import defaultdict

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from config.live.doors import Listener
from stations.kit.live import channel

log = logging.getLogger(__name__)

EVERY = channel("*")
# Streams of one person or screen; a further one ends the oldest.
MOST_EACH = 8
SILENT = 10.0  # seconds until the bus is asked whether it is still there
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0


class Stream:
    """One open page.

    Attributes:
        listener: who it is, asked again now and then.
        ending: why it ends; empty while it runs.
    """

    def __init__(self, listener: Listener):
        self.listener = listener
        self.ending = ""
        self.wake = asyncio.Event()
        self._topics: set[str] = set()
        self._states: list[str] = []

    def tell(self, topics) -> None:
        """Note topics; several hints before the next write are one."""
        heard = self.listener.heard(topics)
        if heard:
            self._topics |= heard
            self.wake.set()

    def state(self, word: str) -> None:
        """Note that the bus was lost (``degraded``) or is back (``recovered``)."""
        self._states.append(word)
        self.wake.set()

    def end(self, reason: str) -> None:
        """Let it say goodbye."""
        self.ending = self.ending or reason
        self.wake.set()

    def take(self) -> tuple[list[str], list[str]]:
        """What has to be told now: states, and topics in order."""
        states, topics = self._states, sorted(self._topics)
        self._states, self._topics = [], set()
        self.wake.clear()
        return states, topics


class Hub:
    """Everybody who listens in this process.

    Args:
        url: address of the bus.
        most: streams in all.
    """

    def __init__(self, url: str, most: int):
        self.url, self.most = url, most
        self.degraded = True
        self.closing = False
        self.count = 0
        self._by_station: dict[int, set[Stream]] = defaultdict(set)
        self._by_key: dict[str, list[Stream]] = defaultdict(list)

    def is_full(self) -> bool:
        """Whether no further stream is carried."""
        return self.closing or self.count >= self.most

    def join(self, listener: Listener) -> Stream:
        """Open a stream; of too many of one person the oldest ends."""
        stream = Stream(listener)
        mine = self._by_key[listener.key]
        mine.append(stream)
        for old in mine[:-MOST_EACH]:
            old.end("busy")
        self._by_station[listener.station_id].add(stream)
        self.count += 1
        return stream

    def leave(self, stream: Stream) -> None:
        """A stream has ended."""
        self.count -= 1
        for group, key in ((self._by_station, stream.listener.station_id), (self._by_key, stream.listener.key)):
            members = group[key]
            members.remove(stream)
            if not members:
                del group[key]

    def close(self) -> None:
        """The process ends: all streams end and come back to the next one."""
        self.closing = True
        for stream in self._all():
            stream.end("restart")

    def _all(self) -> list[Stream]:
        return [stream for members in self._by_station.values() for stream in members]

    def _set(self, degraded: bool) -> None:
        if self.degraded != degraded:
            self.degraded = degraded
            log.warning("live bus %s", "lost" if degraded else "found")
            for stream in self._all():
                stream.state("degraded" if degraded else "recovered")

    def pass_on(self, name: bytes, data: bytes) -> None:
        """Hand a hint of one station to its listeners."""
        try:
            station_id, topics = int(name.rsplit(b":", 1)[1]), json.loads(data)
        except (ValueError, IndexError):
            return
        for stream in self._by_station.get(station_id, ()):
            stream.tell(topics)

    async def listen(self) -> None:
        """Follow the bus for ever; a lost connection is told to everybody and tried again, ever more slowly."""
        wait = FIRST_WAIT
        while not self.closing:
            try:
                async for _turn in self._subscription():
                    wait = FIRST_WAIT
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("live bus away", extra={"fields": {"error": type(error).__name__}})
            self._set(degraded=True)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _subscription(self):
        """One connection until it breaks; yields at every sign of life."""
        # No silent reconnecting: hints are lost meanwhile, and the pages have to know.
        bus = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))
        try:
            async with bus.pubsub() as hints:
                await hints.psubscribe(EVERY)
                asked = False
                while True:
                    message = await hints.get_message(timeout=SILENT)
                    if message is None:
                        if asked:
                            raise TimeoutError
                        await hints.ping()
                        asked = True
                        continue
                    asked = False
                    self._set(degraded=False)
                    if message["type"] == "pmessage":
                        self.pass_on(message["channel"], message["data"])
                    yield True
        finally:
            await bus.aclose()
