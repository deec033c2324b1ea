"""What dispatch does when the incident moves by itself, inside the same transaction."""

from stations.dispatch import rules, timers, watch
from stations.dispatch.models import Assignment
from stations.dispatch.moving import CARRIED, active, forward, note
from stations.incidents.hooks import Move

Part = Assignment.Part


def after_move(move: Move) -> None:
    """What dispatch does when an incident was recorded or took a step, inside the same transaction."""
    incident, moved = move.incident, []
    if getattr(incident, CARRIED, False):
        pass  # A crew's own tap takes the incident along; its assignment is written already.
    elif move.verb in rules.STAMPS:
        moved = _follow_incident(move)
    elif rules.is_over(incident) or move.verb in rules.NEW_ROUND:
        moved = _end_all(move)
    if move.verb == "correct":
        timers.regrade(incident, move.at)
    timers.settle(incident, move.at, anew=move.verb in rules.NEW_ROUND)
    watch.heed(incident, move.verb, move.at)
    for verb, row in moved:
        note(verb, row, move.actor)


def _end_all(move: Move) -> list[tuple[str, Assignment]]:
    """End every assignment: who was there is done, who was under way is called back."""
    moved = []
    for row in active(move.incident):
        arrived = row.state == Assignment.State.ARRIVED
        verb = "done" if arrived else "recall"
        rules.ASSIGNMENT_STEPS.advance(row, verb, None, move.at)
        row.ended_at = max(move.at, row.sent_at)
        row.save()
        timers.follow(row, verb, move.at)
        if not arrived:
            watch.tell_recalled(row)
        moved.append((verb, row))
    return moved


def _follow_incident(move: Move) -> list[tuple[str, Assignment]]:
    """Accept, depart or arrive was tapped on the incident's page: the crew of the person, else the first, follows."""
    rows = [row for row in active(move.incident) if row.part != Part.INFORMED]
    own = [row for row in rows if move.actor and rules.rides_along(move.actor, row)]
    first = [row for row in rows if row.part == Part.MAIN]
    moved = []
    for row in own or first[:1]:
        if rules.ASSIGNMENT_STEPS.step(row.state, move.verb):
            moment = max(move.at, row.sent_at)
            forward(row, move.verb, None, moment)
            row.save()
            timers.follow(row, move.verb, moment)
            moved.append((move.verb, row))
    return moved
