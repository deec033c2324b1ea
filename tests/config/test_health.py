"""/healthz says which part is well."""

import time

import pytest
from django.core.cache import cache

from config import health
from config.celery import PULSE, carry_request_id


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(health.app.control, "ping", lambda timeout: [])


def parts(client):
    response = client.get("/healthz")
    return response.status_code, response.json()["parts"]


@pytest.mark.django_db
def test_a_missing_worker_and_beat_are_named(client, quiet):
    status, state = parts(client)
    assert status == 503
    assert state["database"] == state["migrations"] == state["broker"] == "ok"
    assert state["worker"] == "none answers"
    assert state["beat"] == state["live"] == "no pulse"


@pytest.mark.django_db
def test_all_is_well_when_worker_beat_and_streams_answer(client, monkeypatch):
    monkeypatch.setattr(health.app.control, "ping", lambda timeout: [{"worker": "pong"}])
    carry_request_id(sender=PULSE, headers={})
    cache.set("health:live", time.time(), 60)
    assert parts(client)[0] == 200


@pytest.mark.django_db
def test_a_beat_that_fell_silent_is_noticed(client, quiet):
    cache.set("health:beat", time.time() - 60, 600)
    assert parts(client)[1]["beat"] == "no pulse"
