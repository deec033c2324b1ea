"""Who may fetch which file: each feature answers for the purpose it stores files under."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.files.models import StoredFile
from stations.kit.answer import Answer, no

Allowed = Callable[[Any, StoredFile], Answer]

_purposes: dict[str, Allowed] = {}


def register(purpose: str, allowed: Allowed) -> None:
    """Answer for a purpose; called from ``registrations.py``.

    Args:
        purpose: the word files are stored under, e.g. ``"reports"``.
        allowed: ``(user, stored file)`` → :class:`Answer`.

    Raises:
        ValueError: another feature answers for it.
    """
    if _purposes.get(purpose, allowed) is not allowed:
        raise ValueError(f"file purpose registered twice: {purpose}")
    _purposes[purpose] = allowed


def may_fetch(user: Any, stored: StoredFile) -> Answer:
    """Whether a person may fetch a file; nobody may fetch what no feature answers for."""
    allowed = _purposes.get(stored.purpose)
    return allowed(user, stored) if allowed else no(_("This file cannot be fetched."), code="file.unknown_purpose")
