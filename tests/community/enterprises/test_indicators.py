"""Every figure of the room against a hand count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.enterprises import finding_steps, indicators, visiting
from community.enterprises.models import FirstVisit
from community.enterprises.words import VisitKind
from stations.indicators.periods import Period, Scope
from stations.indicators.registry import get
from tests.factories import client_of
from tests.factories.enterprises import make_enterprise, make_safety_finding, make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def span(mall):
    """Yesterday to a fortnight ahead."""
    today = timezone.localdate()
    return Period(today - timedelta(1), today + timedelta(15))


def value(mall, code, span):
    return get(code).compute(mall.station, Scope(), span)


def test_enterprises_visits_and_inspections_by_hand(mall, span):
    make_visit(mall.shop, mall.liaison)
    make_visit(mall.hotel, mall.hotels, VisitKind.CHECK)
    gone = make_visit(mall.hotel, mall.hotels, VisitKind.CHECK, note="误录")
    visiting.strike(visit=gone, actor=mall.chief.user, reason="误录")
    assert value(mall, "enterprises.present", span) == 2
    assert value(mall, "enterprises.visits", span) == 2
    assert value(mall, "enterprises.checks_hotel", span) == 1
    assert value(mall, "enterprises.checks_school", span) == 0


def test_first_visits_in_time_by_hand(mall, span):
    late, dropped = make_enterprise(mall.station), make_enterprise(mall.station)
    make_visit(mall.shop, mall.liaison, VisitKind.FIRST)
    make_visit(late, mall.post, VisitKind.FIRST)
    FirstVisit.objects.filter(enterprise=late).update(due_on=timezone.localdate() - timedelta(1))
    FirstVisit.objects.filter(enterprise=dropped).update(state="dropped")
    # One in time, one late, one still open, one dropped and not counted.
    assert round(value(mall, "enterprises.first_in_time", span), 1) == 33.3
    far = Period(timezone.localdate() + timedelta(60), timezone.localdate() + timedelta(90))
    assert value(mall, "enterprises.first_in_time", far) is None


def test_findings_found_and_closed_by_hand_and_the_list_shows_as_many(mall, span):
    one = make_safety_finding(mall.shop, mall.liaison)
    make_safety_finding(mall.hotel, mall.post)
    finding_steps.rectify(finding=one, actor=mall.liaison.user)
    finding_steps.recheck(finding=one, actor=mall.post.user)
    assert value(mall, "enterprises.findings", span) == 2
    assert value(mall, "enterprises.findings_closed", span) == 1
    address = get("enterprises.findings_closed").drill_down(mall.station, Scope(), span)
    page = client_of(mall.chief).get(address).content.decode()
    assert one.what in page


def test_every_figure_has_a_definition_and_a_list(mall, span):
    for code in ("present", "visits", "first_in_time", "findings", "findings_closed", "checks_hotel"):
        figure = get(f"enterprises.{code}")
        assert str(figure.definition) and figure.group == indicators.GROUP
        assert client_of(mall.chief).get(figure.drill_down(mall.station, Scope(), span)).status_code == 200
