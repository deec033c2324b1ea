"""Decisions of dispatch: who sends, who goes, how long it may take (2+X+N, IN-09, DU-08)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from stations.catalogue.words import Grade
from stations.crews.models import Crew
from stations.dispatch.models import Assignment, ResponseCircle, Timer
from stations.incidents.models import Incident
from stations.incidents.rules import DESK, POLICE_CALLS, at_the_desk, workflow_of
from stations.incidents.words import CLOSED_STATES, State
from stations.kit.answer import YES, Answer, RuleBroken, no
from stations.kit.workflow import Step, Workflow
from stations.organisation.models import Officer, Post
from stations.organisation.rules import commands, is_police, is_staff, officer_of, post_of

# A crew whose time has not come may be sent this long before it sets out [I].
BEGINS_SOON = timedelta(minutes=15)
ENDS_SOON = timedelta(minutes=30)

# -- who may -------------------------------------------------------------------------------------------------------

may_dispatch = at_the_desk
may_see_tasks = is_staff
may_set_circles = commands
may_see_dispatch = is_police


def rides_along(user, assignment: Assignment) -> bool:
    """Whether the person is a member of the crew that was sent (prefetch ``crew__members``)."""
    own = officer_of(user)
    return bool(own and post_of(user) and own.pk in {row.officer_id for row in assignment.crew.members.all()})


def may_see(user, assignment: Assignment) -> Answer:
    """One assignment: the police officers of the station, and the crew."""
    if is_police(user) or rides_along(user, assignment):
        return YES
    return no(_("This crew is not yours."), code="other_crew")


def _crew(user, assignment: Assignment) -> Answer:
    """The crew itself, an auxiliary too; the command room taps for a crew that reports by radio."""
    if rides_along(user, assignment) or post_of(user) in DESK:
        return YES
    return no(_("Only the crew that was sent and the command room do this."), code="other_crew")


def _police_crew(user, assignment: Assignment) -> Answer:
    """An auxiliary has no enforcement power: ending and handing over is for the police officers of the crew."""
    if post_of(user) == Post.AUXILIARY:
        return no(_("An auxiliary does not end or hand over a task; ask the crew's officer."), code="police_only")
    return _crew(user, assignment)


def _desk(user, assignment: Assignment) -> Answer:
    return at_the_desk(user)


# -- which crew, to what -------------------------------------------------------------------------------------------


def is_out(crew: Crew, at: datetime) -> bool:
    """Whether a crew is out at a moment; its span is half-open."""
    return crew.starts_at <= at < crew.ends_at


def has_police(crew: Crew) -> bool:
    """Whether a police officer is on the crew (prefetch ``members__officer``)."""
    return any(row.officer.kind == Officer.Kind.POLICE for row in crew.members.all())


def may_go(crew: Crew, at: datetime) -> Answer:
    """Whether a crew can be sent: out or about to set out, with a police officer (auxiliaries never go alone)."""
    if at >= crew.ends_at:
        return no(_("The duty of this crew has ended."), code="crew_ended")
    if at < crew.starts_at - BEGINS_SOON:
        return no(_("This crew has not set out yet."), code="crew_not_out")
    if not has_police(crew):
        return no(_("There is no police officer on this crew."), code="no_police")
    return YES


def step_of_sending(incident: Incident) -> Step | None:
    """The step an incident takes when a crew is sent: ``dispatch``, or ``assign`` of the other kinds."""
    table = workflow_of(incident)
    return table.step(incident.state, "dispatch") or table.step(incident.state, "assign")


def may_be_sent(incident: Incident, crew: Crew, at: datetime) -> Answer:
    """Whether a crew can be sent to an incident now."""
    if incident.station_id != crew.station_id:
        return no(_("These belong to different stations."), code="other_station")
    if not incident.is_open or step_of_sending(incident) is None:
        return no(_("No crew is sent to an incident in this state."), code="not_sendable")
    return may_go(crew, at)


def outside_community(crew: Crew, incident: Incident, full_time: Iterable[int]) -> bool:
    """DU-08: an A角 of another community is on the crew; it may go in need, and the reason says so.

    Args:
        full_time: officers who hold an A角 post now.
    """
    if crew.community_id is not None and crew.community_id == incident.community_id:
        return False
    return any(row.officer_id in full_time for row in crew.members.all())


def may_recall(incident: Incident, others: bool) -> Answer:
    """Whether a crew can be called back.

    Args:
        others: whether another crew is still assigned.
    """
    if incident.state in {State.ARRIVED, State.CONTROLLED} and not others:
        return no(_("Police are expected at the scene: hand over to another crew instead."), code="last_crew")
    return YES


def may_leave(incident: Incident, others: bool) -> Answer:
    """Whether a crew can end its part: the last one reports the result first (IN-07)."""
    if incident.state in {State.ARRIVED, State.CONTROLLED} and not others:
        return no(_("You are the last crew there: report the result first."), code="result_first")
    return YES


ON_IT = _("That crew is already on it.")
PASSED_ON = _("It was handed over to another crew already.")


def fix_of(lat: float | None, lng: float | None) -> tuple[float, float] | None:
    """The position given with a tap, WGS-84; None when none was given.

    Raises:
        RuleBroken: half a position, or none on this earth.
    """
    if lat is None and lng is None:
        return None
    if lat is None or lng is None or not (-90 <= lat <= 90 and -180 <= lng <= 180):
        raise RuleBroken(_("This is not a position."), code="bad_position")
    return lat, lng


# -- the step table ------------------------------------------------------------------------------------------------


def _crew_out(assignment: Assignment, at) -> Answer:
    """A crew whose duty has ended takes on nothing new; what it took on it ends."""
    if at and at >= assignment.crew.ends_at:
        return no(_("The duty of this crew has ended."), code="crew_ended")
    return YES


A = Assignment.State
OPEN = (A.SENT, A.ACCEPTED, A.EN_ROUTE, A.ARRIVED)
UNDER_WAY = (A.SENT, A.ACCEPTED, A.EN_ROUTE)

ASSIGNMENT_STEPS = Workflow(
    "assignment",
    [
        Step(A.SENT, "accept", A.ACCEPTED, _("Accept the task"), who=_crew, guard=_crew_out),
        Step(A.ACCEPTED, "depart", A.EN_ROUTE, _("Set out"), who=_crew),
        Step(A.SENT, "arrive", A.ARRIVED, _("Arrived"), who=_crew, guard=_crew_out, tone="outline"),
        Step(A.ACCEPTED, "arrive", A.ARRIVED, _("Arrived"), who=_crew, tone="outline"),
        Step(A.EN_ROUTE, "arrive", A.ARRIVED, _("Arrived"), who=_crew),
        Step(A.ARRIVED, "done", A.DONE, _("Leave the scene"), who=_police_crew, tone="outline"),
        *[
            Step(state, "ask_support", state, _("Ask for support"), who=_crew, tone="warning")
            for state in (A.ACCEPTED, A.EN_ROUTE, A.ARRIVED)
        ],
        *[
            Step(state, "pass_on", A.PASSED_ON, _("Hand over to another crew"), who=_police_crew, tone="outline")
            for state in OPEN
        ],
        *[
            Step(state, "recall", A.RECALLED, _("Call the crew back"), who=_desk, tone="danger")
            for state in UNDER_WAY
        ],
    ],
)
# States in which a verb has already been done: a second tap answers the same and does nothing.
ALREADY = {
    "accept": (A.ACCEPTED, A.EN_ROUTE, A.ARRIVED, A.DONE),
    "depart": (A.EN_ROUTE, A.ARRIVED, A.DONE),
    "arrive": (A.ARRIVED, A.DONE),
    "done": (A.DONE,),
    "pass_on": (A.PASSED_ON,),
    "recall": (A.RECALLED,),
}
# The column that tells when a verb was done.
STAMPS = {"accept": "accepted_at", "depart": "departed_at", "arrive": "arrived_at"}


def is_repeated(assignment: Assignment, verb: str) -> bool:
    """Whether a verb was done before, so that the same tap again is answered and not done."""
    if assignment.state not in ALREADY.get(verb, ()):
        return False
    stamp = STAMPS.get(verb)
    return stamp is None or getattr(assignment, stamp) is not None


def who_may(user, assignment: Assignment, verb: str) -> Answer:
    """Whether a person may do a verb at all, whatever the state (asked before a repeated tap is answered)."""
    steps = [step for step in ASSIGNMENT_STEPS.steps if step.verb == verb]
    return steps[0].who(user, assignment)


# Steps of an incident that begin a round of handling anew.
NEW_ROUND = frozenset({"recall", "reopen", "take_back", "unlink"})
# States in which no crew is needed any more.
OVER = frozenset({State.FED_BACK, State.REFERRED, State.RECTIFIED, State.ACTED_ON, *CLOSED_STATES})


def is_over(incident: Incident) -> bool:
    """Whether no crew is needed there any more: a result was reported, or it was closed in any way or given away."""
    return incident.state in OVER


# -- how the incident moves along ----------------------------------------------------------------------------------

# How far an incident is; a crew behind another never moves it back.
_DISTANCE = {
    State.RECEIVED: 0, State.DISPATCHED: 1, State.ACCEPTED: 2, State.EN_ROUTE: 3, State.ARRIVED: 4,
    State.CONTROLLED: 5,
}  # fmt: skip
_WANTED = {"accept": State.ACCEPTED, "depart": State.EN_ROUTE, "arrive": State.ARRIVED}


def next_step(incident: Incident, verb: str) -> str | None:
    """The next step an incident takes because one of its crews did ``verb``; None when it is as far already.

    Kinds without these steps stay where they are: their progress is that of whom they were given to.
    """
    table, wanted = workflow_of(incident), _WANTED.get(verb)
    here = _DISTANCE.get(incident.state)
    if here is None or wanted is None or here >= _DISTANCE[wanted]:
        return None
    order = ("arrive", "depart", "accept", "dispatch")
    steps = [step for name in order if (step := table.step(incident.state, name)) and step.target != step.source]
    within = [step.verb for step in steps if _DISTANCE[State(step.target)] <= _DISTANCE[wanted]]
    return within[0] if within else None


# -- response circles and timers -----------------------------------------------------------------------------------

MINUTE = 60
# Design defaults where the station has set none: 1-3-5 circles of DOMAIN §4.2 [I]; grade Ⅳ is by appointment.
DEFAULTS: dict[Grade, dict[str, Any]] = {
    Grade.I: {"assign_seconds": 60, "accept_seconds": 60, "arrive_seconds": 3 * MINUTE, "contact_seconds": 180},
    Grade.II: {"assign_seconds": 60, "accept_seconds": 60, "arrive_seconds": 5 * MINUTE, "contact_seconds": 300},
    Grade.III: {"assign_seconds": 120, "accept_seconds": 120, "arrive_seconds": 10 * MINUTE, "contact_seconds": 300},
    Grade.IV: {"assign_seconds": 600, "accept_seconds": 600, "arrive_seconds": None, "contact_seconds": 600},
}


def default_circle(grade: int) -> ResponseCircle:
    """The times of a grade where the station has set none (an unsaved row)."""
    return ResponseCircle(grade=grade, close_hours=72 if grade == Grade.IV else 24, **DEFAULTS[Grade(grade)])


def circle_for(circles: Iterable[ResponseCircle], grade: int, community_id: int | None) -> ResponseCircle:
    """The times of one incident: the community's own row, else the station's, else the default."""
    fitting = [row for row in circles if row.grade == grade and row.community_id in {None, community_id}]
    own = [row for row in fitting if row.community_id is not None]
    return (own or fitting or [default_circle(grade)])[0]


GONE = frozenset({State.STRUCK, State.LINKED})


def wanted_timers(incident: Incident) -> set[str]:
    """Which timers of the incident itself run in its present state; what happened or fell away is not among them."""
    wanted: set[str] = set()
    if incident.call_back_at and not incident.called_back_at and incident.state not in GONE:
        wanted.add(Timer.Kind.CALL_BACK)
    if incident.imported or incident.state in CLOSED_STATES or incident.state == State.REFERRED:
        return wanted
    if incident.urgent and not incident.first_contact_at:
        wanted.add(Timer.Kind.CONTACT)
    if incident.kind in POLICE_CALLS or incident.due_at:
        # Other kinds have the day they were given with, or none: found and lost things wait for each other.
        wanted.add(Timer.Kind.CLOSE)
    if waits_for_crew(incident):
        wanted.add(Timer.Kind.ASSIGN)
    return wanted


def due_of(kind: str, incident: Incident, circle: ResponseCircle, begun: datetime) -> datetime:
    """When a timer of the incident is due.

    Args:
        kind: of :class:`Timer.Kind`, one of the incident's own.
        circle: the times of its grade and community.
        begun: when its round began: the receipt, or the moment it came back to the queue.
    """
    if kind == Timer.Kind.CALL_BACK:
        return incident.call_back_at
    if kind == Timer.Kind.CONTACT:
        return incident.reported_at + timedelta(seconds=circle.contact_seconds)
    if kind == Timer.Kind.CLOSE and incident.kind not in POLICE_CALLS:
        return incident.due_at
    if kind == Timer.Kind.CLOSE:
        return begun + timedelta(hours=circle.close_hours)
    return begun + timedelta(seconds=circle.assign_seconds)


def waits_for_crew(incident: Incident) -> bool:
    """Nobody has been sent: a call in the queue, or an urgent clue nobody was given."""
    if incident.state != State.RECEIVED:
        return False
    return incident.kind in POLICE_CALLS or (incident.urgent and not incident.handler_ids)


def outcome(incident: Incident, kind: str) -> str:
    """How a timer ended that must no longer run: met when the thing happened, void when it fell away."""
    happened: dict[str, bool] = {
        Timer.Kind.ASSIGN: incident.dispatched_at is not None or bool(incident.handler_ids),
        Timer.Kind.CONTACT: incident.first_contact_at is not None,
        Timer.Kind.CLOSE: incident.state in CLOSED_STATES and incident.state not in GONE,
        Timer.Kind.CALL_BACK: incident.called_back_at is not None,
    }
    return Timer.State.MET if happened.get(kind) else Timer.State.VOID


def is_pressing(incident: Incident) -> bool:
    """Whether its notices alarm: grades Ⅰ and Ⅱ, and urgent clues."""
    return incident.urgent or incident.grade <= Grade.II
