"""The verb of least strengths (最低警力)."""

from django.db import transaction

from stations.kit.answer import demand
from stations.organisation.models import Team
from stations.roster import rules
from stations.roster.generation import lock_station
from stations.roster.models import StrengthFloor
from stations.timeline.actions import record


def set_floors(*, station, floors: dict[tuple[int, str], int], actor) -> int:
    """Set the least number of officers of teams on their roles (DU-03); returns how many changed.

    Args:
        station: the station in scope.
        floors: (team id, role) → least number; teams of other stations are ignored.
        actor: who plans.

    Raises:
        NotAllowed: the person does not plan the roster.
    """
    demand(rules.may_plan(actor))
    with transaction.atomic():
        lock_station(station)
        own = set(Team.objects.values_list("pk", flat=True))
        known = {(row.team_id, row.role): row for row in StrengthFloor.objects.all()}
        changed = 0
        for (team_id, role), minimum in floors.items():
            row = known.get((team_id, role))
            if team_id not in own or (row and row.minimum == minimum):
                continue
            row = row or StrengthFloor(station=station, team_id=team_id, role=role)
            row.minimum = minimum
            row.save()
            changed += 1
        if changed:
            record(verb="floors.changed", station=station, actor=actor, count=changed)
    return changed
