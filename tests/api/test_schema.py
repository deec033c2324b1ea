"""The OpenAPI document: valid, without a warning, for staff."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_person


def test_the_document_is_valid_and_draws_no_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_the_document_names_what_the_contract_names(rotation, program_of):
    document = program_of(rotation.chief).get("/api/v1/schema/?format=json").json()
    assert document["openapi"].startswith("3.")
    names = {path.split("/")[3] for path in document["paths"]}
    assert {
        "absences", "communities", "duties", "grids", "jobs", "officers", "police-rooms", "rotation-plans",
        "shift-groups", "stations", "teams", "token",
    } <= names  # fmt: skip
    day = {part["name"] for part in document["paths"]["/api/v1/duties/"]["get"]["parameters"]}
    assert {"date", "date_from", "date_to", "role", "team", "group", "officer", "commander", "task", "page"} <= day
    generate = document["paths"]["/api/v1/stations/{id}/generate-duties/"]["post"]
    assert "Idempotency-Key" in {part["name"] for part in generate["parameters"]}
    assert "application/problem+json" in generate["responses"]["409"]["content"]


@pytest.mark.parametrize("page", ["", "schema/", "docs/"])
def test_document_and_docs_are_for_staff(rotation, client_of, program_of, settings, page):
    settings.DEMO = True
    path = f"/api/v1/{page}"
    assert Client().get(path).status_code == 401
    assert client_of(make_person(rotation.station)).get(path).status_code == 403
    assert client_of(rotation.chief).get(path).status_code == 200
    assert program_of(rotation.chief).get(path).status_code == 200
