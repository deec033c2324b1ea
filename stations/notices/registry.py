"""The words of notices: each feature registers the kinds it tells, and a notice is read when it is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of notice reads.

    Attributes:
        title: one short sentence that may use ``%(key)s`` of the notice's data, or a function ``(data) -> str``
            where codes have to become words.
        tone: ``danger``, ``warn``, ``ok``, ``info`` or ``muted``.
        icon: name of an icon of the set.
    """

    title: Any
    tone: str = "info"
    icon: str = "bell"


_kinds: dict[str, Kind] = {}


def register(kind: str, title: Any | Callable[[dict], str], tone: str = "info", icon: str = "bell") -> None:
    """Give a kind of notice its words; called from ``registrations.py``.

    Args:
        kind: stable code, e.g. ``"dispatch.overdue"``.
        title: sentence or function, see :class:`Kind`; it must read without personal data, because it is also what
            leaves the house by e-mail, SMS or WeCom.
        tone: look of the line.
        icon: icon of the line.

    Raises:
        ValueError: the kind already has words.
    """
    if kind in _kinds:
        raise ValueError(f"kind of notice registered twice: {kind}")
    _kinds[kind] = Kind(title, tone, icon)


def known(kind: str) -> bool:
    """Whether somebody registered the kind."""
    return kind in _kinds


def registered() -> frozenset[str]:
    """All known kinds."""
    return frozenset(_kinds)


class _Forgiving(dict):
    """A missing key reads as a dash: old notices keep reading after a sentence has changed."""

    def __missing__(self, key):
        return "—"


def look(kind: str) -> Kind:
    """Words and look of a kind; one nobody knows any more reads as its code."""
    return _kinds.get(kind) or Kind(kind)


def words(kind: str, data: dict) -> str:
    """The sentence of one notice in the language in force.

    Args:
        kind: its kind.
        data: its codes and ids.
    """
    title = look(kind).title
    if callable(title):
        return str(title(_Forgiving(data)))
    return str(title) % _Forgiving(data)


# Rest: who is left in peace now. The notice stands on the person's page at once; what leaves the house waits.

_rests: list[Callable[[Any, Iterable[int], datetime], Mapping[int, datetime]]] = []


def leave_in_peace(until: Callable[[Any, Iterable[int], datetime], Mapping[int, datetime]]) -> None:
    """Let a room say whose deliveries wait; called from ``registrations.py``.

    Args:
        until: ``(station, accounts, at)`` → of those accounts that must not be disturbed now, the moment from which
            they may be.
    """
    if until not in _rests:
        _rests.append(until)


def resting(station: Any, accounts: Iterable[int], at: datetime) -> dict[int, datetime]:
    """Accounts that must not be disturbed now, each with the moment from which it may be."""
    found: dict[int, datetime] = {}
    for until in _rests:
        for account, moment in until(station, accounts, at).items():
            found[account] = max(moment, found.get(account, moment))
    return found
