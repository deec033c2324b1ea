"""Refusals and mistakes are problem documents (RFC 9457)."""

import pytest
from django.test import Client

from stations.kit.resources import StationResource

MEMBERS = {"type", "title", "status", "code", "detail"}


def is_problem(answer, status, code):
    body = answer.json()
    assert answer.status_code == body["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(body) >= MEMBERS
    assert body["code"] == code
    assert body["type"] == f"/api/v1/problems/{code}"
    assert body["detail"]
    return body


def test_an_unknown_address_is_404_also_for_strangers(db):
    is_problem(Client().get("/api/v1/nothing/"), 404, "not_found")
    is_problem(Client().post("/api/v1/nothing/"), 404, "not_found")
    is_problem(Client().get("/api/"), 404, "not_found")


def test_a_missing_slash_leads_to_the_list(rotation, program_of):
    answer = program_of(rotation.chief).get("/api/v1/duties?date=2026-01-01")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/duties/?date=2026-01-01")


def test_a_bad_day_is_400_with_a_reason_per_field(rotation, program_of):
    body = is_problem(program_of(rotation.chief).get("/api/v1/duties/?date=2026-02-30"), 400, "invalid")
    assert list(body["errors"]) == ["date"]


def test_a_wrong_method_is_405(rotation, program_of):
    is_problem(program_of(rotation.chief).delete("/api/v1/duties/"), 405, "method_not_allowed")


def test_a_body_that_is_not_json_is_400(rotation, program_of):
    answer = program_of(rotation.chief).post("/api/v1/absences/", "{", content_type="application/json")
    is_problem(answer, 400, "parse_error")


@pytest.mark.parametrize("path", ["officers/9" + "9" * 30, "officers/0", "duties/?page=" + "9" * 5000])
def test_numbers_that_no_column_holds_are_404(rotation, program_of, path):
    slash = "" if "?" in path else "/"
    assert program_of(rotation.chief).get(f"/api/v1/{path}{slash}").status_code == 404


@pytest.mark.parametrize("query", ["q=%00", "team=" + "9" * 30, "date=99999-01-01", "team=x"])
def test_values_that_no_column_holds_are_400(rotation, program_of, query):
    assert program_of(rotation.chief).get(f"/api/v1/officers/?{query}").status_code == 400


def test_a_crash_is_500_without_a_trace(rotation, program_of, monkeypatch):
    def broken(self):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(StationResource, "get_queryset", broken)
    program = program_of(rotation.chief)
    program.raise_request_exception = False
    answer = program.get("/api/v1/teams/")
    is_problem(answer, 500, "server_error")
    assert "secret" not in answer.content.decode()


def test_the_sentence_is_in_the_users_language(rotation, program_of):
    user = rotation.chief.user
    user.language = "en"
    user.save()
    body = program_of(user).get("/api/v1/officers/0/").json()
    assert body["detail"] == "There is nothing here that you may see."
