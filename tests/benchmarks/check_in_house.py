"""A district on patrol for the benchmark of check-ins: guards with tokens, duties that run now, points owed."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from patrols.checkins.actions import prepared
from patrols.models import Checkpoint, DutyGuard, DutyTarget, Guard, PatrolDuty, PatrolSettings, SquadMembership
from patrols.routes import signs
from stations.access.actions import digest
from stations.access.models import ApiToken
from stations.organisation.models import Station, User
from tests.factories import FIRST_DAY, make_station
from tests.factories.patrols import LAT, LNG, make_area, make_patrol_group, make_route, make_squad

EACH = 8  # points of a duty
HISTORY = """
INSERT INTO patrols_checkin (station_id, client_id, mark, guard_id, checkpoint_id, duty_id, date, at, received_at,
    claimed_at, method, offline, counter, lat, lng, accuracy, distance, flags, counted, closing)
SELECT %(station)s, gen_random_uuid(), '', (%(guards)s::bigint[])[1 + n %% %(of)s],
    (%(points)s::bigint[])[1 + n %% cardinality(%(points)s::bigint[])], NULL, day::date, day, day, day, 'scan', false,
    n %% 1000, 39.9, 116.4, 9, 5, '{}', true, ''
FROM (SELECT n, now() - interval '2 days' - n * interval '3 seconds' AS day
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS days
"""


@dataclass
class House:
    """What the load is made of.

    Attributes:
        pairs: (token, digest, point) to be used once each.
    """

    station: Station
    pairs: list[tuple[str, str, Checkpoint]] = field(default_factory=list)
    guards: list[int] = field(default_factory=list)
    points: list[Checkpoint] = field(default_factory=list)
    used: int = 0

    def take(self, count: int) -> list[tuple[str, str, Checkpoint]]:
        """The next pairs nobody has used."""
        self.used += count
        assert self.used <= len(self.pairs), "make the house larger"
        return self.pairs[self.used - count : self.used]

    def item(self, point: Checkpoint, **said) -> dict:
        """One good item, as a phone sends it."""
        return {
            "client_id": str(uuid.uuid4()), "token": signs.printed(point), "claimed_at": timezone.now().isoformat(),
            "method": "scan", "lat": point.lat, "lng": point.lng, "accuracy": 9,
        } | said  # fmt: skip

    def queue(self, count: int) -> list[dict]:
        """What a phone kept while it had no reception: from point to point, eleven minutes apart."""
        now, points = timezone.now(), self.points
        return [
            self.item(
                points[place % len(points)], offline=True,
                claimed_at=(now - timedelta(minutes=11 * (count - place))).isoformat(),
            )
            for place in range(count)
        ]  # fmt: skip

    def cleaned(self, point: Checkpoint) -> str:
        """The same as the database function takes it."""
        return json.dumps(prepared([self.item(point)])[0])


@scopes_disabled()
def make_house(guards: int) -> House:
    """So many guards, two a duty, eight points each; every pair of guard and point may be used once."""
    station, now = make_station("BENCH"), timezone.now()
    PatrolSettings.objects.create(station=station)
    group = make_patrol_group(station)
    squad = make_squad(station, group=group)
    route = make_route(make_area(station, squads=[squad]), points=EACH)
    points = [row.checkpoint for row in route.points.select_related("checkpoint").order_by("seq")]
    for place, point in enumerate(points):
        Checkpoint.objects.filter(pk=point.pk).update(lat=LAT + place * 0.0001, lng=LNG)
    points = list(Checkpoint.objects.filter(pk__in=[point.pk for point in points]).order_by("pk"))
    people = User.objects.bulk_create(
        User(username=f"bench{n}", name=f"队员{n}", password="!", home_station=station) for n in range(guards)
    )
    rows = Guard.objects.bulk_create(
        Guard(station=station, user=person, guard_no=f"N{n:05d}", company=squad.company)
        for n, person in enumerate(people)
    )
    SquadMembership.objects.bulk_create(
        SquadMembership(station=station, squad=squad, guard=guard, start=FIRST_DAY) for guard in rows
    )
    _duties(station, squad, route, points, rows, now)
    secrets = [f"{n:043d}" for n in range(guards)]
    ApiToken.objects.bulk_create(
        ApiToken(
            station=station, user=person, digest=digest("api", secret), expires_at=now + timedelta(days=9),
            last_used_at=now,
        )
        for person, secret in zip(people, secrets, strict=True)
    )  # fmt: skip
    house = House(station, guards=[guard.pk for guard in rows], points=points)
    house.pairs = walked([(secret, digest("api", secret)) for secret in secrets], points)
    return house


def walked(guards: list[tuple[str, str]], points: list[Checkpoint]) -> list[tuple[str, str, Checkpoint]]:
    """Every guard at every point, as squads walk: 64 duties at a time, from point to point, one guard, then the
    other; so one check-in of sixteen begins a duty."""
    found = []
    for first in range(0, len(guards), 128):
        block = guards[first : first + 128]
        for point in points:
            found += [(*guard, point) for guard in block[::2] + block[1::2]]
    return found


def _duties(station, squad, route, points, guards, now) -> None:
    span = {"starts_at": now - timedelta(hours=5), "ends_at": now + timedelta(hours=6)}
    duties = PatrolDuty.objects.bulk_create(
        PatrolDuty(
            station=station, squad=squad, area=route.area, grid=route.area.grid, route=route, task="巡查",
            mode="slots", date=timezone.localdate(), planned=EACH, state="planned", **span,
        )
        for _pair in range(0, len(guards), 2)
    )  # fmt: skip
    DutyGuard.objects.bulk_create(
        DutyGuard(station=station, duty=duties[n // 2], guard=guard, **span) for n, guard in enumerate(guards)
    )
    DutyTarget.objects.bulk_create(
        DutyTarget(station=station, duty=duty, checkpoint=point, date=duty.date, seq=place + 1, leg=11)
        for duty in duties for place, point in enumerate(points)
    )  # fmt: skip


def add_history(house: House, rows: int, step: int = 500_000) -> None:
    """Older check-ins of the same guards and points, as the function leaves them."""
    said = {
        "station": house.station.pk,
        "guards": house.guards,
        "of": len(house.guards),
        "points": [point.pk for point in house.points],
    }
    with connection.cursor() as cursor:
        for first in range(0, rows, step):
            cursor.execute(HISTORY, said | {"first": first, "last": min(first + step, rows) - 1})
        cursor.execute("VACUUM ANALYZE patrols_checkin")
