"""What upper rooms refuse, do and show when a case moves (one way up, as ``stations.incidents.hooks``).

Called inside the transaction of the move: what a hook writes is committed with it or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mediation.cases.models import Case
from stations.kit.answer import YES, Answer


@dataclass(frozen=True, slots=True)
class Move:
    """One step a case took: ``verb`` of the step table, or ``register``."""

    case: Case
    verb: str
    actor: Any
    at: datetime


_guards: dict[str, Callable[[Case, str, datetime], Answer]] = {}
_listeners: dict[str, Callable[[Move], None]] = {}
_verb_pages: dict[str, str] = {}
_parts: dict[str, tuple[int, str]] = {}
_places: list[Callable[[Case], "Appointment | None"]] = []


@dataclass(frozen=True, slots=True)
class Appointment:
    """The next session as a party may read it on the public page: when and where, nobody's name.

    Attributes:
        starts_at: aware moment.
        room: the room's public name, or the venue; empty while it is not fixed.
        address: of the room.
        online: it is held online.
    """

    starts_at: datetime
    room: str = ""
    address: str = ""
    online: bool = False


def guard(name: str, check: Callable[[Case, str, datetime], Answer]) -> None:
    """Let a room refuse a move; called from ``registrations.py``. Ask for the verb first."""
    _guards[name] = check


def objection(case: Case, verb: str, at: datetime) -> Answer:
    """The first refusal of another room, else yes."""
    for check in _guards.values():
        answer = check(case, verb, at)
        if not answer:
            return answer
    return YES


def after_move(name: str, listener: Callable[[Move], None]) -> None:
    """Let a room follow every move; called from ``registrations.py``. Registering the name again replaces it."""
    _listeners[name] = listener


def moved(move: Move) -> None:
    """Tell every room, in the order of registration."""
    for listener in _listeners.values():
        listener(move)


def verb_page(verb: str, url_name: str) -> None:
    """Say that a verb is carried out on a page of its own, which takes the case's id."""
    _verb_pages[verb] = url_name


def page_of(verb: str) -> str:
    """URL name of the page that carries out a verb, or empty: the case's page posts it."""
    return _verb_pages.get(verb, "")


def part(url_name: str, order: int) -> None:
    """Put a fragment on the case's page: URL name taking the case's id; it checks its own permission."""
    _parts[url_name] = (order, url_name)


def parts() -> list[str]:
    """URL names of the fragments of a case's page, in order."""
    return [name for _order, name in sorted(_parts.values())]


def appointments(reading: Callable[[Case], Appointment | None]) -> None:
    """Say where the next session of a case is; called by the room of sessions from ``registrations.py``."""
    _places[:] = [reading]


def appointment_of(case: Case) -> Appointment | None:
    """The next session of a case: as its room says, else the time alone."""
    found = _places[0](case) if _places else None
    if found is None and case.next_session_at is not None:
        return Appointment(case.next_session_at)
    return found
