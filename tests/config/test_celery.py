"""The id of a request goes with the work it causes."""

import json
import logging
from types import SimpleNamespace

from config.celery import carry_request_id, enter_request, leave_request
from stations.kit import logs


def test_a_task_is_logged_under_the_request_that_queued_it():
    token = logs.request_id.set("request-0001")
    headers: dict = {}
    carry_request_id(sender="stations.jobs.run", headers=headers)
    logs.request_id.reset(token)

    enter_request(task=SimpleNamespace(request=SimpleNamespace(id="t1", **headers)))
    record = logging.LogRecord("x", logging.INFO, "", 0, "done", None, None)
    logs.RequestIdFilter().filter(record)
    assert json.loads(logs.JsonFormatter().format(record))["request_id"] == "request-0001"
    leave_request()
    assert logs.request_id.get() == "-"


def test_a_periodic_task_is_logged_under_its_own_id():
    enter_request(task=SimpleNamespace(request=SimpleNamespace(id="abc")))
    assert logs.request_id.get() == "task-abc"
    leave_request()


def test_every_answer_names_its_request(client, db):
    given = client.get("/login/", headers={"X-Request-ID": "from-the-proxy-1"})
    assert given["X-Request-ID"] == "from-the-proxy-1"
    made_up = client.get("/login/", headers={"X-Request-ID": "<script>"})
    assert len(made_up["X-Request-ID"]) == 16
