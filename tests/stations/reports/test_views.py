"""Pages of the monthly report: who sees them, what they show, and with how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stations.indicators import registry
from stations.indicators.periods import STATION, Period
from stations.jobs.models import Job
from stations.kit.scoping import in_station
from stations.organisation.models import Grant, Post
from stations.reports import actions
from tests.factories import client_of, grant, make_community, make_officer, make_person, make_station, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(world):
    return client_of(world.rotation.chief)


def test_the_list_shows_the_month_with_its_downloads(chief, report):
    page = chief.get(reverse("reports"))
    assert page.context["total"] == 1
    for address in (report.get_absolute_url(), reverse("file", args=[report.pdf_id])):
        assert address in page.content.decode()


def test_the_list_offers_the_finished_months_that_have_none(chief, report, world):
    missing = chief.get(reverse("reports")).context["missing"]
    assert world.month not in missing
    assert world.month.replace(month=9) in missing
    officer = client_of(world.rotation.street[0])
    assert officer.get(reverse("reports")).context["missing"] == []


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_can_be_exported(chief, report, form):
    assert chief.get(reverse("reports"), {"format": form}).status_code == 200


def test_the_list_can_be_narrowed_to_a_year(chief, report):
    assert chief.get(reverse("reports"), {"year": 2025}).context["total"] == 1
    assert chief.get(reverse("reports"), {"year": 2024}).context["total"] == 0


def test_the_page_shows_each_figure_with_a_link_to_what_it_counts(chief, report, world):
    response = chief.get(report.get_absolute_url())
    page = response.content.decode()
    value = report.figures["figures"]["duties.primary"]["station"]["value"]
    assert f'<span class="fg-stat-value">{value} ' in page
    assert "date_from=2025-10-01&amp;date_to=2025-10-31&amp;role=primary" in page
    team = world.rotation.teams["case"]
    assert f"date_to=2025-10-31&amp;team={team.pk}&amp;role=primary" in page


def test_the_trend_is_a_table_and_data_for_the_chart(chief, report):
    page = chief.get(report.get_absolute_url())
    data = page.context["trend"].data
    assert data["months"] == ["2025-10"]
    assert 'id="trend-data"' in page.content.decode()
    assert 'id="trend-title"' in page.content.decode()


def test_an_older_version_can_be_read_and_says_so(chief, report, world):
    with in_station(world.station):
        world.rotation.street[0].duties.all().delete()
    newer = actions.make(station=world.station, month=world.month)
    page = chief.get(report.get_absolute_url())
    assert newer.get_absolute_url() in page.content.decode()
    assert "older version" in page.content.decode() or "较早的版本" in page.content.decode()


def test_queries_do_not_grow_with_teams_and_communities(chief, report, world):
    def count():
        with CaptureQueriesContext(connection) as found:
            assert chief.get(report.get_absolute_url()).status_code == 200
        return len(found)

    count()
    few = count()
    for _number in range(3):
        make_community(world.station, team=make_team(world.station))
    assert count() == few


@pytest.mark.parametrize("name", ["reports", "report", "report-make"])
def test_auxiliaries_guards_and_strangers_stay_outside(world, report, name):
    auxiliary = make_officer(world.station, post=Post.AUXILIARY, team=world.rotation.teams["street"])
    guard = make_person(world.station)
    address = reverse(name, args=[report.pk] if name == "report" else [])
    for person in (auxiliary, guard):
        browser = client_of(person)
        answer = browser.post(address, {"month": "2025-10"}) if name == "report-make" else browser.get(address)
        assert answer.status_code == 403


def test_another_stations_report_does_not_exist(report):
    stranger = make_officer(make_station("CW"), post=Post.CHIEF)
    assert client_of(stranger).get(report.get_absolute_url()).status_code == 404
    assert client_of(stranger).get(reverse("file", args=[report.pdf_id])).status_code == 404


def test_officers_read_but_do_not_make(world, report):
    officer = client_of(world.rotation.street[0])
    assert officer.get(report.get_absolute_url()).status_code == 200
    assert officer.get(reverse("file", args=[report.excel_id])).status_code == 200
    assert officer.post(reverse("report-make"), {"month": "2025-10"}).status_code == 403


def test_the_clerk_may_make_one_and_sees_its_progress(world):
    clerk = world.rotation.street[0].user
    grant(clerk, Grant.Right.REPORTS)
    answer = client_of(clerk).post(reverse("report-make"), {"month": "2025-10"})
    with in_station(world.station):
        assert answer["Location"] == Job.objects.get().get_absolute_url()


@pytest.mark.parametrize("month", ["2025-13", "October", "", "2199-01"])
def test_a_month_that_is_none_or_not_over_is_refused_in_words(chief, world, month):
    assert chief.post(reverse("report-make"), {"month": month}).status_code == 409


def test_make_takes_no_get(chief):
    assert chief.get(reverse("report-make")).status_code == 405


def test_the_page_a_figure_opens_counts_as_many_rows_as_the_figure_says(chief, report, world):
    period = Period.month(world.month)
    for figure in registry.all():
        if figure.counts_records:
            url = figure.drill_down(world.station, STATION, period)
            value = report.figures["figures"][figure.code]["station"]["value"]
            assert chief.get(url).context["total"] == value, url
