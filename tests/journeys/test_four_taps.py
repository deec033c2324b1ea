"""An officer answers a call on the phone: accept, set out, arrived, report."""

import datetime

import pytest
from django.utils import timezone

from stations.crews.models import Crew
from stations.dispatch import actions
from stations.dispatch.models import Assignment
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from tests.factories import make_category, make_community, make_crew, make_incident, make_officer, make_station
from tests.journeys.conftest import log_in, scrolls_sideways, serious


@pytest.fixture
def call(transactional_db):
    """A call with a point, the crew of its community, a desk."""
    station = make_station("QM", "前门所")
    community = make_community(station, "草厂社区")
    crew = make_crew(
        station, make_officer(station), make_officer(station, post="auxiliary"), community=community, name="二级车组"
    )
    desk = make_officer(station, post="desk")
    incident = make_incident(
        station, community=community, category=make_category(station, "打架斗殴"), grade=2, place="前门东大街12号",
        lat=39.9, lng=116.4, injuries="yes",
    )  # fmt: skip
    with in_station(station):
        row = actions.send(incident=incident, crew=crew, actor=desk.user)
        row.crew = Crew.objects.prefetch_related("members__officer__user").get(pk=crew.pk)
    return row


def state(row) -> str:
    with in_station(row.station):
        return Assignment.objects.get(pk=row.pk).state


def test_four_taps_on_a_phone(call, new_page):
    officer = call.crew.members.all()[0].officer
    phone = new_page("phone")
    log_in(phone, officer)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 39.901, "longitude": 116.401})
    phone.goto("/command/my/")
    assert "前门东大街12号" in phone.locator("main").inner_text()
    assert not scrolls_sideways(phone)
    assert serious(phone) == []
    for verb, reached in (("accept", "accepted"), ("depart", "en_route"), ("arrive", "arrived")):
        button = phone.locator(f".di-tap .btn-primary[formaction$='/{verb}/']")
        assert button.bounding_box()["height"] >= 44
        if verb == "arrive":
            phone.locator("#di-place").check()
        with phone.expect_navigation():
            button.click()
        assert state(call) == reached
    with in_station(call.station):
        row = Assignment.objects.get(pk=call.pk)
        told = Notice.objects.get(recipient=officer.user, kind="dispatch.sent")
    assert (row.lat, row.lng) == (39.901, 116.401)
    assert row.arrived_at - call.sent_at < datetime.timedelta(minutes=5)
    assert told.read_at is not None
    phone.locator(".di-tap a.btn-primary").click()
    phone.wait_for_url(f"**/command/incidents/{call.incident_id}/**")
    assert timezone.now() > row.arrived_at
