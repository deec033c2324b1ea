"""The way of an incident as a row of stages with their times: what is done, where it stands, what was passed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.catalogue.words import Kind
from stations.incidents.models import Incident
from stations.incidents.words import State

S = State
# The stages of IN-01 with the column of their time.
CALL = (
    (_("Reported"), "reported_at", None), (_("Received"), "received_at", S.RECEIVED),
    (_("Dispatched"), "dispatched_at", S.DISPATCHED), (_("Accepted"), "accepted_at", S.ACCEPTED),
    (_("En route"), "departed_at", S.EN_ROUTE), (_("Arrived"), "arrived_at", S.ARRIVED),
    (_("Under control"), "controlled_at", S.CONTROLLED), (_("Fed back"), "fed_back_at", S.FED_BACK),
    (_("Closed"), "closed_at", S.CLOSED), (_("Followed up"), "followed_up_at", S.FOLLOWED_UP),
)  # fmt: skip
# Other kinds: the day-book verbs that tell when a stage was reached.
OTHER: dict[str, tuple[tuple[Any, str, tuple[str, ...]], ...]] = {
    Kind.HAZARD: (
        (_("Received"), S.RECEIVED, ("record",)), (_("Verified"), S.VERIFIED, ("verify",)),
        (_("Assigned"), S.ASSIGNED, ("assign",)), (_("Rectified"), S.RECTIFIED, ("rectify", "settle_referral")),
        (_("Checked and closed"), S.CLOSED, ("recheck",)),
    ),
    Kind.CLUE: (
        (_("Received"), S.RECEIVED, ("record",)), (_("Verified"), S.VERIFIED, ("verify",)),
        (_("Acted on"), S.ACTED_ON, ("act_on", "dismiss")), (_("Giver told"), S.CLOSED, ("tell_giver",)),
    ),
    Kind.FOUND: (
        (_("Received"), S.RECEIVED, ("record",)), (_("Matched"), S.MATCHED, ("match",)),
        (pgettext_lazy("property", "Returned"), S.RETURNED, ("hand_back",)),
    ),
    Kind.LOSS: (
        (_("Received"), S.RECEIVED, ("record",)), (_("Matched"), S.MATCHED, ("match",)),
        (pgettext_lazy("property", "Returned"), S.RETURNED, ("hand_back",)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: ``status`` is ``done``, ``now``, ``late``, ``skipped`` or ``todo``."""

    label: Any
    at: datetime | None
    status: str


def stages(incident: Incident, entries, late: bool) -> list[Stage]:
    """The stages of an incident.

    Args:
        entries: its day-book entries, newest first.
        late: something that was due has not happened.
    """
    if incident.kind in OTHER:
        told = {entry.verb.removeprefix("incident."): entry.at for entry in reversed(list(entries))}
        steps = OTHER[incident.kind]
        when = [next((told[verb] for verb in verbs if verb in told), None) for _label, _state, verbs in steps]
        when[0] = incident.received_at
        places = [state for _label, state, _verbs in steps]
    else:
        steps = CALL
        when = [getattr(incident, column) for _label, column, _state in steps]
        places = [state for _label, _column, state in steps]
    here = _here(incident, places, when)
    result = []
    for index, step in enumerate(steps):
        if index > here:
            status, at = "todo", None
        elif index == here and incident.is_open:
            status, at = ("late" if late else "now"), when[index]
        else:
            status, at = ("done" if when[index] else "skipped"), when[index]
        result.append(Stage(step[0], at, status))
    return result


def _here(incident: Incident, places: list, when: list) -> int:
    """Index of the stage it stands at; beside the way (referred, settled, struck) the last one reached."""
    if incident.state in places:
        return places.index(incident.state)
    reached = [index for index, at in enumerate(when) if at]
    return reached[-1] if reached else 0
