"""My duty and the calendars of people and teams."""

import datetime

import pytest
from django.urls import reverse

from stations.roster import readings
from stations.roster.models import CalendarFeed, Duty
from tests.factories import client_of, grant, make_person, make_rotation
from tests.stations.roster.conftest import planned
from tests.stations.roster.test_views_today import queries

DAY = datetime.timedelta(days=1)


def test_my_next_duties_and_who_relieves_me(rotation, running, officer):
    page = client_of(officer).get(reverse("my-duty"))
    coming = page.context["coming"]
    assert len(coming) == 10 and all(duty.officer_id == officer.pk and duty.role != "rest" for duty in coming)
    relief = page.context["relief"]
    assert {duty.date for duty in relief.before} == {coming[0].date - DAY}
    assert {duty.date for duty in relief.after} == {coming[0].date + DAY}
    assert {(duty.team_id, duty.role) for duty in relief.before + relief.after} == {
        (coming[0].team_id, coming[0].role)
    }


def test_hours_count_standby_apart(rotation, officer):
    month = client_of(officer).get(reverse("my-duty")).context
    days = month["hours"].days
    assert month["hours"].standby == 10 * days["secondary"]
    assert month["hours"].total == 24 * (days["primary"] + days["secondary"])


def test_a_viewer_from_the_district_has_no_duties_of_their_own(rotation):
    viewer = make_person(rotation.station)
    grant(viewer, "view")
    assert client_of(viewer).get(reverse("my-duty")).status_code == 403
    assert client_of(viewer).get(reverse("today")).status_code == 200


def test_the_feed_address_is_shown_once(rotation, officer, client):
    browser = client_of(officer)
    assert browser.post(reverse("my-feed"), {"verb": "renew"}).status_code == 302
    address = browser.get(reverse("my-duty")).context["feed_url"]
    assert address and not browser.get(reverse("my-duty")).context["feed_url"]
    assert client.get(address).status_code == 200
    assert CalendarFeed.objects.get().digest not in address


def test_a_new_address_kills_the_old_one_and_switching_off_kills_it_too(rotation, officer, client):
    browser = client_of(officer)
    addresses = []
    for _time in range(2):
        browser.post(reverse("my-feed"), {"verb": "renew"})
        addresses.append(browser.get(reverse("my-duty")).context["feed_url"])
    assert [client.get(address).status_code for address in addresses] == [404, 200]
    browser.post(reverse("my-feed"), {"verb": "disable"})
    assert client.get(addresses[1]).status_code == 404


def test_the_month_of_an_officer_and_of_a_team(rotation, chief, officer):
    assert chief.get(reverse("officer-duties", args=[officer.pk])).status_code == 200
    assert chief.get(reverse("team-duties", args=[rotation.teams["case"].pk])).status_code == 200
    assert chief.get(reverse("team-duties", args=[rotation.teams["street"].pk])).status_code == 200


def test_another_station_is_not_found(rotation, chief, officer):
    stranger = client_of(make_rotation(code="CW").chief)
    assert stranger.get(reverse("officer-duties", args=[officer.pk])).status_code == 404
    assert stranger.get(reverse("team-duties", args=[rotation.teams["case"].pk])).status_code == 404


def test_the_list_of_duties_filters_and_exports(rotation, running, chief, officer):
    page = chief.get(reverse("duties"), {"officer": officer.pk, "date_from": str(running)})
    assert page.context["total"] == Duty.objects.filter(officer=officer, date__gte=running).count()
    assert chief.get(reverse("duties")).context["total"] == Duty.objects.filter(date=running).count()
    export = chief.get(reverse("duties"), {"date": str(running), "format": "csv"})
    assert len(export.content.decode("utf-8-sig").splitlines()) == 1 + Duty.objects.filter(date=running).count()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["my-duty", "duties"])
def test_the_number_of_queries_does_not_grow(name):
    small, large = planned(code="S1", per_section=1), planned(code="S2", per_section=3)
    one, other = small.officers["case", 0][0], large.officers["case", 0][0]
    assert queries(client_of(one), reverse(name)) == queries(client_of(other), reverse(name))


def test_the_fixed_post_is_relieved_at_the_same_post(rotation, running):
    duty = Duty.objects.filter(team=rotation.teams["street"], role="fixed", date__gt=running).first()
    relief = readings.relief(duty)
    assert {row.place for row in relief.before + relief.after} <= {duty.place}
    assert duty.officer_id not in {row.officer_id for row in relief.before + relief.after}
