"""The OpenAPI document: valid, without a warning, for staff."""

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework import serializers

from stations.kit.resources import Ref
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


def _below(parent):
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


def test_a_reference_that_may_be_missing_is_nullable():
    """Where the row may have none, the document says null, too."""
    promised_too_much = []
    for serializer in _below(serializers.ModelSerializer):
        model = getattr(getattr(serializer, "Meta", None), "model", None)
        columns = {column.name: column for column in model._meta.fields} if model else {}
        promised_too_much += [
            f"{serializer.__name__}.{name}" for name, shown in serializer._declared_fields.items()
            if isinstance(shown, Ref) and name in columns and columns[name].null and not shown.allow_null
        ]  # fmt: skip
    assert not promised_too_much


@pytest.mark.parametrize("page", ["", "schema/", "docs/"])
def test_document_and_docs_are_for_staff(rotation, client_of, program_of, settings, page):
    settings.DEMO = True
    path = f"/api/v1/{page}"
    assert Client().get(path).status_code == 401
    assert client_of(make_person(rotation.station)).get(path).status_code == 403
    assert client_of(rotation.chief).get(path).status_code == 200
    assert program_of(rotation.chief).get(path).status_code == 200
