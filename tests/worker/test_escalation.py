"""Timers through a real worker: killed in the middle of escalations, none is lost and none doubled."""

import datetime
import os
import signal
from collections import Counter

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from config.celery import app
from stations.dispatch.models import Timer
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_category, make_incident, make_officer, make_station
from tests.worker.conftest import start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]
NUMBER = 200
TASK = "stations.dispatch.escalate"


@pytest.fixture
def overdue(worker):
    """Two hundred incidents that nobody was sent to in time, a desk and a chief."""
    station = make_station("QM")
    people = [make_officer(station, post=post) for post in ("desk", "chief")]
    category = make_category(station)
    late = timezone.now() - datetime.timedelta(minutes=5)
    with scopes_disabled():
        Timer.objects.bulk_create(
            [
                Timer(station=station, incident=make_incident(station, category=category), kind="assign", due_at=late)
                for _number in range(NUMBER)
            ]
        )
    return people


def escalated() -> int:
    with scopes_disabled():
        return Timer.objects.filter(state="escalated").count()


def beat() -> None:
    """Two beats at once, as after a failed hand-over between servers."""
    for _number in range(2):
        app.send_task(TASK)


def test_a_worker_killed_in_the_middle_loses_no_escalation_and_doubles_none(worker, overdue):
    beat()
    wait_until(lambda: escalated() >= 10, 60)
    children = [int(pid) for pid in os.popen(f"pgrep -P {worker.pid}").read().split()]
    for pid in [worker.pid, *children]:
        os.kill(pid, signal.SIGKILL)
    worker.wait()
    done = escalated()
    assert 10 <= done < NUMBER, "the worker was not killed in the middle"
    again = start_worker()
    try:
        beat()
        wait_until(lambda: escalated() == NUMBER, 120)
        beat()
    finally:
        again.terminate()
        again.wait()
    with scopes_disabled():
        ids = set(Timer.objects.values_list("pk", flat=True))
        noted = Counter(Entry.objects.filter(verb="timer.escalated").values_list("data__row", flat=True))
        told = Counter(Notice.objects.filter(kind="dispatch.overdue").values_list("recipient_id", flat=True))
    assert noted == Counter(ids)
    assert told == {person.user_id: NUMBER for person in overdue}
