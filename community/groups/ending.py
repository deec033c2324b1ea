"""What ends with a membership in the rooms above: each says what it takes back, inside the same transaction.

Whoever left, was struck off or let the renewal lapse takes part in nothing; what they had promised is free again.
"""

from collections.abc import Callable
from datetime import datetime

from community.groups.models import Member

Ending = Callable[[Member, datetime], None]

_endings: dict[str, Ending] = {}


def register(name: str, ends: Ending) -> None:
    """Take something back when a membership ends; called from ``registrations.py``. The name again replaces it.

    Args:
        ends: ``(member, at)``, called inside the transaction, the member's row locked.
    """
    _endings[name] = ends


def end_all(member: Member, at: datetime) -> None:
    """Tell every room; in the order of registration."""
    for ends in _endings.values():
        ends(member, at)
