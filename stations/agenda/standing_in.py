"""Whose area work a person does today, asked from any room; the answer comes from above (``stations.beat``).

A rule that names the officer in charge of area work lets a stand-in do the same::

    own.pk == row.officer_id or row.officer_id in stands_in_for(user)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_provider: Callable[[Any], frozenset[int]] | None = None


def provide(answer: Callable[[Any], frozenset[int]]) -> None:
    """Say who answers; called once from ``registrations.py`` of the room that knows.

    Args:
        answer: ``user`` → officers whose area work the person does today; keeps its answer for the request.
    """
    global _provider
    _provider = answer


def stands_in_for(user: Any) -> frozenset[int]:
    """Officers whose area work a person does today beside the own; empty for most."""
    return _provider(user) if _provider else frozenset()


@contextmanager
def answered_by(answer: Callable[[Any], frozenset[int]]) -> Iterator[None]:
    """Within: somebody else answers, for the drawing of step tables and for tests."""
    global _provider
    before, _provider = _provider, answer
    try:
        yield
    finally:
        _provider = before
