"""An operation that runs asks that somebody passes there; over or called off it asks no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stations.analysis import actions
from stations.errands.models import Errand

pytestmark = pytest.mark.django_db


def test_a_running_operation_asks_and_withdraws(cast, in_one):
    today = timezone.localdate()
    operation = actions.plan_operation(
        station=cast.station, actor=cast.chief.user, start=today, end=today + timedelta(days=5), lead=cast.officer,
        kind="spot", name="车棚围点整治", place="东口车棚", forces="社区民警 2 名", goal="电动车被盗下降",
    )  # fmt: skip
    assert not Errand.objects.exists()
    actions.move_operation(operation=operation, actor=cast.officer.user, verb="start")
    errand = Errand.objects.get()
    assert (errand.state, errand.place, errand.times, errand.url) == (
        "asked", "东口车棚", 5, operation.get_absolute_url()
    )  # fmt: skip
    actions.move_operation(operation=operation, actor=cast.officer.user, verb="end")
    errand.refresh_from_db()
    assert errand.state == "lapsed"
