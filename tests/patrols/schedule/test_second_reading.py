"""What a second reader found: somebody was early at a duty whose plan then changes."""

import datetime
import uuid

import pytest
from django.utils import timezone

from patrols.checkins import actions as checkins
from patrols.routes import signs
from patrols.schedule import actions
from patrols.schedule.models import PatrolDuty
from tests.factories.patrols import make_checkpoint

pytestmark = pytest.mark.django_db


def test_a_plan_ends_although_a_guard_was_early_and_at_another_point(station, plan, tomorrow, office):
    actions.generate(station=station, first=tomorrow, last=tomorrow)
    duty = PatrolDuty.objects.get(plan=plan, date=tomorrow)
    early = duty.starts_at - datetime.timedelta(minutes=5)
    elsewhere = make_checkpoint(plan.area)
    done = checkins.check_in(
        guard=duty.guards.first().guard, client_id=uuid.uuid4(), claimed_at=early, token=signs.printed(elsewhere),
        lat=elsewhere.lat, lng=elsewhere.lng, accuracy=5, at=early,
    )  # fmt: skip
    assert done.duty_id == duty.pk
    assert not done.counted
    actions.end_plan(plan=plan, end=tomorrow, actor=office, at=early)
    assert PatrolDuty.objects.filter(pk=duty.pk).exists()
    later = PatrolDuty.objects.filter(plan=plan, starts_at__gt=timezone.now() + datetime.timedelta(days=2))
    assert not later.exists()
