"""One workflow tool: a state machine is a table of steps with one gate (DESIGN §2).

From the same table come the buttons a person may press, the diagram in the docs and the exhaustive test.
Nobody writes ``obj.state = …`` elsewhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.kit.answer import YES, Answer, NotAllowed, RuleBroken, no


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a step table.

    Attributes:
        source: state it leaves.
        verb: stable word of the verb; also its URL and API name.
        target: state it enters.
        label: what the button says.
        who: predicate ``(user, obj) -> Answer``: may this person do it; None means the system only.
        guard: predicate ``(obj, at) -> Answer``: may it be done now.
        tone: look of the button; ``danger`` asks first.
    """

    source: str
    verb: str
    target: str
    label: Any
    who: Callable[[Any, Any], Answer] | None
    guard: Callable[[Any, Any], Answer] = lambda obj, at: YES
    tone: str = "primary"


class Workflow:
    """A named step table over one ``state`` column."""

    def __init__(self, name: str, steps: Iterable[Step]):
        self.name = name
        self.steps = tuple(steps)
        self._by_key = {(step.source, step.verb): step for step in self.steps}
        if len(self._by_key) != len(self.steps):
            raise ValueError(f"{name}: the same verb twice from one state")
        self._from: dict[str, list[Step]] = {}
        for step in self.steps:
            if step.who:
                self._from.setdefault(step.source, []).append(step)

    def step(self, state: str, verb: str) -> Step | None:
        """The step of a verb in a state, or None."""
        return self._by_key.get((state, verb))

    def check(self, obj, verb: str, user, at=None) -> Answer:
        """Whether ``user`` may take ``obj`` through ``verb`` now; ``user`` None is the system itself."""
        step = self.step(obj.state, verb)
        if step is None:
            return no(_("This is no longer possible in the present state."), code="wrong_state")
        return self._may(step, obj, user, at)

    @staticmethod
    def _may(step: Step, obj, user, at) -> Answer:
        if user is not None:
            allowed = step.who(user, obj) if step.who else no(_("Only the system does this."), code="system_only")
            if not allowed:
                return Answer(False, allowed.reason, "not_allowed")
        return step.guard(obj, at)

    def verbs(self, obj, user, at=None) -> list[Step]:
        """The steps this person may take now: the buttons of the page, ``verbs`` of the API."""
        return [step for step in self._from.get(obj.state, ()) if self._may(step, obj, user, at)]

    def advance(self, obj, verb: str, user, at=None) -> Step:
        """The one gate: check, then set the state. The caller holds the row lock and saves.

        Raises:
            NotAllowed: the person may not.
            RuleBroken: the state or the guard refuses.
        """
        answer = self.check(obj, verb, user, at)
        if not answer:
            refusal = NotAllowed if answer.code == "not_allowed" else RuleBroken
            raise refusal(answer.reason, code=answer.code)
        step = self._by_key[(obj.state, verb)]
        obj.state = step.target
        return step

    def diagram(self) -> str:
        """Mermaid state diagram for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {step.source} --> {step.target}: {step.verb}" for step in self.steps]
        return "\n".join(lines)
