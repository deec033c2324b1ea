"""The nouns of the list of the day: a task, what a source may ask instead of reading it, a sort of task, an entry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet


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
class Ask:
    """Rows that wait for a person, not read yet: the same table is read once for all sources and all people.

    Attributes:
        rows: with what the tasks show joined (``select_related``); may be sliced.
        told: a row → its task; None where it turns out that nothing is to do.
    """

    rows: QuerySet
    told: Callable[[Any], Due | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of rows, not counted yet: all counts of a list are one query.

    Attributes:
        rows: not sliced.
        told: the number, never 0 → the one task; None where so many are nothing to do.
    """

    rows: QuerySet
    told: Callable[[int], Due | None]


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
