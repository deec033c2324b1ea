"""What upper rooms tell the network: how many open cases a mediator has (one way up)."""

from collections.abc import Callable

from django.db.models import Expression, Value

_load: list[Callable[[], Expression]] = []


def count_load(expression: Callable[[], Expression]) -> None:
    """Say how open cases are counted; called from ``registrations.py``.

    Args:
        expression: gives an integer expression over rows of ``Mediator`` (``OuterRef("pk")``).
    """
    _load[:] = [expression]


def load() -> Expression:
    """Open cases of a mediator, as an expression; 0 while nobody counts them."""
    return _load[0]() if _load else Value(0)
