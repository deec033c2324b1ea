"""What a second reader found: the day of the station, not of Greenwich."""

import datetime

import pytest

from patrols.routes import points
from patrols.squads.models import CommandPost
from stations.notices.models import Notice
from tests.factories.patrols import make_patrols

pytestmark = pytest.mark.django_db


def test_who_sits_in_the_office_since_today_hears_of_a_lost_sign_before_eight(in_one):
    made = make_patrols(in_one)
    CommandPost.objects.filter(user=made.office).update(start=datetime.date(2026, 11, 22))
    point = made.route.points.first().checkpoint
    early = datetime.datetime(2026, 11, 21, 17, 0, tzinfo=datetime.UTC)  # 01:00 on the 22nd in Beijing
    points.report_sign(checkpoint=point, actor=made.guard.user, at=early)
    assert Notice.objects.filter(recipient=made.office, kind="patrols.sign_lost").exists()
