"""Who can be trained: each app registers its audiences, with their parts and their people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience of courses.

    Attributes:
        code: stable word stored with the course, e.g. ``"guards"``.
        label: what it is called.
        people: ``(parts, day)`` → queryset of the accounts that belong to it on a day; all parts when empty.
        parts: parts of the station in scope as (code, name), e.g. squads; none by default.
        may_teach: ``user`` → whether the person plans sittings for this audience, beside the leadership.
    """

    code: str
    label: Any
    people: Callable[[list[str], Any], Any]
    parts: Callable[[], Iterable[tuple[str, str]]] = tuple
    may_teach: Callable[[Any], Any] = lambda user: False


_audiences: dict[str, Audience] = {}


def register(audience: Audience) -> None:
    """Make an audience known; called from ``registrations.py``. The code again replaces it."""
    _audiences[audience.code] = audience


def audiences() -> list[Audience]:
    """All known audiences."""
    return list(_audiences.values())


def audience(code: str) -> Audience | None:
    """One by its code; None when its app is gone."""
    return _audiences.get(code)
