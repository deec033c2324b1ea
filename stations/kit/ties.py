"""Who somebody is today, over all rooms: rights, teams led, squads, seats; one question a request.

Each room registers the rows that tie a person to something (``registrations.py``)::

    ties.register("leads", lambda user, day: SquadLead.objects.filter(in_force(day), guard__user=user), "squad_id")

and reads them with :func:`ties_of`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from stations.kit.compiled import Compiled


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that tie a person to something: ``rows(user_id, day)``, the column of its number, a column of words.

    ``area``: it is work of an area, which somebody else does while the person is at rest.
    """

    rows: Callable[[int, date], QuerySet]
    number: str
    word: str = ""
    area: bool = False


_kinds: dict[str, Kind] = {}


def register(
    kind: str, rows: Callable[[int, date], QuerySet], number: str, word: str = "", *, area: bool = False
) -> None:
    """Add a kind of tie; registering it again replaces it.

    Args:
        kind: ``room.what``.
        rows: ``(user_id, day)`` → rows of the station in scope.
        number: column told of each row.
        word: another one, of text.
        area: work of an area, which a stand-in does (:func:`fill_areas`).
    """
    _kinds[kind] = Kind(rows, number, word, area)
    _question.cache_clear()
    _areas.cache_clear()


def ties_of(user, day: date | None = None) -> dict[str, list[tuple[int, str]]]:
    """Kind → (number, word) of everything that ties a person; once a request for today. In a station.

    Args:
        user: the person.
        day: another day than today; asked anew each time.
    """
    known = getattr(user, "_ties", None)
    if day is None and known is not None:
        return known
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for kind, number, word in _question().ask(user=user.pk, day=day or timezone.localdate()):
        found[kind].append((number, word))
    if day is None:
        user._ties = found
    return found


def fill_areas(people: Iterable, day: date | None = None) -> None:
    """Tell people, for this request, the areas they answer for and nothing else that ties them; one query.

    Args:
        people: accounts on whose behalf somebody else works. What belongs to a person alone (rights, seats, groups
            one leads, disputes one mediates) is not asked.
        day: today by default.
    """
    asked = list(people)
    today = day or timezone.localdate()
    for person, rows in zip(asked, _areas().ask_each([{"user": one.pk, "day": today} for one in asked]), strict=True):
        person._ties = defaultdict(list)
        for kind, number, word in rows:
            person._ties[kind].append((number, word))


@cache
def _question() -> Compiled:
    return Compiled(_union, user=int, day=date)


@cache
def _areas() -> Compiled:
    return Compiled(partial(_union, area=True), user=int, day=date)


def _union(user: int, day: date, *, area: bool = False) -> QuerySet:
    parts = [
        kind.rows(user, day).order_by().values_list(
            Value(name, CharField()),
            Cast(F(kind.number), BigIntegerField()),
            Cast(F(kind.word) if kind.word else Value(""), CharField()),
        )
        for name, kind in _kinds.items()
        if kind.area or not area
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True)
