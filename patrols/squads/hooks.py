"""What upper rooms add to the squads: checks of 四到人, and what happens when a guard goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from patrols.squads.models import Guard, Squad


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that lacks its person.

    Attributes:
        text: what it is, e.g. the name of a checkpoint or a squad.
        url: where it is put right.
    """

    text: Any
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the 四到人 overview.

    Attributes:
        title: what is asked, e.g. "every checkpoint has a keeper".
        done: how many are settled.
        total: of how many.
        gaps: what is missing, the first of them (twenty at most).
        url: the list behind it.
    """

    title: Any
    done: int
    total: int
    gaps: tuple[Gap, ...] = ()
    url: str = ""

    @property
    def missing(self) -> int:
        """How many are open."""
        return self.total - self.done


Source = Callable[[date], list[Check]]
Leaver = Callable[..., None]

_checks: dict[str, tuple[int, Any, Source]] = {}
_leavers: dict[str, Leaver] = {}
_holders: dict[str, Callable[[Guard], None]] = {}


def fixed(name: str, order: int, title: Any, source: Source) -> None:
    """Add a section to the 四到人 overview.

    Args:
        name: stable word; registering it again replaces the section.
        order: place on the page.
        title: which of the four it is (工作, 行动指导, 点位, 职责).
        source: ``(day) -> [Check]`` in the station's scope, a fixed number of queries.
    """
    _checks[name] = (order, title, source)


def sections(day: date) -> list[tuple[Any, list[Check]]]:
    """Title and checks of every section."""
    return [(title, source(day)) for _order, title, source in sorted(_checks.values(), key=lambda entry: entry[0])]


def on_leaving(name: str, listener: Leaver, hold: Callable[[Guard], None] | None = None) -> None:
    """Let a room act when a guard leaves the patrols or the squad, inside the same transaction.

    Args:
        name: stable word.
        listener: called with keywords ``guard``, ``squad`` (the squad left, None where there was none), ``day`` (the
            first day without) and ``actor``.
        hold: takes the locks the listener needs; called before anything is written, so that the day-book stays the
            last lock of all.
    """
    _leavers[name] = listener
    if hold:
        _holders[name] = hold


def hold(guard: Guard) -> None:
    """Take what the rooms will lock when this guard goes; the first thing in the transaction."""
    for holder in _holders.values():
        holder(guard)


def left(*, guard: Guard, squad: Squad | None, day: date, actor) -> None:
    """Tell all rooms that a guard is gone from a squad as of a day."""
    for listener in _leavers.values():
        listener(guard=guard, squad=squad, day=day, actor=actor)
