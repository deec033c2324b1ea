"""Deliveries through a real worker and a real gateway: none lost, none noted twice, whatever is down."""

import os
import signal
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django_scopes import scopes_disabled

from config.celery import app
from stations.kit import queue
from stations.kit.scoping import in_station
from stations.notices import actions, registry
from stations.notices.models import Delivery
from tests.factories import make_officer, make_station
from tests.worker.conftest import start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]
PEOPLE = 20


class Gateway(ThreadingHTTPServer):
    """An SMS gateway: keeps what it took, by the number of the delivery."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken, self.status, self.slow = [], 200, 0.0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.slow)
        if self.server.status == 200:
            self.server.taken.append(self.headers["Idempotency-Key"])
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway(settings, monkeypatch):
    """The gateway that the worker, a process of its own, finds in its environment."""
    server = Gateway()
    settings.NOTICE_ADAPTERS = ["sms"]
    monkeypatch.setenv("NOTICE_SMS_URL", server.url)
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("test.note", "Note")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def running(gateway, worker):
    """A worker that knows the gateway."""
    return worker


@pytest.fixture
def people(transactional_db):
    station = make_station()
    return [make_officer(station, phone=f"138{number:08d}") for number in range(PEOPLE)]


def tell(people, key="k"):
    with in_station(people[0].station):
        assert actions.tell(station=people[0].station, recipients=people, kind="test.note", key=key) == len(people)


@scopes_disabled()
def count(**wanted) -> int:
    return Delivery.objects.filter(**wanted).count()


@scopes_disabled()
def hours_pass() -> None:
    """What waits becomes due."""
    for row in Delivery.objects.filter(state="queued"):
        Delivery.objects.filter(pk=row.pk).update(next_at=row.next_at - timedelta(hours=7))


def test_the_worker_delivers_whatever_was_away_meanwhile(people, gateway, running, monkeypatch):
    tell(people, "plain")
    wait_until(lambda: count(state="done") == PEOPLE)

    # The broker is away: the rows wait for the sweeper.
    monkeypatch.setattr(queue, "publish", lambda *args: False)
    tell(people, "no broker")
    monkeypatch.setattr(queue, "publish", lambda task, *args: app.send_task(task, args=args))
    assert count(state="queued") == PEOPLE
    app.send_task("stations.notices.sweep")
    wait_until(lambda: count(state="done") == 2 * PEOPLE)

    # The gateway is away: what it did not take is tried again.
    gateway.status = 503
    tell(people, "no gateway")
    wait_until(lambda: count(state="queued", attempts__gte=1) >= 1)
    assert count(state="done") == len(gateway.taken) == 2 * PEOPLE
    gateway.status = 200
    hours_pass()
    app.send_task("stations.notices.sweep")
    wait_until(lambda: count(state="done") == 3 * PEOPLE)
    assert len(gateway.taken) == len(set(gateway.taken)) == 3 * PEOPLE


def test_a_worker_killed_in_the_middle_loses_nothing(people, gateway, running):
    gateway.slow = 0.2
    tell(people)
    wait_until(lambda: count(state="done") >= 3)
    children = [int(pid) for pid in os.popen(f"pgrep -P {running.pid}").read().split()]
    for pid in [running.pid, *children]:
        os.kill(pid, signal.SIGKILL)
    running.wait()
    done = count(state="done")
    assert 3 <= done < PEOPLE and count(finished_at=None) == PEOPLE - done
    gateway.slow = 0
    hours_pass()
    again = start_worker()
    try:
        app.send_task("stations.notices.sweep")
        wait_until(lambda: count(state="done") == PEOPLE)
    finally:
        again.terminate()
        again.wait()
    # The gateway may have taken the one at hand twice, under one key; nothing is noted twice and nothing is missing.
    assert len(set(gateway.taken)) == PEOPLE and len(gateway.taken) <= PEOPLE + 2
    assert count() == count(state="done", attempts__lte=2) == PEOPLE
