"""The today sheet as people open it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stations.roster.models import Duty
from tests.factories import client_of, make_person
from tests.stations.roster.conftest import planned

DAY = datetime.timedelta(days=1)


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_it_names_the_commander_and_every_unit(rotation, running, chief):
    page = chief.get(reverse("today")).content.decode()
    commander = Duty.objects.select_related("officer__user").get(date=running, commander=True)
    assert commander.officer.user.name in page
    for team in rotation.teams.values():
        assert team.kind == "street" or team.name in page


def test_another_day_and_nonsense(rotation, running, chief):
    assert chief.get(reverse("today"), {"date": str(running + DAY)}).context["sheet"].day == running + DAY
    assert chief.get(reverse("today"), {"date": "2026-02-31"}).context["sheet"].day == running
    assert chief.get(reverse("today"), {"date": "9999-12-31"}).context["sheet"].day == running


def test_an_unplanned_day_offers_to_generate_to_planners_only(rotation, running, chief, officer):
    far = {"date": str(running + 900 * DAY)}
    assert reverse("generate") in chief.get(reverse("today"), far).content.decode()
    assert 'class="btn btn-primary" href="/duty/generate/"' not in (
        client_of(officer).get(reverse("today"), far).content.decode()
    )


def test_guards_stay_out_and_strangers_log_in(rotation, client):
    assert client_of(make_person(rotation.station)).get(reverse("today")).status_code == 403
    assert client.get(reverse("today")).status_code == 302


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_station():
    small, large = planned(code="S1", per_section=1), planned(code="S2", per_section=3)
    assert queries(client_of(small.chief), reverse("today")) == queries(client_of(large.chief), reverse("today"))
