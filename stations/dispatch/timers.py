"""The rows that see that things happen in time; always written under the lock of their incident.

What must run follows from the incident alone (``rules.wanted_timers``): after every move the rows are brought into
line with it, so a verb that another room adds cannot forget one.
"""

from datetime import datetime, timedelta

from django.db.models import Min, Q

from stations.dispatch.alarms import command_room, hush, overdue_key
from stations.dispatch.models import Assignment, ResponseCircle, Timer
from stations.dispatch.rules import circle_for, due_of, outcome, wanted_timers
from stations.incidents.models import Incident
from stations.incidents.rules import POLICE_CALLS

WAITING, ESCALATED = Timer.State.WAITING, Timer.State.ESCALATED


def circle_of(incident: Incident) -> ResponseCircle:
    """The times allowed for an incident; one query."""
    rows = ResponseCircle.objects.filter(grade=incident.grade)
    rows = rows.filter(Q(community=None) | Q(community=incident.community_id))
    return circle_for(rows, incident.grade, incident.community_id)


def settle(incident: Incident, at: datetime, anew: bool = False) -> None:
    """Bring the incident's own timers into line with it, and its ``due_at`` with them.

    Args:
        incident: locked and saved.
        at: the moment of the move.
        anew: a round of handling began with it, so that what never ran before counts from now, not from the receipt.
    """
    rows = list(Timer.objects.filter(incident=incident, assignment=None).order_by("round", "id"))
    wanted = wanted_timers(incident)
    for row in rows:
        if row.kind not in wanted:
            end(row, outcome(incident, row.kind), at)
    if wanted:
        _run(incident, rows, wanted, at, anew)
    refresh(incident)


def _run(incident: Incident, rows: list[Timer], wanted: set[str], at: datetime, anew: bool) -> None:
    circle = circle_of(incident)
    for kind in sorted(wanted):
        known = [row for row in rows if row.kind == kind]
        running = next((row for row in known if is_open(row)), None)
        if running is None:
            number = known[-1].round + 1 if known else int(anew)
            due = due_of(kind, incident, circle, at if number else incident.received_at)
            Timer.objects.create(
                station_id=incident.station_id, incident=incident, kind=kind, round=number, due_at=due
            )
        elif running.state == WAITING:
            # The grade, the community, the promise or the day it was given with was corrected. A later round may only
            # become shorter: when it began is not known here, but it began before this moment.
            first = running.round == 0 or _promised(incident, kind)
            due = due_of(kind, incident, circle, incident.received_at if first else at)
            due = due if first else min(due, running.due_at)
            if due != running.due_at:
                running.due_at = due
                running.save(update_fields=["due_at"])
        elif running.state == ESCALATED and _promised(incident, kind):
            due = due_of(kind, incident, circle, at)
            if due > running.due_at:
                _promise_again(running, due, known[-1].round + 1, at)


def _promised(incident: Incident, kind: str) -> bool:
    """Whether its moment is one that people set and may set anew, not a length of time."""
    return kind == Timer.Kind.CALL_BACK or (kind == Timer.Kind.CLOSE and incident.kind not in POLICE_CALLS)


def _promise_again(row: Timer, due: datetime, number: int, at: datetime) -> None:
    """What was overdue was promised anew: the old promise is settled, the new one runs."""
    end(row, Timer.State.MET, at)
    Timer.objects.create(
        station_id=row.station_id, incident_id=row.incident_id, kind=row.kind, round=number, due_at=due
    )


def is_open(row: Timer) -> bool:
    """Running, or overdue and still to happen."""
    return row.state == WAITING or (row.state == ESCALATED and row.met_at is None)


def end(row: Timer, state: str, at: datetime) -> None:
    """End one timer; an escalated one stays so and only learns when the thing happened after all."""
    if row.state == ESCALATED and row.met_at is None:
        row.met_at = at
        row.save(update_fields=["met_at"])
        hush(row.station_id, command_room(), [overdue_key(row.pk)], at)
    elif row.state == WAITING:
        row.state, row.ended_at = state, at
        row.met_at = at if state == Timer.State.MET else None
        row.save(update_fields=["state", "ended_at", "met_at"])


