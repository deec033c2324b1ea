"""Who can be trained, and what follows a class: upper rooms say it here.

Each app registers its audiences with their parts and their people (``register``); a room where questions are asked
registers itself with ``after_class``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from stations.kit.answer import YES


@dataclass(frozen=True, slots=True)
class Split:
    """One way to divide an audience (by trade, by group), so that it is seen whom the classes reach.

    Attributes:
        code: stable word, in the address of the page.
        label: what it is called.
        rows: ``day`` → (name of the part, account id) of everybody of the audience on that day; one query.
    """

    code: str
    label: Any
    rows: Callable[[date], Iterable[tuple[str, int]]]


def everybody(station, people: Iterable, at: datetime, kind: str = "") -> list:
    """Nobody asked for quiet hours: everybody is told at once."""
    return list(people)


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience of courses.

    Attributes:
        code: stable word stored with the course, e.g. ``"guards"``.
        label: what it is called.
        people: ``(parts, day)`` → queryset of the accounts that belong to it on a day; all parts when empty.
        parts: parts of the station in scope as (code, name), e.g. squads; none by default.
        may_teach: ``user`` → whether the person plans sittings for this audience, beside the leadership.
        signs_up: whether its people sign up themselves unless the plan says otherwise; else they are put on the list.
        tellable: ``(station, people, at, kind)`` → those of them who may be sent a notice of this kind now (quiet
            hours, so many a week); everybody by default.
        parts_of: ``(user, day)`` → codes of the parts the person belongs to, None when not of this audience; without
            it ``people`` is asked.
        near: ``user`` → ids of the communities the person is at home in, for "near you".
        splits: ways to divide it when its reach is shown.
    """

    code: str
    label: Any
    people: Callable[[list[str], Any], Any]
    parts: Callable[[], Iterable[tuple[str, str]]] = tuple
    may_teach: Callable[[Any], Any] = lambda user: False
    signs_up: bool = False
    tellable: Callable[[Any, Iterable, datetime, str], list] = everybody
    parts_of: Callable[[Any, date], frozenset[str] | None] | None = None
    near: Callable[[Any], frozenset[int]] = lambda user: frozenset()
    splits: tuple[Split, ...] = ()


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


def belongs(entry: Audience, user, parts: Iterable[str], day: date) -> bool:
    """Whether a person is of an audience, and of one of the parts where some are named.

    Args:
        parts: codes of parts; none of them means the whole audience.
        day: the day it is asked for.
    """
    wanted = frozenset(parts)
    if entry.parts_of is not None:
        own = entry.parts_of(user, day)
        return own is not None and (not wanted or bool(own & wanted))
    return entry.people(sorted(wanted), day).filter(pk=user.pk).exists()


# What follows a class


@dataclass(frozen=True, slots=True)
class AfterClass:
    """A place for the questions that stay open when a class is over.

    Attributes:
        label: on the button, e.g. 提问.
        ask_url: sitting → where the person who came writes a question about it.
        list_url: sitting → part of a page with the questions asked about it; it checks its own permission.
        allowed: ``user`` → whether the person may ask.
    """

    label: Any
    ask_url: Callable[[Any], str]
    list_url: Callable[[Any], str] | None = None
    allowed: Callable[[Any], Any] = lambda user: YES


_after: dict[str, AfterClass] = {}


def after_class(
    code: str, *, label, ask_url: Callable[[Any], str], list_url: Callable[[Any], str] | None = None,
    allowed: Callable[[Any], Any] = lambda user: YES,
) -> None:  # fmt: skip
    """Offer a place for questions after class; called from ``registrations.py``. The code again replaces it."""
    _after[code] = AfterClass(label, ask_url, list_url, allowed)


def asking(user, sitting) -> list[tuple[Any, str]]:
    """(label, address) of the places where this person may ask about a sitting."""
    return [(one.label, one.ask_url(sitting)) for one in _after.values() if one.allowed(user)]


def questions_of(sitting) -> list[tuple[Any, str]]:
    """(label, address of the part) that lists what was asked about a sitting."""
    return [(one.label, one.list_url(sitting)) for one in _after.values() if one.list_url is not None]
