"""What the desk sees of one incident's crews, and sending several with the part each advice gives it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from stations.dispatch import actions
from stations.dispatch.advice import recommend
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.phone import nearest
from stations.dispatch.readings import assignments_of
from stations.dispatch.rules import ASSIGNMENT_STEPS
from stations.incidents.models import Incident
from stations.kit.workflow import Step

A = Assignment.State
TONES = {
    A.SENT: "warn", A.ACCEPTED: "info", A.EN_ROUTE: "info", A.ARRIVED: "primary", A.DONE: "ok",
    A.PASSED_ON: "muted", A.RECALLED: "muted",
}  # fmt: skip
# What the desk offers beside each crew; the rest is the crew's own business.
OFFERED = ("accept", "depart", "arrive", "recall")


@dataclass(slots=True)
class Line:
    """One crew of an incident: its state, its times, its timer, what may be done."""

    row: Assignment
    verbs: list[Step]
    due: Timer | None
    tone: str

    @property
    def ended(self) -> bool:
        """Not on it any more."""
        return self.row.state in Assignment.ENDED


def lines_of(incident: Incident, user, at: datetime) -> list[Line]:
    """Every crew of an incident, the running ones first; three queries."""
    found = []
    for row in assignments_of(incident):
        steps = {step.verb: step for step in ASSIGNMENT_STEPS.verbs(row, user, at)}
        verbs = [steps[name] for name in OFFERED if name in steps]
        found.append(Line(row, verbs, nearest(row.timers.all()), TONES[row.state]))
    return found


@transaction.atomic
def send(*, incident: Incident, crews: list, actor, wanted: dict[str, Any]) -> list[Assignment]:
    """Send the chosen crews, each as what the advice said it would be, the one that goes first before the others.

    Args:
        wanted: ``part`` and ``advice`` when one crew was sent by its own button; empty for the ticked ones.
            ``informed`` holds for all of them.
    """
    # Told only, however many they are; what a crew would be at the scene is said for one crew alone.
    if wanted.get("part") and (len(crews) == 1 or wanted["part"] == Assignment.Part.INFORMED):
        part, code = wanted["part"], wanted["advice"]
        return actions.send_all(incident=incident, crews=crews, actor=actor, part=part, advice=code)
    told = {one.crew.pk: one for one in recommend(incident, timezone.now())}
    order = {pk: place for place, pk in enumerate(told)}
    return actions.send_all(
        incident=incident,
        crews=sorted(crews, key=lambda crew: order.get(crew.pk, len(order))),
        actor=actor,
        part={pk: one.part for pk, one in told.items()},
        advice={pk: one.code for pk, one in told.items()},
    )
