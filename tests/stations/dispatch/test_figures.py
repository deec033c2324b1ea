"""Figures, tasks and handover lines of dispatch."""

import datetime

import pytest
from django.utils import timezone

from stations.dispatch import actions, watch
from stations.dispatch.agenda import my_open, under_way
from stations.incidents import actions as incidents
from stations.indicators.periods import STATION, Period, Scope
from stations.indicators.registry import get
from tests.factories import make_community, make_crew, make_incident, make_officer

pytestmark = pytest.mark.usefixtures("in_one")
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def community(cast):
    return make_community(cast.station)


@pytest.fixture
def row(cast, community):
    incident = make_incident(cast.station, community=community, grade=1, urgent=True)
    incidents.after(incident, "record", actor=cast.desk.user, at=incident.received_at)
    crew = make_crew(cast.station, cast.officer, cast.auxiliary, community=community, name="二级车组")
    return actions.send(incident=incident, crew=crew, actor=cast.desk.user)


def month() -> Period:
    return Period.month(timezone.localdate())


def value(cast, code: str, scope: Scope = STATION):
    return get(code).compute(cast.station, scope, month())


def test_arrival_and_shares_are_counted_by_community_too(cast, community, row):
    other = make_crew(cast.station, make_officer(cast.station), layer="first")
    actions.send(incident=row.incident, crew=other, actor=cast.desk.user)
    actions.accept(assignment=row, actor=cast.officer.user)
    arrived = actions.arrive(assignment=row, actor=cast.officer.user)
    minutes = (arrived.arrived_at - arrived.sent_at) / MINUTE
    here, elsewhere = Scope(community_id=community.pk), Scope(community_id=community.pk + 999)
    assert value(cast, "dispatch.arrival.1") == pytest.approx(minutes)
    assert get("dispatch.arrival.1").by_community(cast.station, month())[community.pk] == pytest.approx(minutes)
    assert value(cast, "dispatch.arrival.2") is None
    assert value(cast, "dispatch.accepted_in_time", here) == 100
    assert value(cast, "dispatch.accepted_in_time", elsewhere) is None
    assert value(cast, "dispatch.reinforcements") == 1
    assert value(cast, "dispatch.first_contact") is not None


def test_what_ran_out_lowers_the_share_and_counts_as_an_escalation(cast, row):
    watch.escalate_due(at=timezone.now() + 2 * MINUTE)
    assert value(cast, "dispatch.accepted_in_time") == 0
    assert value(cast, "dispatch.escalated") == 1


def test_the_next_duty_and_the_officer_hear_of_open_tasks(cast, row):
    (line,) = under_way(cast.station, timezone.now() + 5 * MINUTE)
    assert "二级车组" in str(line.text)
    assert cast.officer.user.name not in str(line.text)
    assert line.tone == "danger"
    assert [due.tone for due in my_open(cast.officer.user, timezone.localdate())] == ["danger"]
    assert my_open(cast.guard, timezone.localdate()) == []
