"""How far something is, in words for who waits for it (``components/stages.html``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: ``done``, ``now`` (it is waited for) or ``next``.

    Attributes:
        label: what is done in it; it reads as a thing to come, too ("Answer", not "Answered").
        phase: how far it is.
        at: when it was done, where that is known.
    """

    label: Any
    phase: str
    at: datetime | None = None


def in_phases(reached: Iterable[tuple[Any, bool, datetime | None]]) -> list[Stage]:
    """Steps in their order with their phases: the first that is not done is waited for.

    Args:
        reached: of each step the label, whether it is done, and when it was.
    """
    found, waited_for = [], False
    for label, done, at in reached:
        phase = "done" if done else "next" if waited_for else "now"
        waited_for = waited_for or not done
        found.append(Stage(label, phase, at if done else None))
    return found
