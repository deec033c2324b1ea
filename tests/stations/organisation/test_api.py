"""Stations, teams and officers by API."""

import pytest


@pytest.fixture(autouse=True)
def demo(settings):
    """Leaders need no second factor."""
    settings.DEMO = True


def test_only_the_own_station_exists(cast, client_of):
    browser = client_of(cast.officer)
    found = browser.get("/api/v1/stations/").json()
    assert [row["id"] for row in found["results"]] == [cast.station.pk]
    assert browser.get(f"/api/v1/stations/{cast.station2.pk}/").status_code == 404


def test_a_team_names_its_leader_and_its_strength(cast, client_of):
    team = client_of(cast.officer).get(f"/api/v1/teams/{cast.community_team.pk}/").json()
    assert team["leader"] == {"id": cast.deputy.pk, "name": "李建国"}
    assert team["deputy"] is None
    assert team["strength"] == 2  # the auxiliary does not count


def test_officers_of_another_station_are_not_found(cast, client_of):
    browser = client_of(cast.chief)
    shown = [row["id"] for row in browser.get("/api/v1/officers/").json()["results"]]
    assert cast.officer.pk in shown
    assert cast.officer2.pk not in shown
    answer = browser.get(f"/api/v1/officers/{cast.officer2.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_personal_details_are_for_the_person_and_the_leaders(cast, client_of):
    path = f"/api/v1/officers/{cast.officer.pk}/"
    assert client_of(cast.officer).get(path).json()["profile"]["phone"] == "138****5678"
    assert client_of(cast.deputy).get(path).json()["profile"]["phone"] == "138****5678"
    assert "profile" not in client_of(cast.desk).get(path).json()


def test_officers_are_found_by_initials_and_by_team(cast, client_of):
    browser = client_of(cast.officer)
    by_initials = browser.get("/api/v1/officers/?q=wxm").json()["results"]
    assert [row["id"] for row in by_initials] == [cast.officer.pk]
    by_team = browser.get(f"/api/v1/officers/?team={cast.command.pk}").json()["results"]
    assert [row["id"] for row in by_team] == [cast.desk.pk]


def test_filtering_by_a_foreign_team_is_400_with_a_reason(cast, client_of):
    answer = client_of(cast.officer).get(f"/api/v1/officers/?team={cast.community_team2.pk}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["team"]
