"""Guards are trained and commended like everybody else."""

import pytest
from django.utils import timezone

from stations.kit.scoping import in_station
from stations.recognition.readings import recipients
from stations.training import actions
from stations.training.registry import audience
from tests.factories.patrols import make_guard, make_patrols, make_squad

pytestmark = pytest.mark.django_db


def test_a_joint_drill_invites_the_squads_it_is_for(cast):
    with in_station(cast.station):
        made, other = make_patrols(cast.station), make_guard(make_squad(cast.station))
        course = actions.save_course(
            station=cast.station, actor=made.office, title="所队联训", kind="joint", audience="guards", content="",
            minutes=60, required=True, valid_months=3, active=True,
        )  # fmt: skip
        now = timezone.now()
        sitting = actions.plan(
            course=course, actor=made.office, starts_at=now, ends_at=now + timezone.timedelta(hours=1), place="广场",
            parts=[f"squad-{made.squad.pk}"],
        )  # fmt: skip
        invited = set(sitting.attendances.values_list("user_id", flat=True))
    assert invited == {made.leader.user_id, made.guard.user_id}
    assert other.user_id not in invited


def test_the_audience_is_of_the_own_station(cast):
    with in_station(cast.station2):
        make_patrols(cast.station2)
    with in_station(cast.station):
        assert not audience("guards").people([], timezone.localdate())


def test_guards_squads_and_companies_can_be_commended(cast):
    with in_station(cast.station):
        made = make_patrols(cast.station)
        choices = {value for _group, rows in recipients() for value, _name in rows}
    assert {f"person:{made.guard.user_id}", f"squad:{made.squad.pk}", f"company:{made.squad.company_id}"} <= choices
