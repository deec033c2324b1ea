"""One-time codes for guards: one by one, or a slip for everybody in a squad."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from patrols.squads.models import CommandPost, Guard, Squad
from patrols.squads.people import members_of
from patrols.squads.rules import in_office
from stations.access.actions import issue_codes
from stations.kit.spans import in_force
from stations.organisation.models import Officer
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


def takers(*, squad: Squad, actor, day: date) -> list[Guard]:
    """The guards of a squad for whom somebody may hand out codes, as ``rules.may_give_code`` says; four queries."""
    members = members_of(squad, day)
    people = [guard.user_id for guard in members]
    barred = {actor.pk, *Officer.objects.filter(user__in=people).values_list("user_id", flat=True)}
    if not in_office(actor):
        seats = CommandPost.objects.filter(in_force(day), user__in=people)
        barred.update(seats.values_list("user_id", flat=True))
    return [guard for guard in members if guard.user_id not in barred]


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
    guards = list(guards)
    made = issue_codes(user=actor, people=[guard.user for guard in guards], at=at)
    slips = [Slip(guard, guard.user.username, made[guard.user_id]) for guard in guards]
    record(verb="squad.codes_issued", subject=squad, actor=actor, count=len(slips))
    return slips
