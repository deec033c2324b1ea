"""Reports and figures by API."""

import datetime

import pytest

from stations.indicators import registry
from stations.kit.scoping import in_station
from stations.reports.models import MonthlyReport
from stations.roster.actions import generate
from tests.factories import make_officer, make_rotation

MONTH = datetime.date(2024, 2, 1)


@pytest.fixture(autouse=True)
def demo(settings):
    """Leaders need no second factor."""
    settings.DEMO = True


@pytest.fixture
def rotation(db):
    """A station with the duties of February 2024 and a report of two versions."""
    made = make_rotation(per_section=1)
    with in_station(made.station):
        generate(station=made.station, first=MONTH, last=datetime.date(2024, 2, 29))
        for version, current in ((1, False), (2, True)):
            made.report = MonthlyReport.objects.create(
                station=made.station, month=MONTH, version=version, current=current, fingerprint=str(version),
                figures={"month": "2024-02", "figures": {}},
            )  # fmt: skip
    return made


def test_the_list_shows_the_current_version_and_the_detail_its_figures(rotation, client_of):
    browser = client_of(rotation.chief)
    (row,) = browser.get("/api/v1/reports/?year=2024").json()["results"]
    assert (row["month"], row["version"], row["current"]) == ("2024-02", 2, True)
    shown = browser.get(f"/api/v1/reports/{row['id']}/").json()
    assert shown["figures"]["month"] == "2024-02"
    assert shown["timeline"] == []


def test_reports_of_another_station_are_not_found(rotation, client_of):
    browser = client_of(make_rotation("CW").chief)
    assert browser.get(f"/api/v1/reports/{rotation.report.pk}/").status_code == 404
    assert browser.get("/api/v1/reports/").json()["count"] == 0


@pytest.mark.parametrize("resource", ["reports", "indicators"])
def test_auxiliaries_do_not_read_reports(rotation, client_of, resource):
    auxiliary = make_officer(rotation.station, post="auxiliary")
    answer = client_of(auxiliary).get(f"/api/v1/{resource}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "police_only")


def test_every_registered_figure_is_listed_with_its_definition(rotation, client_of):
    shown = client_of(rotation.chief).get("/api/v1/indicators/?page_size=500").json()
    assert [row["code"] for row in shown["results"]] == [figure.code for figure in registry.all()]
    assert all(row["definition"] and row["unit"] and row["name"] for row in shown["results"])


def test_a_figure_counts_the_duties_of_its_month(rotation, client_of):
    browser = client_of(rotation.chief)
    shown = browser.get("/api/v1/indicators/duties.primary/?month=2024-02").json()
    counted = browser.get("/api/v1/duties/?date_from=2024-02-01&date_to=2024-02-29&role=primary&page_size=1").json()[
        "count"
    ]
    assert shown["month"] == "2024-02"
    assert shown["value"] == counted > 0
    assert set(shown["teams"]) >= {str(team.pk) for team in rotation.teams.values()}


@pytest.mark.parametrize("month", ["2024-13", "24-1", "x", "9999-12"])
def test_a_month_that_is_none_is_400(rotation, client_of, month):
    answer = client_of(rotation.chief).get(f"/api/v1/indicators/duties.primary/?month={month}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["month"]


def test_an_unknown_figure_is_404(rotation, client_of):
    assert client_of(rotation.chief).get("/api/v1/indicators/nothing/").status_code == 404


@pytest.mark.parametrize("code", [figure.code for figure in registry.all()])
def test_every_figure_answers(rotation, client_of, code):
    assert client_of(rotation.chief).get(f"/api/v1/indicators/{code}/?month=2024-02").status_code == 200
