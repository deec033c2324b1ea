"""What training wants done: come, answer, renew; the bank and the certificates for teachers."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.agenda.registry import due_from
from stations.training import actions, agenda, certificates, quiz
from stations.training.models import Attempt, Attendance, BankQuestion, Certificate
from stations.training.tasks import keep_house
from tests.factories.training import (
    HOUR,
    make_attendance,
    make_certificate,
    make_course,
    make_questions,
    make_sitting,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(cast, in_one):
    return make_course(cast.station, audience="officers")


def urls(user):
    return [due.url for due in due_from(agenda.due, user, timezone.localdate())]


def test_whoever_has_a_seat_or_was_invited_is_to_come_and_who_waits_or_cancelled_is_not(course, cast):
    for place, standing in enumerate(("seat", "waiting", "gone", "")):
        sitting = make_sitting(course, timezone.now() + (place + 1) * HOUR)
        at = timezone.now() if standing else None
        make_attendance(
            sitting, cast.officer.user, came=False, standing=standing, standing_at=at, invited=not standing
        )
    rows = Attendance.objects.filter(standing__in=["seat", ""]).values_list("sitting_id", flat=True)
    assert urls(cast.officer.user) == [reverse("my-sitting", args=[pk]) for pk in rows]


def test_a_quiz_waits_until_it_is_passed_or_closed(course, cast):
    row = make_attendance(make_sitting(course, timezone.now() - DAY, state="held"), cast.officer.user)
    make_attendance(make_sitting(course, timezone.now() - 9 * DAY, state="held"), cast.officer.user)
    assert urls(cast.officer.user) == [reverse("my-quiz", args=[row.sitting_id])]
    Attempt.objects.create(
        station=cast.station, attendance=row, number=1, pass_mark=4, started_at=timezone.now(),
        finished_at=timezone.now(), passed=True,
    )  # fmt: skip
    assert urls(cast.officer.user) == []


@pytest.mark.parametrize(("left", "told"), [(31, False), (30, True), (1, True)])
def test_a_certificate_that_runs_out_is_a_task_of_its_holder_and_of_the_teacher(course, cast, left, told):
    row = make_attendance(make_sitting(course, timezone.now() - 300 * DAY, state="held"), cast.officer.user)
    today = timezone.localdate()
    make_certificate(row, day=today - 300 * DAY, valid_until=today + left * DAY)
    assert bool(urls(cast.officer.user)) == told
    teaching = [due.url for due in due_from(agenda.due, cast.chief.user, today)]
    page = reverse("course-due", args=[course.pk])
    assert (page in teaching) == told
    assert page not in urls(cast.officer.user)


def test_the_teacher_hears_of_a_short_bank_and_of_what_others_wrote(course, cast):
    sitting = make_sitting(course, timezone.now() + HOUR, teacher=cast.chief.user)
    make_questions(cast.station, 4)
    BankQuestion.objects.create(
        station=cast.station, month=datetime.date(2026, 1, 1), text="待审", options=["甲", "乙"], right=0, why="x",
        author=cast.desk.user,
    )  # fmt: skip
    found = [due.url for due in due_from(agenda.due, cast.chief.user, timezone.localdate())]
    assert sitting.get_absolute_url() in found and f"{reverse('bank')}?state=draft" in found
    make_questions(cast.station, 1, datetime.date(2026, 1, 1))
    found = [due.url for due in due_from(agenda.due, cast.chief.user, timezone.localdate())]
    assert sitting.get_absolute_url() not in found
    assert quiz.lay_out(sitting=sitting)


def test_a_course_without_a_quiz_gives_its_certificates_when_it_was_held(cast, in_one):
    sitting = make_sitting(make_course(cast.station, audience="officers", quiz=False), timezone.now(), state="open")
    make_attendance(sitting, cast.officer.user)
    make_attendance(sitting, cast.desk.user, came=False)
    actions.move(sitting=sitting, verb="hold", actor=cast.chief.user)
    assert [row.user for row in Certificate.objects.all()] == [cast.officer.user]


def test_the_round_can_be_made_twice(course, cast):
    make_sitting(course, timezone.now() + 3 * HOUR)
    assert keep_house()["announced"] >= 3
    assert keep_house() == {"announced": 0, "promoted": 0, "reminded": 0, "warned": 0}


@pytest.mark.parametrize(("ago", "required", "told"), [(3, False, True), (31, False, False), (31, True, True)])
def test_what_nobody_has_to_have_is_not_asked_for_for_ever(cast, in_one, ago, required, told):
    course = make_course(cast.station, audience="officers", required=required)
    row = make_attendance(make_sitting(course, timezone.now() - 400 * DAY, state="held"), cast.officer.user)
    today = timezone.localdate()
    make_certificate(row, day=today - 400 * DAY, valid_until=today - ago * DAY)
    assert bool(urls(cast.officer.user)) == told


def test_a_course_of_the_same_tag_ends_the_warning(cast, in_one):
    today, person = timezone.localdate(), cast.officer.user
    for place, (title, left) in enumerate((("甲", 5), ("乙", 300)), 1):
        course = make_course(cast.station, title, audience="officers", tag="night")
        row = make_attendance(make_sitting(course, timezone.now() - 60 * DAY, state="held"), person)
        assert bool(urls(person)) == (place == 2)
        make_certificate(row, serial=place, day=today - 60 * DAY, valid_until=today + left * DAY)
    assert urls(person) == []
    assert certificates.warn(station=cast.station, at=timezone.now()) == 0


def test_questions_of_the_next_month_do_not_fill_this_months_quiz(cast, in_one):
    course = make_course(cast.station, audience="officers")
    end = timezone.make_aware(datetime.datetime(2026, 11, 28, 19))
    sitting = make_sitting(course, end, teacher=cast.chief.user)
    make_questions(cast.station, 5, datetime.date(2026, 12, 1))
    found = [due.url for due in due_from(agenda.due, cast.chief.user, datetime.date(2026, 11, 20))]
    assert sitting.get_absolute_url() in found
