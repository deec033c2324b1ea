"""What is due for whom: features say it, the person's own page lists it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Due:
    """One thing a person ought to do.

    Attributes:
        title: what to do, in a short sentence.
        due: the day it is due; None is "as soon as you can".
        url: where it is done.
        tone: ``danger``, ``warn`` or ``info``.
    """

    title: Any
    due: date | None
    url: str
    tone: str = "info"


Source = Callable[[Any, date], list[Due]]

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source of tasks; called from ``registrations.py``. Registering the name again replaces it.

    Args:
        name: stable word, e.g. ``"duty_lists"``.
        source: ``(user, day)`` → what is due for the person on that day; a fixed number of queries.
    """
    _sources[name] = source


def due_for(user: Any, day: date) -> list[Due]:
    """All that is due for a person on a day: the earliest first, what has no day last."""
    found = [due for source in _sources.values() for due in source(user, day)]
    return sorted(found, key=lambda due: (due.due is None, due.due or day, str(due.title)))
