"""The answer of a rule: yes, or no with the reason a person can act on."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says.

    Truthy when ``ok``. ``reason`` is a (lazily translated) sentence for the user, ``code`` a stable word for
    programs, e.g. ``absence.overlap``.
    """

    ok: bool
    reason: Any = ""
    code: str = ""

    def __bool__(self) -> bool:
        return self.ok

    def or_refuse(self) -> None:
        """Raise :class:`RuleBroken` when the answer is no."""
        if not self.ok:
            raise RuleBroken(self.reason, code=self.code)


YES = Answer(True)


def no(reason: Any, code: str = "refused") -> Answer:
    """A refusal with its reason."""
    return Answer(False, reason, code)


@dataclass
class RuleBroken(Exception):
    """A rule refused an action: HTTP 409 with the reason (400 in a form)."""

    reason: Any
    code: str = "refused"
    details: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.reason)


class NotAllowed(Exception):
    """The person may not do this: HTTP 403 with the reason."""

    def __init__(self, reason: Any, code: str = "not_allowed"):
        super().__init__(reason)
        self.reason = reason
        self.code = code


def demand(answer: Answer) -> None:
    """Raise :class:`NotAllowed` when a permission predicate says no."""
    if not answer:
        raise NotAllowed(answer.reason, code=answer.code or "not_allowed")
