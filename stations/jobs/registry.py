"""Kinds of long work: each feature registers the function that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stations.kit.answer import NotAllowed


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long work.

    Attributes:
        name: stable code, e.g. ``"roster.generate"``.
        label: what the progress page is headed with.
        work: ``(job, progress) -> result``; ``progress(done, total, message="")`` may be called often. The result
            is a JSON object; ``{"url": …}`` sends the waiting person there, ``{"summary": …}`` is shown.
    """

    name: str
    label: Any
    work: Callable


_kinds: dict[str, Kind] = {}


def register(name: str, label, work: Callable) -> None:
    """Make a kind of work known; called from ``registrations.py``."""
    _kinds[name] = Kind(name, label, work)


def kind(name: str) -> Kind:
    """The kind of a job.

    Raises:
        NotAllowed: nobody registered it (a job of a removed feature).
    """
    if name not in _kinds:
        raise NotAllowed(f"unknown kind of work: {name}")
    return _kinds[name]
