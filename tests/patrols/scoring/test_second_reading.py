"""What a second reader found: groups that share a place in the order, two contests accepted at once."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from patrols.schedule.words import State as DutyState
from patrols.scoring import actions
from patrols.scoring.models import Measure
from patrols.squads.models import PatrolGroup, Squad
from patrols.squads.readings import PatrolSettings
from stations.kit.scoping import in_station
from tests.factories import client_of
from tests.factories.patrols import make_patrol_duty, make_patrols, make_squad

pytestmark = pytest.mark.django_db

MONTH = datetime.date(2026, 9, 1)
MORNING = datetime.datetime(2026, 9, 10, 1, 0, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 10, 4, 3, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize("ranking", [True, False])
def test_a_group_stands_together_although_another_has_the_same_place(cast, ranking):
    with in_station(cast.station):
        made = make_patrols(cast.station)
        PatrolSettings.objects.update_or_create(station=cast.station, defaults={"ranking": ranking})
        other = PatrolGroup.objects.create(
            station=cast.station, name="另一组", focus=made.squad.group.focus, order=made.squad.group.order
        )
        squads = [made.squad, *[make_squad(cast.station) for _ in range(3)]]
        for number, squad in enumerate(squads):
            Squad.objects.filter(pk=squad.pk).update(group=[made.squad.group, other][number % 2], code=f"Z{number}")
        for group in (made.squad.group, other):
            actions.publish(group=group, actor=made.office, in_force_from=datetime.date(2026, 1, 1),
                            weights={Measure.ATTENDANCE: (100, Decimal(100))})  # fmt: skip
        for number, squad in enumerate(squads):
            make_patrol_duty(squad, made.route, [], starts_at=MORNING, state=DutyState.PARTIAL, planned=4,
                             visited=number, closed_at=MORNING)  # fmt: skip
        actions.freeze(station=cast.station, month=MONTH, at=LATER)
    rows = client_of(cast.chief).get(reverse("scores"), {"month": "2026-09"}).context["rows"]
    groups = [row.squad.group_id for row in rows]
    assert len(groups) == 4
    assert groups in (sorted(groups), sorted(groups, reverse=True))
