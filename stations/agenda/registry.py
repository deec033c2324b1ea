"""What is due for whom: features say it, the person's own page lists it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from stations.agenda.asking import answered
from stations.agenda.words import Ask, Due, Entry, Kind, Tally

Source = Callable[[Any, date], Iterable[Due | Ask | Tally]]

_sources: dict[str, Source] = {}
_personal: set[str] = set()
_kinds: dict[str, Kind] = {}
_entries: dict[str, Entry] = {}


def register(name: str, source: Source, *, personal: bool = False) -> None:
    """Add a source of tasks; called from ``registrations.py``. Registering the name again replaces it.

    Args:
        name: stable word, e.g. ``"duty_lists"``.
        source: ``(user, day)`` → what is due for the person on that day. What is read from the database is given as
            ``Ask`` and ``Tally``, so that it is read together with the rest.
        personal: nothing of it ever passes to somebody else, so it is not asked on behalf of who is at rest.
    """
    _sources[name] = source
    _personal.discard(name)
    if personal:
        _personal.add(name)


def due_for(user: Any, day: date) -> list[Due]:
    """All that is due for a person on a day: the earliest first, what has no day last."""
    return due_with(user, (), day)[0]


def due_with(user: Any, others: Sequence[Any], day: date) -> list[list[Due]]:
    """What is due for a person, then for each of the others what of it somebody else does; each the earliest first.

    The number of queries depends on the sources, not on how many others there are: everybody is asked at once.
    """
    asked = [(0, thing) for source in _sources.values() for thing in source(user, day)]
    for number, person in enumerate(others, 1):
        passing = [source for name, source in _sources.items() if name not in _personal]
        asked += [(number, thing) for source in passing for thing in source(person, day)]
    found: list[list[Due]] = [[] for _person in (user, *others)]
    for (number, _thing), dues in zip(asked, answered([thing for _number, thing in asked]), strict=True):
        found[number] += [due for due in dues if due.passes or not number]
    return [sorted(dues, key=lambda due: (due.due is None, due.due or day, str(due.title))) for dues in found]


def due_from(source: Source, user: Any, day: date) -> list[Due]:
    """What one source alone has for a person, in its own order."""
    return [due for dues in answered(list(source(user, day))) for due in dues]


def register_kind(code: str, label: Any, icon: str) -> None:
    """Name a sort of task; called from ``registrations.py``. The code again replaces it."""
    _kinds[code] = Kind(label, icon)


def kinds() -> dict[str, Kind]:
    """All sorts of tasks by code."""
    return dict(_kinds)


def register_entry(entry: Entry) -> None:
    """Offer something to be taken down on the spot; called from ``registrations.py``."""
    _entries[entry.url_name] = entry


def entries_for(user: Any) -> list[Entry]:
    """What a person may take down on the spot, in order."""
    return sorted((entry for entry in _entries.values() if entry.allowed(user)), key=lambda entry: entry.order)
