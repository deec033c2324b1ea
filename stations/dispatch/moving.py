"""What every verb of an assignment does: lock, step, take the incident along, note. No verb of its own."""

from datetime import datetime

from django.utils import timezone

from stations.dispatch import rules, timers
from stations.dispatch.models import Assignment
from stations.dispatch.readings import members
from stations.incidents import actions as incidents
from stations.incidents.models import Incident
from stations.kit import live
from stations.timeline.actions import record

Part = Assignment.Part
# Set on an incident in memory while one of its crews takes it along.
CARRIED = "_carried_by_crew"


def both(assignment: Assignment) -> tuple[Incident, Assignment]:
    """Incident and assignment, locked in that order."""
    incident = incidents.locked(assignment.incident_id)
    rows = Assignment.objects.select_for_update(no_key=True, of=("self",)).select_related("crew")
    row = rows.prefetch_related(members("crew__")).get(pk=assignment.pk)
    row.incident = incident
    return incident, row


def active(incident: Incident) -> list[Assignment]:
    """Assignments that have not ended, with the people of their crews."""
    rows = Assignment.objects.filter(incident=incident).active().select_related("crew")
    return list(rows.prefetch_related(members("crew__")))


def others(incident: Incident, row: Assignment) -> list[Assignment]:
    """Other crews still on it, without the informed ones."""
    return [other for other in active(incident) if other.pk != row.pk and other.part != Part.INFORMED]


def moment(row: Assignment, at: datetime | None) -> datetime:
    """When it happened: a phone's clock is not believed beyond now, nor before the crew was sent."""
    now = timezone.now()
    return max(min(at or now, now), row.sent_at)


def forward(row: Assignment, verb: str, actor, at: datetime) -> None:
    """One step of the assignment itself, with its time."""
    rules.ASSIGNMENT_STEPS.advance(row, verb, actor, at)
    if stamp := rules.STAMPS.get(verb):
        setattr(row, stamp, at)


def end(incident: Incident, row: Assignment, verb: str, at: datetime, others: list[Assignment]) -> None:
    """Save an assignment that ended: its timers end, and its people no longer handle the incident."""
    row.ended_at = at
    row.save()
    timers.follow(row, verb, at)
    staying = {member.officer_id for other in others for member in other.crew.members.all()}
    leaving = {member.officer_id for member in row.crew.members.all()} - staying
    if row.part != Part.INFORMED:
        incidents.end_handlers(incident, leaving, at=at)


def carry(incident: Incident, row: Assignment, verb: str, actor, at: datetime) -> bool:
    """Take the incident along with its first crew; what is behind an earlier crew leaves it where it is."""
    moved = False
    setattr(incident, CARRIED, True)
    while row.part != Part.INFORMED and (step := rules.next_step(incident, verb)):
        incidents.advance(incident, step, actor=actor, at=at, system=True, crew=row.crew_id, assignment=row.pk)
        moved = True
    setattr(incident, CARRIED, False)
    return moved


def touch(incident: Incident) -> None:
    """The incident did not move but its screens and its nearest timer change."""
    timers.refresh(incident)
    live.changed(incident.station_id, live.BOARD, live.about(incident.pk))


def note(verb: str, row: Assignment, actor, **data) -> None:
    """The line of the day-book."""
    record(
        verb=f"assignment.{verb}", subject=row, actor=actor, assignment=row.pk, incident=row.incident_id,
        crew=row.crew_id, assignment_state=row.state, **data,
    )  # fmt: skip
