"""A past moment told again from the day-book: what was open, in which state, and who was sent (read-only).

The day-book says what was known at that moment. Where it says nothing of an incident (taken over from elsewhere, or
older than the day-book) the stamped times of the incident are read instead, and the row says so.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from stations.catalogue.words import Kind
from stations.command import maps, readings, rules
from stations.dispatch.models import Assignment
from stations.incidents.models import Incident
from stations.incidents.words import CLOSED_STATES, State
from stations.timeline.models import Entry

# What was reported longer before the moment and is over now is not looked for.
REACH = timedelta(days=90)
# An address may name any moment; none lies farther back.
OLDEST = timedelta(days=36500)
# States without a time of their own.
ENDED = (State.LINKED, State.STRUCK)
STAMPS = (
    (State.FOLLOWED_UP, "followed_up_at"), (State.CLOSED, "closed_at"), (State.FED_BACK, "fed_back_at"),
    (State.CONTROLLED, "controlled_at"), (State.ARRIVED, "arrived_at"), (State.EN_ROUTE, "departed_at"),
    (State.ACCEPTED, "accepted_at"), (State.DISPATCHED, "dispatched_at"), (State.RECEIVED, "received_at"),
)  # fmt: skip
TAPS = (
    (Assignment.State.ARRIVED, "arrived_at"), (Assignment.State.EN_ROUTE, "departed_at"),
    (Assignment.State.ACCEPTED, "accepted_at"), (Assignment.State.SENT, "sent_at"),
)  # fmt: skip


@dataclass(slots=True)
class Then:
    """An incident as it was.

    Attributes:
        state: its state at that moment.
        told: the day-book says so; False when only the stamped times do.
        crews: ``(assignment, its state)`` at that moment.
    """

    incident: Incident
    state: str
    told: bool
    crews: list[tuple[Assignment, str]] = field(default_factory=list)
    point: tuple[float, float] | None = None
    exact: bool = False

    @property
    def stage(self) -> rules.Stage:
        """The stage it was in."""
        return rules.stage_of(self.incident.kind, self.state)

    @property
    def label(self) -> Any:
        """The state in words."""
        return State(self.state).label


@dataclass(slots=True)
class Moment:
    """Everything the replay of one moment shows."""

    at: datetime
    rows: list[Then]
    crews: list[tuple[Any, list[tuple[Assignment, str]]]]
    duty: readings.OnDuty
    entries: int

    @property
    def lines(self) -> list[tuple[rules.Stage, list[Then]]]:
        """The incidents under their stages."""
        return [(stage, found) for stage in rules.STAGES if (found := [r for r in self.rows if r.stage is stage])]

    @property
    def counts(self) -> dict[str, int]:
        """State → number of open incidents, for comparing with what was true."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.state] = found.get(row.state, 0) + 1
        return found


def candidates(at: datetime):
    """Incidents that may have been open at a moment; what has no closing time is asked of the day-book."""
    near = Q(received_at__gt=at - REACH) | ~Q(state__in=CLOSED_STATES)
    rows = Incident.objects.filter(near, received_at__lte=at)
    return rows.filter(Q(closed_at=None) | Q(closed_at__gt=at) | Q(reopened__gt=0))


def told_states(ids: list[int], at: datetime) -> dict[int, str]:
    """Incident id → the state in the newest line of the day-book at a moment; one query."""
    lines = Entry.objects.filter(subject_type="incident", subject_id__in=ids, at__lte=at, data__has_key="state")
    newest = lines.order_by("subject_id", "-at", "-id").distinct("subject_id")
    return dict(newest.annotate(state=F("data__state")).values_list("subject_id", "state"))


def stamped_state(incident: Incident, at: datetime) -> str:
    """The state by the incident's own times; a state without a time is taken as it is now."""
    if incident.state in (*ENDED, State.SETTLED) or (incident.state in CLOSED_STATES and incident.closed_at is None):
        return incident.state
    for state, column in STAMPS:
        moment = getattr(incident, column)
        if moment and moment <= at:
            return incident.state if state == State.CLOSED and incident.state == State.RETURNED else state
    return State.RECEIVED


def told_assignments(ids: list[int], at: datetime) -> dict[int, list[tuple[Assignment, str]]]:
    """Incident id → its crews and their state at a moment; two queries."""
    rows = Assignment.objects.filter(incident__in=ids, sent_at__lte=at).select_related("crew").defer("crew__span")
    rows = list(rows.order_by("id"))
    lines = Entry.objects.filter(
        subject_type="assignment", subject_id__in=[row.pk for row in rows], at__lte=at,
        data__has_key="assignment_state",
    )  # fmt: skip
    newest = lines.order_by("subject_id", "-at", "-id").distinct("subject_id")
    told = dict(newest.annotate(state=F("data__assignment_state")).values_list("subject_id", "state"))
    found: dict[int, list[tuple[Assignment, str]]] = {}
    for row in rows:
        state = told.get(row.pk) or _stamped_tap(row, at)
        if state not in Assignment.ENDED:
            found.setdefault(row.incident_id, []).append((row, state))
    return found


def _stamped_tap(row: Assignment, at: datetime) -> str:
    if row.ended_at and row.ended_at <= at:
        return Assignment.State.DONE
    return next(state for state, column in TAPS if (moment := getattr(row, column)) and moment <= at)


def moment(station, at: datetime, ground: maps.Ground) -> Moment:
    """The board as it was; fifteen queries whatever the number of rows.

    Args:
        station: the station in scope.
        at: a moment that has passed.
        ground: outlines, for the map.
    """
    found = list(candidates(at).select_related("category", "community", "grid").order_by("grade", "reported_at"))
    states = told_states([one.pk for one in found], at)
    rows = [Then(one, states.get(one.pk) or stamped_state(one, at), one.pk in states) for one in found]
    rows = [row for row in rows if row.state not in CLOSED_STATES]
    sent = told_assignments([row.incident.pk for row in rows], at)
    for row in rows:
        row.crews = sent.get(row.incident.pk, [])
    maps.put_incidents(rows, ground)
    lines = readings.crew_lines(station, at)
    by_crew: dict[int, list[tuple[Assignment, str]]] = {}
    for pairs in sent.values():
        for assignment, state in pairs:
            by_crew.setdefault(assignment.crew_id, []).append((assignment, state))
    crews = [(line.crew, by_crew.get(line.crew.pk, [])) for line in lines]
    entries = Entry.objects.filter(at__gt=at - timedelta(hours=1), at__lte=at).count()
    shown = [row for row in rows if row.incident.kind not in (Kind.FOUND, Kind.LOSS)]
    return Moment(at, shown, crews, readings.on_duty(at), entries)


def parse(text: str | None, now: datetime) -> datetime:
    """The moment of the address, ``2026-11-22T14:00`` on the wall clock, now at most; an hour ago if it is none."""
    try:
        naive = datetime.fromisoformat(text or "")
    except ValueError:
        return now - timedelta(hours=1)
    aware = naive if naive.tzinfo else timezone.make_aware(naive)
    return min(aware, now) if aware > now - OLDEST else now - timedelta(hours=1)
