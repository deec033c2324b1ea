"""``Idempotency-Key``: the first answer again, another body refused, two at once make one."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.jobs.actions import forget_keys
from stations.jobs.models import IdempotencyKey
from stations.roster import absences
from stations.roster.models import Absence
from tests.api.test_lists import running_day_of
from tests.factories import make_rotation

DAY = datetime.timedelta(days=1)


def body_for(rotation, **changes):
    officer, today = rotation.officers["case", 0][0], running_day_of(rotation)
    return {
        "officer": officer.pk, "kind": "training", "first_day": str(today + DAY), "last_day": str(today + 2 * DAY),
        "reason": "培训",
    } | changes  # fmt: skip


def enter(program, body, key="k-1"):
    return program.post("/api/v1/absences/", body, content_type="application/json", headers={"idempotency-key": key})


@scopes_disabled()
def absences_of(rotation):
    return Absence.objects.filter(station=rotation.station).count()


def test_a_repeat_gets_the_first_answer_and_does_nothing(rotation, program_of):
    program, body = program_of(rotation.chief), body_for(rotation)
    first, second = enter(program, body), enter(program, body)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert absences_of(rotation) == 1


def test_the_same_key_with_another_body_is_409(rotation, program_of):
    program = program_of(rotation.chief)
    enter(program, body_for(rotation))
    answer = enter(program, body_for(rotation, reason="其他"))
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_mismatch")
    assert absences_of(rotation) == 1


def test_a_refusal_is_kept_too(rotation, program_of):
    program, body = program_of(rotation.chief), body_for(rotation)
    enter(program, body, "k-1")
    first, second = enter(program, body, "k-2"), enter(program, body, "k-2")
    assert first.status_code == second.status_code == 409
    assert first.json() == second.json()
    assert first.json()["code"] == "absence.overlap"
    assert second.headers["Content-Type"] == "application/problem+json"


def test_keys_of_two_people_are_two_keys(rotation, program_of):
    one, two = program_of(rotation.chief), program_of(rotation.deputies[0])
    assert enter(one, body_for(rotation)).status_code == 201
    other = body_for(rotation, officer=rotation.officers["case", 1][0].pk)
    assert enter(two, other).status_code == 201
    assert absences_of(rotation) == 2


def test_a_crash_keeps_nothing_so_that_it_can_be_tried_again(rotation, program_of, monkeypatch):
    program, body = program_of(rotation.chief), body_for(rotation)
    program.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(absences, "record", lambda **data: 1 / 0)
        assert enter(program, body).status_code == 500
    assert absences_of(rotation) == 0
    assert enter(program, body).status_code == 201


def test_an_overlong_key_is_400(rotation, program_of):
    answer = enter(program_of(rotation.chief), body_for(rotation), "k" * 121)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one(program_of):
    rotation = make_rotation()
    program, body, answers = program_of(rotation.chief), body_for(rotation), []
    start = threading.Barrier(4)

    def ask():
        start.wait()
        try:
            answers.append(enter(program, body))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["absence"]["id"] for answer in answers}) == 1
    assert absences_of(rotation) == 1
    with scopes_disabled():
        assert IdempotencyKey.objects.count() == 1


def test_keys_are_forgotten_after_a_week(rotation, program_of):
    program, body = program_of(rotation.chief), body_for(rotation)
    enter(program, body)
    now = timezone.now()
    assert forget_keys(at=now + 6 * DAY) == 0
    assert forget_keys(at=now + 8 * DAY) == 1
    assert enter(program, body).json()["code"] == "absence.overlap"
