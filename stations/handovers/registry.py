"""The registry of handover lines: each feature says what the next duty must know (DU-11).

The page asks every source until the outgoing commander signs; then the lines are frozen as they stand. So a line's
text never holds a name or a phone number: it is printed and kept, and whoever needs more follows its link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TEXT, URL = 300, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the incoming duty must know.

    Attributes:
        text: a short sentence with numbers and codes, never names, phones or free text about a person; at most 300
            characters are kept.
        url: where the matter is worked on.
        tone: ``danger``, ``warn``, ``info`` or ``ok``.
        due_at: when it is due; a line whose time has passed is counted as overdue.
    """

    text: Any
    url: str = ""
    tone: str = "info"
    due_at: datetime | None = None


Source = Callable[[Any, datetime], list[Line]]


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one source under their heading."""

    code: str
    label: Any
    order: int
    source: Source


_sections: dict[str, Section] = {}


def register(code: str, label: Any, order: int, source: Source) -> None:
    """Add a section; called from ``registrations.py``. Registering the code again replaces it.

    Args:
        code: stable word of at most 40 characters, e.g. ``"incidents_open"``; frozen lines are kept under it.
        label: heading of the section.
        order: place on the page. 100 open incidents, 200 cases and referrals, 300 promised calls and notes, 400 who
            comes on duty, 500 things.
        source: ``(station, at)`` → lines, the most urgent first; runs in the station's scope with a fixed number of
            queries.

    Raises:
        ValueError: the code does not fit the column of frozen lines.
    """
    if len(code) > 40:
        raise ValueError(f"handover section code too long: {code}")
    _sections[code] = Section(code, label, order, source)


def sections() -> list[Section]:
    """Every section in its order."""
    return sorted(_sections.values(), key=lambda section: (section.order, section.code))


def label_of(code: str) -> Any:
    """The heading of a section; the code itself when its feature is gone (an old handover still has its lines)."""
    section = _sections.get(code)
    return section.label if section else code
