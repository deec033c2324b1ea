"""Long work through a real worker: it happens, survives a killed worker, and waits for an absent broker."""

import datetime
import os
import signal

import pytest
from django_scopes import scopes_disabled

from stations.jobs import actions as jobs
from stations.jobs.models import Job
from stations.kit import queue
from stations.kit.scoping import in_station
from stations.roster import actions
from stations.roster.models import Duty, RosterRun
from stations.roster.tasks import extend_all
from tests.factories import make_rotation
from tests.worker.conftest import start_worker, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]
D = datetime.date


def state_of(job: Job) -> str:
    with scopes_disabled():
        return Job.objects.get(pk=job.pk).state


def test_a_span_is_generated_by_the_worker(worker):
    rotation = make_rotation()
    with in_station(rotation.station):
        job = actions.request_generation(
            station=rotation.station, first=D(2026, 1, 1), last=D(2026, 1, 31), actor=rotation.chief.user
        )
        wait_until(lambda: state_of(job) == "done")
        assert Duty.objects.filter(date=D(2026, 1, 31), role="primary").exists()


def test_the_nightly_extension_reaches_every_station(worker):
    one, two = make_rotation("QM"), make_rotation("CW")
    extend_all()
    for rotation in (one, two):
        with in_station(rotation.station):
            wait_until(RosterRun.objects.exists)


def test_work_queued_while_the_broker_was_away_is_done_by_the_sweeper(worker, monkeypatch):
    rotation = make_rotation()
    monkeypatch.setattr(queue, "publish", lambda *args: False)
    with in_station(rotation.station):
        job = actions.request_generation(
            station=rotation.station, first=D(2026, 1, 1), last=D(2026, 1, 2), actor=rotation.chief.user
        )
    monkeypatch.undo()
    assert state_of(job) == "queued"
    assert jobs.sweep() == 1
    wait_until(lambda: state_of(job) == "done")


def test_a_killed_worker_loses_nothing_and_doubles_nothing(worker):
    rotation = make_rotation(per_section=4)
    with in_station(rotation.station):
        job = actions.request_generation(
            station=rotation.station, first=D(2024, 1, 1), last=D(2025, 6, 30), actor=rotation.chief.user
        )
    wait_until(lambda: state_of(job) == "running")
    children = [int(pid) for pid in os.popen(f"pgrep -P {worker.pid}").read().split()]
    for pid in [worker.pid, *children]:
        os.kill(pid, signal.SIGKILL)
    worker.wait()
    again = start_worker()
    try:
        wait_until(lambda: jobs.sweep() >= 0 and state_of(job) == "done", 120)
    finally:
        again.terminate()
        again.wait()
    with in_station(rotation.station):
        assert Duty.objects.filter(date=D(2025, 1, 1)).count() == 5 * 3 * 4 + 4
        assert Duty.objects.values("date").distinct().count() == (D(2025, 6, 30) - D(2024, 1, 1)).days + 1
