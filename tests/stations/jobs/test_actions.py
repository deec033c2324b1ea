"""Long work is done once, refused work says why, and nothing waits for ever."""

import datetime
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.utils import timezone

from stations.jobs import actions, registry
from stations.jobs.models import Job, PeriodicRun
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.organisation.models import Team

CALLS = []


@pytest.fixture(autouse=True)
def kinds():
    CALLS.clear()
    registry.register(
        "test.count", "Counting", lambda job, progress: (CALLS.append(job.pk), progress(3, 3), {"n": 3})[2]
    )
    registry.register("test.refuse", "Refusing", refuse)
    registry.register("test.break", "Breaking", break_off)
    yield
    for name in ("test.count", "test.refuse", "test.break"):
        registry._kinds.pop(name)


def count(job, progress):
    CALLS.append(job.pk)
    progress(3, 3)
    return {"n": 3}


def refuse(job, progress):
    raise RuleBroken("not today")


def break_off(job, progress):
    raise ZeroDivisionError


def start(station, kind="test.count", key="k", actor=None):
    with in_station(station):
        return actions.start(kind=kind, key=key, payload={}, station=station, actor=actor)


def again(job):
    with in_station(job.station):
        return Job.objects.get(pk=job.pk)


def test_the_same_work_asked_twice_is_one_job(cast):
    assert start(cast.station).pk == start(cast.station).pk
    assert start(cast.station2).pk != start(cast.station).pk


def test_a_job_is_done_once_however_often_it_is_delivered(cast):
    job = start(cast.station)
    for _delivery in range(3):
        actions.run(job_id=job.pk)
    assert [job.pk] == CALLS
    done = again(job)
    assert (done.state, done.result, done.percent) == ("done", {"n": 3}, 100)


def test_finished_work_can_be_asked_for_again(cast):
    job = start(cast.station)
    actions.run(job_id=job.pk)
    assert start(cast.station).pk != job.pk


def test_refused_work_ends_with_its_reason(cast):
    job = start(cast.station, "test.refuse")
    actions.run(job_id=job.pk)
    assert (again(job).state, again(job).message) == ("failed", "not today")


def test_broken_work_is_tried_three_times(cast):
    job = start(cast.station, "test.break")
    for _attempt in range(2):
        with pytest.raises(ZeroDivisionError):
            actions.run(job_id=job.pk)
    actions.run(job_id=job.pk)
    assert (again(job).state, again(job).attempts) == ("failed", 3)


def test_work_that_kills_its_worker_each_time_is_given_up(cast):
    job = start(cast.station)
    with in_station(cast.station):
        Job.objects.filter(pk=job.pk).update(state="running", attempts=3)
    actions.run(job_id=job.pk)
    assert (again(job).state, CALLS) == ("failed", [])


def test_progress_is_not_needed_for_the_work(cast, monkeypatch):
    monkeypatch.setattr(actions, "cache", Mock(set=Mock(side_effect=OSError("away"))))
    job = start(cast.station)
    actions.run(job_id=job.pk)
    assert again(job).state == "done"


def test_the_sweeper_sends_what_waits(cast, monkeypatch):
    sent = []
    monkeypatch.setattr("stations.kit.queue.publish", lambda *args: sent.append(args) or True)
    job = start(cast.station)
    assert actions.sweep() == 1
    assert sent[-1] == (actions.RUN, job.pk)


def test_two_beats_run_a_period_once(db):
    with actions.once("night", "2026-11-22") as first:
        pass
    with actions.once("night", "2026-11-22") as second:
        pass
    assert (first, second) == (True, False)
    assert PeriodicRun.objects.count() == 1


def test_periods_long_done_are_forgotten(db):
    with actions.once("night", "2026-01-01"):
        pass
    PeriodicRun.objects.create(name="night", period="open")
    actions.forget_keys(at=timezone.now() + datetime.timedelta(days=91))
    assert list(PeriodicRun.objects.values_list("period", flat=True)) == ["open"]


def test_an_unfinished_period_is_taken_over(db):
    PeriodicRun.objects.create(name="night", period="2026-11-22")
    with actions.once("night", "2026-11-22") as mine:
        assert mine


def test_unknown_work_is_refused(cast):
    with pytest.raises(NotAllowed):
        start(cast.station, "test.unknown")


def test_the_progress_page_is_for_who_asked_and_for_work_of_the_system(cast, client_of):
    mine, ours = start(cast.station, key="a", actor=cast.chief.user), start(cast.station, key="b")
    assert client_of(cast.chief).get(mine.get_absolute_url()).status_code == 200
    assert client_of(cast.officer).get(mine.get_absolute_url()).status_code == 403
    assert client_of(cast.officer).get(ours.get_absolute_url()).status_code == 200
    assert client_of(cast.chief2).get(ours.get_absolute_url()).status_code == 404


def test_the_waiting_page_goes_on_to_the_result(cast, client_of):
    registry.register("test.count", "Counting", lambda job, progress: {"url": "/duty/"})
    job = start(cast.station, actor=cast.chief.user)
    actions.run(job_id=job.pk)
    response = client_of(cast.chief).get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/duty/"


def test_history_knows_for_whom_a_worker_wrote(cast):
    def rename(job, progress):
        Team.objects.filter(pk=cast.command.pk).update(name="指挥室")

    registry.register("test.count", "Renaming", rename)
    job = start(cast.station, actor=cast.chief.user)
    actions.run(job_id=job.pk)
    event = apps.get_model("stations", "TeamEvent").objects.filter(pgh_obj_id=cast.command.pk).latest("pgh_id")
    assert event.pgh_context.metadata == {"user": cast.chief.user.pk, "job": job.pk}
