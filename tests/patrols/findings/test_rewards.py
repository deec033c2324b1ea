"""Confirmed findings pay the guard who reported them first, where the station keeps points."""

import pytest
from django.utils import timezone

from patrols.findings import actions
from patrols.findings.models import Finding
from stations.recognition import keeping
from stations.recognition.models import LedgerEntry
from tests.factories.recognition import keep_points, make_rule
from tests.patrols.findings.test_actions import close

pytestmark = pytest.mark.django_db


@pytest.fixture
def points(cast, patrols):
    """Points are kept, and a finding brings five."""
    keep_points(cast.station)
    make_rule(cast.station, "finding", 5, label="巡逻发现")


def night(cast) -> int:
    return keeping.keep(station=cast.station, at=timezone.now())["paid"]


def test_a_finding_pays_once_the_office_has_confirmed_it(report, patrols, cast, points):
    finding = actions.forward(finding=report(), actor=patrols.office)
    close(finding.incident, cast)
    assert night(cast) == 0
    actions.confirm(finding=Finding.objects.get(pk=finding.pk), actor=patrols.office, words="已清理，谢谢。")
    assert (night(cast), night(cast)) == (1, 0)
    entry = LedgerEntry.objects.get()
    assert (entry.user, entry.points, entry.checker) == (patrols.guard.user, 5, patrols.office)
    assert entry.source == f"finding:{finding.pk}"


def test_where_no_points_are_kept_nothing_is_booked(report, patrols, cast):
    finding = actions.forward(finding=report(), actor=patrols.office)
    close(finding.incident, cast)
    actions.confirm(finding=Finding.objects.get(pk=finding.pk), actor=patrols.office, words="已清理，谢谢。")
    night(cast)
    assert not LedgerEntry.objects.exists()
