"""The command room of a demo station: its ground, its past, its present."""

import random
from datetime import timedelta

from django.utils import timezone

from stations.casework.allocating import start_table
from stations.catalogue.models import Spot
from stations.management.demo import ground, past, present, recent
from stations.organisation.models import Officer, Post, Team
from stations.places.models import Grid

# Incidents a day at the end of the span.
RATES = {"QM": 25, "CW": 8}
DAY = timedelta(days=1)


def furnish(station, first, say) -> None:
    """Fill the command room of the station in scope.

    Args:
        first: first day of the past.
        say: takes one line for the operator.
    """
    now = timezone.now()
    ground.lay_out(station.code, now)
    chief = Officer.objects.select_related("user").filter(post=Post.CHIEF).first()
    start_table(station=station, actor=chief.user)
    base = _ground(station, timezone.localdate())
    present.man(station, now)
    made = past.year_of(base, first, timezone.localdate(), now)
    past.give_numbers(made.incidents)
    stored = past.store(made, now)
    recent.tell(made.incidents, now)
    played = present.furnish(base, now)
    say(f"{station.code}: {stored} incidents from {first}, {played} events of the running hours")


def _ground(station, today) -> past.Ground:
    leaves = ground.leaves_of(station)
    officers = list(Officer.objects.on_strength().with_team(today).select_related("user").order_by("police_no"))
    kinds = {team.pk: team for team in Team.objects.prefetch_related("communities")}
    police: dict[int | None, list] = {None: []}
    for officer in officers:
        team = kinds.get(officer.team_id)
        if team is None or team.kind not in (Team.Kind.COMMUNITY, Team.Kind.STREET) or officer.post == Post.DEPUTY:
            continue
        police[None].append(officer)
        for community in team.communities.all():
            police.setdefault(community.pk, []).append(officer)
    return past.Ground(
        station=station, leaves=leaves, spots=list(Spot.objects.order_by("id")), outlines=ground.outlines(),
        grids=dict(Grid.objects.values_list("pk", "community_id")),
        desk=[officer for officer in officers if officer.post == Post.DESK], police=police,
        rate=RATES.get(station.code, 8), chance=random.Random(f"past:{station.code}"),
    )  # fmt: skip
