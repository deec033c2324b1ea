"""What other rooms do when an incident moves, and what they offer on its page (DESIGN §2: one way up).

Called inside the transaction of the move: what a hook writes is committed with it or not at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.incidents.models import Incident
from stations.kit.answer import Answer


@dataclass(frozen=True, slots=True)
class Move:
    """One step an incident took: ``verb`` of its step table, or ``record`` when it was entered."""

    incident: Incident
    verb: str
    actor: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """Something another room can make of an incident, e.g. 转调解: a button on its page, a link in the API.

    Attributes:
        name: stable word, e.g. ``"mediation"``.
        label: what the button says.
        url_name: page that takes the incident's id.
        allowed: ``(user, incident) -> Answer``; no query beside what the page has loaded.
        icon: icon of the button.
    """

    name: str
    label: Any
    url_name: str
    allowed: Callable[[Any, Incident], Answer]
    icon: str = "arrow-right"


_listeners: dict[str, Callable[[Move], None]] = {}
_offers: dict[str, Offer] = {}


def after_move(name: str, listener: Callable[[Move], None]) -> None:
    """Let a room follow every move; called from ``registrations.py``. Registering the name again replaces it."""
    _listeners[name] = listener


def moved(move: Move) -> None:
    """Tell every room, in the order of registration."""
    for listener in _listeners.values():
        listener(move)


def offer(entry: Offer) -> None:
    """Offer something on the page of incidents; called from ``registrations.py``."""
    _offers[entry.name] = entry


def offers_for(user, incident: Incident) -> Iterable[Offer]:
    """What this person may make of this incident now."""
    return [entry for entry in _offers.values() if entry.allowed(user, incident)]
