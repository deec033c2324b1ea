"""Two phones of one person, and many at once: one try, every answer once, one certificate."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from stations.kit.scoping import in_station
from stations.organisation.models import Station
from stations.training import enrolling, quiz, quiz_rules
from stations.training.models import Attempt, Attendance, Certificate, QuizAnswer
from tests.factories import make_officer
from tests.factories.organisation import make_station, make_team
from tests.factories.training import HOUR, make_attendance, make_course, make_questions, make_sitting

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(station, *verbs):
    """Each in a thread with a connection of its own, in the station."""

    def alone(verb):
        try:
            with in_station(Station.objects.get(pk=station.pk)):
                return verb()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return [future.result() for future in [threads.submit(alone, verb) for verb in verbs]]


def right_answers(sitting, user):
    """The five answers of a person, as verbs."""
    attempt = Attempt.objects.get(attendance__user=user)
    for row in attempt.answers.select_related("question"):
        shown = quiz_rules.order_of(attempt, row.question).index(row.question.right)
        number = row.question_id
        yield lambda number=number, shown=shown: quiz.answer(
            sitting=sitting, user=user, question=number, shown=shown, at=timezone.now()
        )


def test_a_class_begins_and_answers_at_once():
    station = make_station()
    with in_station(station):
        team = make_team(station)
        people = [make_officer(station, team=team).user for _one in range(3)]
        sitting = make_sitting(make_course(station, audience="officers"), timezone.now() - HOUR, state="open")
        for person in people:
            make_attendance(sitting, person)
        make_questions(station, 6)
    begins = [
        lambda person=person: quiz.begin(sitting=sitting, user=person, at=timezone.now())
        for person in people for _phone in range(2)
    ]  # fmt: skip
    at_once(station, *begins)
    with in_station(station):
        assert Attempt.objects.count() == 3
        answers = [verb for person in people for verb in right_answers(sitting, person)]
    at_once(station, *answers[:10], *answers[:3])
    at_once(station, *answers)
    with in_station(station):
        assert QuizAnswer.objects.filter(right=True).count() == 15
        numbers = sorted(Certificate.objects.values_list("serial", flat=True))
        assert numbers == [1, 2, 3]


def test_who_cancels_and_who_signs_up_at_once_leave_no_seat_empty_and_none_taken_twice():
    station = make_station()
    with in_station(station):
        team = make_team(station)
        people = [make_officer(station, team=team).user for _one in range(6)]
        begin = timezone.now() + datetime.timedelta(days=1)
        sitting = make_sitting(make_course(station, audience="officers"), begin, seats=2)
        for person in people[:3]:
            enrolling.enrol(sitting=sitting, user=person, at=timezone.now())
    at_once(
        station,
        *(lambda person=person: enrolling.give_up(sitting=sitting, user=person, at=timezone.now())
          for person in people[:2]),
        *(lambda person=person: enrolling.enrol(sitting=sitting, user=person, at=timezone.now())
          for person in people[3:]),
    )  # fmt: skip
    with in_station(station):
        standings = sorted(Attendance.objects.values_list("standing", flat=True))
    assert standings == ["gone", "gone", "seat", "seat", "waiting", "waiting"]
