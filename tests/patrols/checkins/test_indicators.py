"""Monthly figures of check-ins, counted by hand from what the phone sent."""

import uuid

import pytest
from django.test import Client

from patrols.checkins.models import CheckIn
from stations.indicators import registry
from stations.indicators.periods import STATION, Period, Scope
from tests.patrols.checkins.conftest import NINE, clock

MONTH = Period.month(NINE.date())


def value(code, station, scope=STATION):
    return registry.get(code).compute(station, scope, MONTH)


@pytest.fixture
def four(phone, points):
    """Two at their points, one of them uploaded later; one far away; one again too soon, which does not count."""
    sent = [
        phone.scan(points[0], clock(5)),
        phone.scan(points[1], clock(40), claimed_at=clock(15), offline=True, sent_at=clock(40)),
        phone.scan(points[2], clock(50), lat=points[2].lat + 0.01),
        phone.scan(points[0], clock(12), claimed_at=clock(12)),
    ]
    assert [outcome.counted for outcome in sent] == [True, True, True, False]
    return CheckIn.objects.all()


def test_check_ins_are_those_that_count(in_one, four):
    assert value("patrols.check_ins", in_one) == sum(row.counted for row in four) == 3


def test_shares_of_later_uploads_and_of_flags(in_one, four):
    counted = [row for row in four if row.counted]
    later = sum(row.offline for row in counted)
    assert later == 1
    assert value("patrols.uploaded_later", in_one) == pytest.approx(100 * later / len(counted))
    assert value("patrols.odd", in_one) == pytest.approx(100 * sum(bool(row.flags) for row in counted) / len(counted))


def test_without_check_ins_a_number_and_no_share(in_one):
    assert value("patrols.check_ins", in_one) == 0
    assert value("patrols.uploaded_later", in_one) is None
    assert value("patrols.check_ins", in_one, Scope(team_id=1)) is None


def test_the_list_behind_a_figure_opens(in_one, four, patrols):
    browser = Client()
    browser.force_login(patrols.office)
    page = browser.get(registry.get("patrols.check_ins").drill_down(in_one, STATION, MONTH))
    assert page.status_code == 200
    assert page.context["total"] == 3


def test_each_is_counted_once_however_often_it_is_sent(in_one, phone, points):
    again = uuid.uuid4()
    for _try in range(3):
        phone.counter = 0
        phone.scan(points[0], clock(5), client_id=again)
    assert value("patrols.check_ins", in_one) == 1
