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
        kind: what sort of task it is, one of :func:`kinds`; empty: other.
        place: where, in words; empty where it has no place.
        point: latitude and longitude (WGS-84), for the map; None where unknown.
        passes: whether it is work of an area that the B角 or a colleague does while the owner is at rest. What
            belongs to the person (a signature, a confirmation) stays theirs.
    """

    title: Any
    due: date | None
    url: str
    tone: str = "info"
    kind: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of task, as list and map show it: its name and its icon."""

    label: Any
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be taken down on the spot: a report, a dispute, a note of a visit.

    Attributes:
        label: on the button.
        url_name: page where it is written; takes no arguments.
        icon: of the button.
        allowed: ``user`` → whether the person may.
        order: among the others.
    """

    label: Any
    url_name: str
    icon: str
    allowed: Callable[[Any], Any]
    order: int = 50


Source = Callable[[Any, date], list[Due]]

_sources: dict[str, Source] = {}
_personal: set[str] = set()
_kinds: dict[str, Kind] = {}
_entries: dict[str, Entry] = {}


def register(name: str, source: Source, *, personal: bool = False) -> None:
    """Add a source of tasks; called from ``registrations.py``. Registering the name again replaces it.

    Args:
        name: stable word, e.g. ``"duty_lists"``.
        source: ``(user, day)`` → what is due for the person on that day; a fixed number of queries.
        personal: nothing of it ever passes to somebody else, so it is not asked on behalf of who is at rest.
    """
    _sources[name] = source
    _personal.discard(name)
    if personal:
        _personal.add(name)


def due_for(user: Any, day: date) -> list[Due]:
    """All that is due for a person on a day: the earliest first, what has no day last."""
    found = [due for source in _sources.values() for due in source(user, day)]
    return sorted(found, key=lambda due: (due.due is None, due.due or day, str(due.title)))


def passing_from(user: Any, day: date) -> list[Due]:
    """What of a person's tasks others do while the person is at rest; the same order."""
    asked = [source for name, source in _sources.items() if name not in _personal]
    found = [due for source in asked for due in source(user, day) if due.passes]
    return sorted(found, key=lambda due: (due.due is None, due.due or day, str(due.title)))


def register_kind(code: str, label: Any, icon: str) -> None:
    """Name a sort of task; called from ``registrations.py``. The code again replaces it."""
    _kinds[code] = Kind(label, icon)


def kinds() -> dict[str, Kind]:
    """All sorts of tasks by code."""
    return dict(_kinds)


def register_entry(entry: Entry) -> None:
    """Offer something to be taken down on the spot; called from ``registrations.py``."""
    _entries[entry.url_name] = entry


def entries_for(user: Any) -> list[Entry]:
    """What a person may take down on the spot, in order."""
    return sorted((entry for entry in _entries.values() if entry.allowed(user)), key=lambda entry: entry.order)
