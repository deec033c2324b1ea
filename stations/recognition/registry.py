"""Units that can be commended beside persons: upper apps name their companies, squads, groups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


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