def start_for(assignment: Assignment, circle: ResponseCircle) -> None:
    """Timers of a crew that was sent: to accept, and to arrive where the grade sets a time; none for the informed."""
    if assignment.part == Assignment.Part.INFORMED:
        return
    allowed = {Timer.Kind.ACCEPT: circle.accept_seconds, Timer.Kind.ARRIVE: circle.arrive_seconds}
    Timer.objects.bulk_create(
        [
            Timer(
                station_id=assignment.station_id, incident_id=assignment.incident_id, assignment=assignment,
                kind=kind, due_at=assignment.sent_at + timedelta(seconds=seconds),
            )
            for kind, seconds in allowed.items() if seconds is not None
        ]
    )  # fmt: skip


def regrade(incident: Incident, at: datetime) -> None:
    """Give crews that were sent the times of the corrected grade or community, where they still run.

    A longer time counts from the sending. A shorter one counts from the correction, which the crew could not foresee:
    nobody is late the moment it is made.
    """
    kinds = {Timer.Kind.ACCEPT: "accept_seconds", Timer.Kind.ARRIVE: "arrive_seconds"}
    rows = Timer.objects.filter(incident=incident, assignment__isnull=False, kind__in=kinds).order_by("id")
    rows = list(rows.select_related("assignment"))
    if not rows:
        return
    circle = circle_of(incident)
    for row in rows:
        seconds = getattr(circle, kinds[row.kind])
        if row.state == WAITING and seconds is None:
            end(row, Timer.State.VOID, at)
        elif row.state == WAITING:
            allowed = timedelta(seconds=seconds)
            due = row.assignment.sent_at + allowed
            due = due if due >= row.due_at else min(row.due_at, at + allowed)
            if due != row.due_at:
                row.due_at = due
                row.save(update_fields=["due_at"])
    if circle.arrive_seconds is not None:
        _ask_arrival(rows, timedelta(seconds=circle.arrive_seconds), at)


def _ask_arrival(rows: list[Timer], allowed: timedelta, at: datetime) -> None:
    """Crews under way whose former grade set no time to arrive, or none any more."""
    asked = {row.assignment_id for row in rows if row.kind == Timer.Kind.ARRIVE and row.state != Timer.State.VOID}
    under_way = {row.assignment_id: row.assignment for row in rows}
    for assignment in under_way.values():
        if assignment.pk in asked or assignment.state in {*Assignment.ENDED, Assignment.State.ARRIVED}:
            continue
        number = max((row.round for row in rows if row.assignment_id == assignment.pk), default=0) + 1
        Timer.objects.create(
            station_id=assignment.station_id, incident_id=assignment.incident_id, assignment=assignment,
            kind=Timer.Kind.ARRIVE, round=number, due_at=at + allowed,
        )  # fmt: skip


# What a crew's verb fulfils; the verbs that end an assignment make the rest void.
FULFILS = {
    "accept": (Timer.Kind.ACCEPT,),
    "depart": (Timer.Kind.ACCEPT,),
    "arrive": (Timer.Kind.ACCEPT, Timer.Kind.ARRIVE),
}


def follow(assignment: Assignment, verb: str, at: datetime) -> None:
    """Bring the timers of one assignment into line with what its crew just did."""
    rows = Timer.objects.filter(assignment=assignment)
    for row in rows.filter(kind__in=FULFILS.get(verb, ())):
        end(row, Timer.State.MET, at)
    if assignment.state in Assignment.ENDED:
        for row in rows.filter(state=WAITING):
            end(row, Timer.State.VOID, at)
        late = rows.filter(state=ESCALATED, met_at=None).values_list("pk", flat=True)
        if keys := [overdue_key(pk) for pk in late]:
            hush(assignment.station_id, command_room(), keys, at)


def refresh(incident: Incident) -> None:
    """Keep ``due_at`` equal to the nearest running timer and ``overdue_since`` to the oldest unsettled one.

    So lists sort and filter without a join. Of kinds other than calls ``due_at`` is the day they were given with.
    """
    running = Q(state=WAITING)
    unsettled = Q(state=ESCALATED, met_at=None) & (Q(assignment=None) | ~Q(assignment__state__in=Assignment.ENDED))
    found = Timer.objects.filter(incident=incident).aggregate(
        nearest=Min("due_at", filter=running), oldest=Min("due_at", filter=unsettled)
    )
    wanted = {"overdue_since": found["oldest"]}
    if incident.kind in POLICE_CALLS:
        wanted["due_at"] = found["nearest"]
    changed = {name: value for name, value in wanted.items() if getattr(incident, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(incident, name, value)
        Incident.objects.filter(pk=incident.pk).update(**changed)
