"""What upper apps tell recognition: units that can be commended, and what of theirs earns points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.kit.answer import Answer


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit.

    Attributes:
        code: stable word, e.g. ``"squad"``; stored with the commendation.
        label: what it is called.
        rows: units of the station in scope as (id, name).
    """

    code: str
    label: Any
    rows: Callable[[], Iterable[tuple[int, str]]]


_kinds: dict[str, UnitKind] = {}
_people: dict[str, Callable[[], Any]] = {}


def register_unit(kind: UnitKind) -> None:
    """Make a kind of unit known; called from ``registrations.py``. The code again replaces it."""
    _kinds[kind.code] = kind


def units() -> list[UnitKind]:
    """All kinds of units."""
    return list(_kinds.values())


def register_people(code: str, accounts: Callable[[], Any]) -> None:
    """Say which accounts can be commended, beside officers: ``accounts`` gives a queryset of users in scope."""
    _people[code] = accounts


def people() -> list[Any]:
    """The querysets of accounts that can be commended."""
    return [accounts() for accounts in _people.values()]


# Points: who earns, and what upper rooms have verified


@dataclass(frozen=True, slots=True)
class Earned:
    """Something verified that somebody is to be paid for.

    Attributes:
        user: the account.
        act: code of the station's rule.
        source: what for; the same source pays once. Of a protected giver a keyed digest that leads nowhere.
        checker: who verified it.
        protected: no list of the station names the person, the day or the checker (SE-31).
        place, done_at: where and when it was done, where that may be known.
    """

    user: Any
    act: str
    source: str
    checker: Any = None
    protected: bool = False
    place: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presented:
    """What a receipt code stands for at the desk; nothing in it says what was told, or when.

    Attributes:
        source: keyed digest; the same source is paid once.
        act: code of the station's rule.
        ready: whether it may be paid now, else why not.
    """

    source: str
    act: str
    ready: Answer


@dataclass(frozen=True, slots=True)
class Earner:
    """A kind of source.

    Attributes:
        code: stable word.
        due: ``since`` → what was verified from then on, in the station in scope; a fixed number of queries. What was
            paid before is told again: the ledger pays a source once.
        by_receipt: a receipt code → what it stands for, or None where it is none of this kind.
        acts: acts it pays for, as (code, name), offered where rules are set.
    """

    code: str
    due: Callable[[datetime], Iterable[Earned]]
    by_receipt: Callable[[str], Presented | None] = lambda code: None
    acts: Iterable[tuple[str, Any]] = ()


_earners: dict[str, Earner] = {}
_may_earn: dict[str, Callable[[Any], Answer | None]] = {}


def register_earner(earner: Earner) -> None:
    """Make a source of points known; called from ``registrations.py``. The code again replaces it."""
    _earners[earner.code] = earner


def earners() -> list[Earner]:
    """All sources of points."""
    return list(_earners.values())


def register_may_earn(code: str, says: Callable[[Any], Answer | None]) -> None:
    """Say of the people of a room who may earn points: yes, no, or None for people who are none of its own."""
    _may_earn[code] = says


def said_of(user: Any) -> list[Answer | None]:
    """What each room says of a person."""
    return [says(user) for says in _may_earn.values()]
