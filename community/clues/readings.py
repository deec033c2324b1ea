"""What pages ask about clues: lists without givers, the loop in words, the conversation."""

from collections.abc import Sequence

from django.db.models import Min, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.clues.models import Clue, Scene
from community.clues.words import State
from stations.dispatch.models import Assignment
from stations.incidents.models import Attachment, Handler
from stations.incidents.words import CLOSED_STATES
from stations.incidents.words import State as IncidentState
from stations.kit.stages import Stage, in_phases

NEWEST = 20
# From here on somebody is there or has been.
ON_THE_SCENE = frozenset({
    IncidentState.ARRIVED, IncidentState.CONTROLLED, IncidentState.FED_BACK, IncidentState.VERIFIED,
    IncidentState.ASSIGNED, IncidentState.RECTIFIED, IncidentState.ACTED_ON, *CLOSED_STATES,
})  # fmt: skip
UNDER_WAY = frozenset({IncidentState.DISPATCHED, IncidentState.ACCEPTED, IncidentState.EN_ROUTE})


def listed():
    """Clues with what a list shows; never their givers."""
    return Clue.objects.select_related("scene", "incident", "officer__user", "incident__community")


def with_files(rows):
    """Clues with the photos and voice notes that hang on their incidents, and who may open them."""
    files = Attachment.objects.select_related("file", "added_by")
    handlers = Handler.objects.filter(until=None)
    return rows.prefetch_related(
        Prefetch("incident__attachments", queryset=files), Prefetch("incident__handlers", queryset=handlers)
    )


def scenes():
    """What can be tapped, in the station's order."""
    return Scene.objects.filter(active=True).select_related("category")


def given_by(user):
    """A member's own clues, the newest first; anonymous ones are nobody's."""
    return listed().filter(giver__user=user)


def stages(clue: Clue) -> Sequence[Stage]:
    """How far a clue is, in words, from the first tap to the thanks; one query, as crews go to it in any state."""
    incident = clue.incident
    crews = incident.assignments.exclude(Q(part=Assignment.Part.INFORMED) | Q(state=Assignment.State.RECALLED))
    sent = crews.aggregate(first=Min("sent_at"), there=Min("arrived_at"))
    scene = incident.state in ON_THE_SCENE or clue.state in {State.HANDLED, State.TOLD} or bool(sent["there"])
    begun = scene or clue.state == State.TAKEN or incident.state in UNDER_WAY or bool(sent["first"])
    reached = [
        (_("Received by the station"), True, clue.given_at),
        (_("An officer is dealing with it"), begun, clue.taken_at or incident.dispatched_at or sent["first"]),
        (_("Looked into"), scene, incident.arrived_at or sent["there"]),
        (pgettext_lazy("clue, to its giver", "Handled"), clue.state in {State.HANDLED, State.TOLD}, clue.handled_at),
        (_("Told what came of it"), clue.state == State.TOLD, clue.told_at),
    ]
    return in_phases(reached)
