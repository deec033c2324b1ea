"""Let the real verbs of the house run at a past moment, so that the demo's recent hours are told as they happened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from unittest import mock

from django.utils import timezone

from stations.kit import live, queue


@contextmanager
def quiet() -> Iterator[None]:
    """Inside, what is committed tells no screen and queues no task: the sweepers find the rows as they stand."""
    with (
        mock.patch.object(live, "_publish", lambda *_args: None),
        mock.patch.object(queue, "publish", lambda *_a: True),
    ):
        yield


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, ``timezone.now()`` is that moment."""
    with mock.patch.object(timezone, "now", lambda: moment):
        yield


@dataclass
class Script:
    """Things that happen, each at its moment; told in any order, played in the order of time."""

    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def add(self, moment: datetime, act: Callable[[], object]) -> None:
        """Let something happen at a moment."""
        self.events.append((moment, len(self.events), act))

    def play(self) -> int:
        """Play everything; returns how many things happened."""
        for moment, _place, act in sorted(self.events, key=lambda event: event[:2]):
            with at(moment):
                act()
        return len(self.events)
