"""What PostgreSQL broke off is begun again; what is part of something larger is not."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from psycopg.errors import DeadlockDetected, LockNotAvailable
from zeal import zeal_ignore

from stations.dispatch import actions, moving, tasks, watch
from stations.dispatch.models import Assignment
from stations.incidents.models import Incident
from stations.kit.again import TIMES, again
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_crew, make_incident


def broken_off(kind=DeadlockDetected) -> OperationalError:
    error = OperationalError("broken off")
    error.__cause__ = kind("broken off")
    return error


class Failing:
    """Work that the database breaks off so many times, and how often it was begun."""

    def __init__(self, times: int, kind=DeadlockDetected):
        self.left, self.kind, self.begun = times, kind, 0

    def __call__(self, *_args, **_kwargs):
        self.begun += 1
        if self.left:
            self.left -= 1
            raise broken_off(self.kind)
        return "done"


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_each_other_out_both_get_through():
    cast = make_cast()
    rows = [make_incident(cast.station).pk for _turn in range(2)]
    gate, outcomes = threading.Barrier(2), []

    def crosswise(order, met):
        def work():
            with transaction.atomic():
                for place, pk in enumerate(order):
                    if place and not met:
                        met.append(gate.wait(10))
                    Incident.objects.filter(pk=pk).update(urgent=True)

        with in_station(cast.station):
            again(work)
        outcomes.append("done")
        connection.close()

    threads = [threading.Thread(target=crosswise, args=(order, [])) for order in (rows, rows[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == ["done", "done"]


@pytest.mark.django_db(transaction=True)
def test_it_is_begun_three_times_at_most_and_only_for_these_reasons():
    assert again(Failing(TIMES - 1)) == "done"
    for work, begun in ((Failing(TIMES), TIMES), (Failing(1, LockNotAvailable), 1)):
        with pytest.raises(OperationalError):
            again(work)
        assert work.begun == begun


@pytest.mark.django_db
def test_a_part_of_a_transaction_is_not_repeated():
    work = Failing(1)
    with pytest.raises(OperationalError):
        again(work)
    assert work.begun == 1


@pytest.mark.django_db(transaction=True)
def test_files_are_read_from_the_beginning_again():
    request = RequestFactory().post("/", {"photo": SimpleUploadedFile("a.txt", b"words")})
    read, failing = [], Failing(1)

    def work():
        read.append(request.FILES["photo"].read())
        return failing()

    assert again(work, request) == "done"
    assert read == [b"words", b"words"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k-1"}])
def test_a_tap_that_was_broken_off_is_done_once_and_answered(client_of, monkeypatch, headers):
    cast = make_cast()
    with in_station(cast.station):
        crew = make_crew(cast.station, cast.officer, cast.auxiliary)
        row = actions.send(incident=make_incident(cast.station), crew=crew, actor=cast.desk.user)
    failing, note = Failing(1), moving.note
    monkeypatch.setattr(moving, "note", lambda *args, **data: (failing(), note(*args, **data)))
    with zeal_ignore():  # the same rows are read once a turn
        answer = client_of(cast.officer).post(
            f"/api/v1/assignments/{row.pk}/accept/", "{}", content_type="application/json", headers=headers
        )
    assert (answer.status_code, failing.begun) == (200, 2)
    with in_station(cast.station):
        assert Assignment.objects.get().state == "accepted"


@pytest.mark.django_db(transaction=True)
def test_a_task_that_was_broken_off_is_run_again(monkeypatch):
    failing = Failing(1)
    monkeypatch.setattr(watch, "escalate_due", failing)
    tasks.escalate()
    assert failing.begun == 2
