"""What rooms above want a guard to look at on a walk of today: shown on the page of today and on the point's card."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patrols.checkins.today import Walk


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to look at.

    Attributes:
        key: stable word.
        duty_id: the duty it belongs to.
        text: what, where and why in one line, without any person.
        when: around what time, in words.
        point_id: the checkpoint whose check-in counts for it; None where none is near.
        url: where one tap says "passed"; empty where that is not asked.
        passed: somebody of this duty has passed already.
    """

    key: str
    duty_id: int
    text: str
    when: str = ""
    point_id: int | None = None
    url: str = ""
    passed: bool = False

    @property
    def line(self) -> str:
        """All of it in one line, for the card kept on the phone."""
        return "，".join(part for part in (self.text, self.when) if part)


Source = Callable[[Sequence[Walk], datetime], list[Ask]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source; called from ``registrations.py``. The name again replaces it.

    Args:
        source: ``(walks, at)`` → what to look at, in a fixed number of queries.
    """
    _sources[name] = source


def asks_of(walks: Sequence[Walk], at: datetime) -> list[Ask]:
    """Everything that is asked on some walks that are not over."""
    going: list[Any] = [walk for walk in walks if walk.phase != "over"]
    return [ask for source in _sources.values() for ask in source(going, at)] if going else []
