"""One-time codes for guards: one by one, or a slip for everybody in a squad."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from patrols.squads.models import Guard, Squad
from stations.access.actions import issue_code
from stations.timeline.actions import record


@dataclass(frozen=True, slots=True)
class Slip:
    """What a guard gets on paper: who, the user name, the code in clear; it is kept nowhere else."""

    guard: Guard
    username: str
    code: str

    @property
    def grouped(self) -> str:
        """The code as it is read aloud."""
        return f"{self.code[:4]} {self.code[4:]}"


@transaction.atomic
def for_squad(*, squad: Squad, guards: Iterable[Guard], actor, at: datetime) -> list[Slip]:
    """New codes for guards of a squad; all or none.

    Args:
        squad: the squad, for the day-book.
        guards: guards with ``user`` loaded.
        actor: who hands them out.
        at: now.

    Raises:
        NotAllowed: the rule of who may hand out codes says no to one of them.
    """
    slips = [Slip(guard, guard.user.username, issue_code(user=actor, person=guard.user, at=at)) for guard in guards]
    record(verb="squad.codes_issued", subject=squad, actor=actor, count=len(slips))
    return slips
