"""Counts agree with plain SQL; the bureau's months count until our own begin; the community's share is exact."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from stations.analysis import readings
from stations.analysis.counting import tally
from stations.catalogue.models import PastCount
from stations.dispatch.models import Assignment
from stations.indicators.periods import Period
from tests.factories import make_category, make_community, make_crew, make_incident

pytestmark = pytest.mark.django_db
D = datetime.date


def local(*parts):
    return timezone.make_aware(datetime.datetime(*parts))


def test_counts_agree_with_plain_sql(cast, in_one):
    dispute, nuisance = make_category(cast.station, fold="dispute"), make_category(cast.station, fold="nuisance")
    community = make_community(cast.station)
    for hour in range(0, 24, 3):
        make_incident(cast.station, at=local(2026, 10, 31, hour, 59), category=dispute, community=community)
    make_incident(cast.station, at=local(2026, 10, 31, 23, 59, 59), category=nuisance)
    make_incident(cast.station, at=local(2026, 11, 1), category=dispute)
    make_incident(cast.station, kind="hazard", at=local(2026, 10, 5))
    make_incident(cast.station2, at=local(2026, 10, 5))
    found = tally(readings.groups_in(cast.station, Period(D(2026, 10, 1), D(2026, 11, 1)), None))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM stations_incident i JOIN stations_category c ON c.id = i.category_id"
            " WHERE i.station_id = %s AND i.kind = 'call' AND c.fold <> 'nuisance' AND"
            " (i.reported_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN '2026-10-01' AND '2026-10-31'",
            [cast.station.pk],
        )
        assert found.total == cursor.fetchone()[0] == 8
    assert found.apart == 1 and found.by_community[community.pk] == 8
    assert found.by_slot[6, 0] == 1 and sum(found.by_slot.values()) == 8  # a Saturday


def test_the_months_before_our_own_come_from_the_bureau(cast, in_one):
    category = make_category(cast.station, fold="order")
    for month, count in ((D(2025, 9, 1), 40), (D(2025, 10, 1), 50), (D(2026, 1, 1), 99)):
        PastCount.objects.create(station=cast.station, month=month, category=category, count=count)
    make_incident(cast.station, at=local(2026, 1, 10), category=category)
    own = readings.first_own_month(cast.station)
    assert own == D(2026, 1, 1)

    def total(first, end):
        return tally(readings.groups_in(cast.station, Period(first, end), own)).total

    assert total(D(2025, 9, 1), D(2025, 11, 1)) == 90
    assert total(D(2025, 9, 1), D(2025, 10, 15)) == 40  # half a month of theirs is not known
    assert total(D(2026, 1, 1), D(2026, 2, 1)) == 1  # never counted twice


def test_settled_in_the_community(cast, in_one):
    one, two = make_community(cast.station), make_community(cast.station)
    own, other = make_crew(cast.station, community=one), make_crew(cast.station, layer="first")
    for number, crews in enumerate(((own,), (own,), (own, other), (other,), ())):
        incident = make_incident(
            cast.station, at=local(2026, 10, 5 + number), state="closed", result="mediated", community=one
        )
        for crew in crews:
            Assignment.objects.create(
                station=cast.station, incident=incident, crew=crew, sent_at=incident.reported_at, state="done"
            )
    make_incident(cast.station, at=local(2026, 10, 5), state="closed", result="other", community=two)
    found = readings.settled_in_community(cast.station, Period(D(2026, 10, 1), D(2026, 11, 1)))
    assert found == {one.pk: (2, 4)}
