"""What other rooms do when an incident moves, and what they offer on its page (DESIGN §2: one way up).

Called inside the transaction of the move: what a hook writes is committed with it or not at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.incidents.models import Incident
from stations.kit.answer import YES, Answer


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


@dataclass(frozen=True, slots=True)
class Tie:
    """What another room made of an incident, as its page shows it: a case, a referral, a mediation (IN-08).

    Attributes:
        label: what it is, e.g. "Police case".
        text: its number or name, without personal data.
        url: its page; empty where it has none.
        state: its state in words.
        tone: look of the state.
    """

    label: Any
    text: Any
    url: str = ""
    state: Any = ""
    tone: str = "info"


_listeners: dict[str, Callable[[Move], None]] = {}
_offers: dict[str, Offer] = {}
_guards: dict[str, Callable[[Incident, str, datetime], Answer]] = {}
_ties: dict[str, Callable[[Any, Incident], list[Tie]]] = {}
_verb_pages: dict[str, str] = {}
_remarks: dict[str, list[Callable[[Incident], list]]] = {}


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


def guard(name: str, check: Callable[[Incident, str, datetime], Answer]) -> None:
    """Let a room refuse a move; called from ``registrations.py``. Registering the name again replaces it.

    Args:
        name: stable word, e.g. ``"scene_mediation"``.
        check: ``(incident, verb, at) -> Answer``, asked of a locked incident after its own step table; the refusal
            says what to do instead. Ask for the verb first, so that other moves cost no query.
    """
    _guards[name] = check


def objection(incident: Incident, verb: str, at: datetime) -> Answer:
    """The first refusal of another room, else yes."""
    for check in _guards.values():
        answer = check(incident, verb, at)
        if not answer:
            return answer
    return YES


def tie(name: str, find: Callable[[Any, Incident], list[Tie]]) -> None:
    """Show on the page of incidents what a room made of them; called from ``registrations.py``.

    Args:
        name: stable word, e.g. ``"police_case"``.
        find: ``(user, incident) -> ties`` the person may see; a fixed number of queries.
    """
    _ties[name] = find


def ties_for(user, incident: Incident) -> list[Tie]:
    """What other rooms made of this incident, in the order of registration."""
    return [entry for find in _ties.values() for entry in find(user, incident)]


def remark(verb: str, find: Callable[[Incident], list]) -> None:
    """Say something on the form of a verb; called from ``registrations.py``.

    Args:
        verb: of the table of verbs.
        find: ``incident -> sentences``.
    """
    known = _remarks.setdefault(verb, [])
    if find not in known:
        known.append(find)


def remarks_for(verb: str, incident: Incident) -> list:
    """What other rooms say on the form of this verb."""
    return [text for find in _remarks.get(verb, ()) for text in find(incident)]


def verb_page(verb: str, url_name: str) -> None:
    """Say that a verb of incidents is carried out on another room's page, which takes the incident's id."""
    _verb_pages[verb] = url_name


def page_of(verb: str) -> str:
    """URL name of the page that carries out a verb, or empty: then the incident's own page does."""
    return _verb_pages.get(verb, "")
