"""Who can carry errands out, and who wants to know what becomes of them: neither is known here (DESIGN §2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.errands.models import Errand
from stations.kit.answer import YES, Answer, no


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that passes there at that time and could carry an errand.

    Attributes:
        key: the carrier's own key of it, ``"plan:5"``.
        label: what it is called.
        url: its page.
        reasons: why it fits, in short words: distance, times.
        metres: how near it passes; None where it is sent there on purpose.
        at: when it passes next; None where that is not known yet.
    """

    key: str
    label: str
    url: str = ""
    reasons: tuple[str, ...] = ()
    metres: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A room whose people pass somewhere: patrols, night patrols.

    Attributes:
        code: stable word.
        label: what carries, in plural: "Patrols".
        icon: of its offers.
        allowed: ``user`` → whether the person may put errands on it, confirm and decline them.
        offers: ``(errand, at)`` → what fits, the best first, in a fixed number of queries.
        chosen: ``(errand, key)`` → the offer of a key with whatever may be chosen (also what fits less well);
            None where there is no such thing in this station.
        dropped: ``errand`` → told inside the transaction when it carries the errand no longer.
    """

    code: str
    label: Any
    icon: str
    allowed: Callable[[Any], Answer]
    offers: Callable[[Errand, datetime], list[Offer]]
    chosen: Callable[[Errand, str], Offer | None]
    dropped: Callable[[Errand], None] | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What became of an errand.

    Attributes:
        errand: after it, saved.
        verb: ``plan``, ``release``, ``pass``, ``finish``, ``decline``, ``lapse``, ``withdraw``, ``ask_again``.
        actor: who did it; None is the house.
        at: when.
    """

    errand: Errand
    verb: str
    actor: Any
    at: datetime


Listener = Callable[[Move], None]

_carriers: dict[str, Carrier] = {}
_listeners: dict[str, Listener] = {}


def register_carrier(carrier: Carrier) -> None:
    """Offer to carry errands; called from ``registrations.py``. The code again replaces it."""
    _carriers[carrier.code] = carrier


def carriers() -> list[Carrier]:
    """All who carry."""
    return list(_carriers.values())


def carrier(code: str) -> Carrier | None:
    """One by its code; None when its app is gone."""
    return _carriers.get(code)


def may_carry(user, code: str = "") -> Answer:
    """Whether a person may put errands on something.

    Args:
        code: of one carrier; empty asks for any.
    """
    wanted = [one for one in _carriers.values() if code in ("", one.code)]
    answers = [one.allowed(user) for one in wanted]
    if any(answers):
        return YES
    return answers[0] if answers else no("", code="no_carrier")


def on_move(name: str, listener: Listener) -> None:
    """Hear of every move, inside its transaction; called from ``registrations.py``. The name again replaces it.

    A listener looks at ``errand.source`` first and leaves alone what it did not ask for.
    """
    _listeners[name] = listener


def tell(move: Move) -> None:
    """Tell all listeners, in the order of their names."""
    for name in sorted(_listeners):
        _listeners[name](move)
