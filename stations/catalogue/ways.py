"""The registry of ways that patrols walk: an upper app says which there are and which key places they touch.

Rooms that want a patrol to follow such a way keep its number and show its page or its map by the address given here;
they never import the app that draws it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """One way (巡逻线路).

    Attributes:
        number: its id.
        name: what it is called.
        metres: how long it is.
    """

    number: int
    name: str
    metres: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways of the station in scope.

    Attributes:
        rows: those in use, in the order of a list; one query.
        touched: number → ids of the key places it touches, in the order in which it passes them.
        page: URL name of its page; takes the number.
        part: URL name of the fragment with its map, with a permission of its own; takes the number.
    """

    rows: Callable[[], Iterable[Way]]
    touched: Callable[[int], list[int]]
    page: str
    part: str


_known: list[Ways] = []


def register(ways: Ways) -> None:
    """Say which ways there are; called from ``registrations.py``. Registering again replaces it."""
    _known[:] = [ways]


def known() -> Ways | None:
    """What was registered; None where no app draws ways."""
    return _known[0] if _known else None


def find(number: int | None) -> Way | None:
    """A way of the station in scope by its number."""
    ways = known()
    if ways is None or number is None:
        return None
    return next((way for way in ways.rows() if way.number == number), None)
