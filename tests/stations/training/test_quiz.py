"""The quiz from the first question to the certificate: one try at a time, continued, repeated, checked."""

import datetime

import pytest
from django.db import Error, transaction
from django.utils import timezone

from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.training import bank, certificates, quiz, quiz_readings, quiz_rules, readings
from stations.training.models import Attempt, BankQuestion, Certificate, QuizAnswer, QuizItem
from tests.factories import make_person
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


@pytest.fixture
def sitting(course, cast):
    """Over since a minute; the officer came, the desk did not."""
    made = make_sitting(course, timezone.now() - HOUR, state="held")
    make_attendance(made, cast.officer.user)
    make_attendance(made, cast.desk.user, came=False)
    return made


@pytest.fixture
def questions(cast, in_one):
    return make_questions(cast.station, 7)


def holds(user, course, day):
    """As other rooms ask."""
    return user.pk in set(readings.holders(course, day))


def begin(sitting, cast, at=None):
    return quiz.begin(sitting=sitting, user=cast.officer.user, at=at or timezone.now())


def choose(attempt, question, *, right=True, at=None):
    """The answer of somebody who reads what the phone shows."""
    options = quiz_readings.shown_options(attempt, question)
    place = next(place for place, words in options if (words == question.options[question.right]) == right)
    row = attempt.attendance
    return quiz.answer(
        sitting=row.sitting, user=row.user, question=question.pk, shown=place, at=at or timezone.now()
    )  # fmt: skip


def answer_all(attempt, wrong=0, at=None):
    for number, row in enumerate(attempt.answers.select_related("question").order_by("place")):
        attempt = choose(attempt, row.question, right=number >= wrong, at=at)
    return attempt


class TestTaking:
    def test_five_right_answers_give_the_certificate_once(self, sitting, questions, cast):
        attempt = answer_all(begin(sitting, cast))
        assert (attempt.passed, attempt.right_count) == (True, 5)
        made = Certificate.objects.get()
        assert (made.user_id, made.number) == (cast.officer.user_id, f"培结字〔{made.year}〕1号")
        assert made.valid_until == made.issued_on.replace(year=made.year + 1)
        assert certificates.issue(attendance=attempt.attendance, at=timezone.now()) == made

    def test_a_dropped_phone_goes_on_where_it_was(self, sitting, questions, cast):
        attempt = begin(sitting, cast)
        rows = list(attempt.answers.select_related("question").order_by("place"))
        for row in rows[:3]:
            choose(attempt, row.question)
        assert begin(sitting, cast) == attempt
        asked = quiz_readings.next_question(attempt)
        assert (asked.place, asked.answer) == (4, rows[3])
        assert quiz_readings.next_question(attempt).options == asked.options

    def test_the_same_answer_sent_twice_counts_once_and_another_one_changes_nothing(self, sitting, questions, cast):
        attempt = begin(sitting, cast)
        question = attempt.answers.first().question
        choose(attempt, question)
        choose(attempt, question, right=False)
        assert QuizAnswer.objects.get(question=question).right is True
        assert QuizAnswer.objects.filter(answered_at__isnull=False).count() == 1

    def test_nothing_rewrites_an_answer_in_the_database(self, sitting, questions, cast):
        attempt = begin(sitting, cast)
        choose(attempt, attempt.answers.first().question)
        with pytest.raises(Error), transaction.atomic():
            QuizAnswer.objects.filter(answered_at__isnull=False).update(right=False)

    def test_too_few_right_ones_are_answered_again_after_the_pause_with_other_questions(
        self, sitting, questions, cast
    ):
        now = timezone.now()
        first = answer_all(begin(sitting, cast), wrong=2, at=now)
        assert first.passed is False and not Certificate.objects.exists()
        with pytest.raises(RuleBroken) as refusal:
            begin(sitting, cast, now + 10 * datetime.timedelta(minutes=1))
        assert refusal.value.code == "pause"
        second = begin(sitting, cast, now + HOUR)
        assert second.number == 2
        asked = set(second.answers.values_list("question_id", flat=True))
        assert {one.pk for one in questions} - set(first.answers.values_list("question_id", flat=True)) <= asked
        assert answer_all(second).passed

    def test_who_did_not_come_does_not_take_it(self, sitting, questions, cast):
        for person in (cast.desk.user, cast.chief.user):
            with pytest.raises(RuleBroken) as refusal:
                quiz.begin(sitting=sitting, user=person, at=timezone.now())
            assert refusal.value.code == "not_there"
        assert not QuizItem.objects.exists()

    def test_what_was_begun_in_time_is_not_finished_weeks_later(self, sitting, questions, cast):
        attempt = begin(sitting, cast)
        row = attempt.answers.select_related("question").first()
        with pytest.raises(RuleBroken) as refused:
            choose(attempt, row.question, at=timezone.now() + 8 * DAY)
        assert refused.value.code == "quiz_closed"
        assert not QuizAnswer.objects.filter(answered_at__isnull=False).exists()

    def test_a_question_of_another_quiz_or_an_option_that_is_none_is_refused(self, sitting, questions, cast):
        attempt = begin(sitting, cast)
        asked = attempt.answers.first().question
        [other, *_rest] = [one for one in questions if not attempt.answers.filter(question=one).exists()]
        for question, shown, code in (
            (other, 0, "other_question"),
            (asked, 3, "no_option"),
            (asked, -1, "no_option"),
        ):
            with pytest.raises(RuleBroken) as refusal:
                quiz.answer(
                    sitting=sitting, user=cast.officer.user, question=question.pk, shown=shown, at=timezone.now()
                )
            assert refusal.value.code == code

    def test_everybody_is_asked_the_sittings_five_first(self, sitting, questions, cast):
        make_attendance(sitting, cast.chief.user)
        first, second = begin(sitting, cast), quiz.begin(sitting=sitting, user=cast.chief.user, at=timezone.now())
        numbers = [set(one.answers.values_list("question_id", flat=True)) for one in (first, second)]
        assert numbers[0] == numbers[1] and len(numbers[0]) == 5


class TestLayingOut:
    def test_this_month_is_filled_up_with_months_before_and_never_with_unchecked_ones(self, sitting, cast):
        month = quiz_rules.month_of(sitting)
        now = make_questions(cast.station, 3, month)
        BankQuestion.objects.create(
            station=cast.station, month=month, text="未审核", options=["甲", "乙"], right=0, why="x"
        )
        make_questions(cast.station, 2, (month - DAY).replace(day=1))
        make_questions(cast.station, 9, datetime.date(2020, 1, 1))
        asked = {item.question for item in quiz.lay_out(sitting=sitting)}
        assert set(now) <= asked
        assert {one.month for one in asked} == {month, (month - DAY).replace(day=1)}

    def test_a_short_bank_is_told_clearly_and_lays_out_nothing(self, sitting, cast):
        make_questions(cast.station, 4)
        with pytest.raises(RuleBroken) as refusal:
            begin(sitting, cast)
        assert refusal.value.code == "bank_short" and "4" in str(refusal.value)
        assert not QuizItem.objects.exists() and not Attempt.objects.exists()

    def test_questions_of_another_course_or_station_are_not_asked(self, sitting, cast, course):
        make_questions(cast.station, 9, course=make_course(cast.station, "另一门", audience="officers"))
        with pytest.raises(RuleBroken):
            quiz.lay_out(sitting=sitting)

    def test_the_teacher_draws_others_only_while_nobody_has_begun(self, sitting, questions, cast):
        chief = cast.chief.user
        first = {item.question_id for item in quiz.lay_out(sitting=sitting, actor=chief)}
        second = {item.question_id for item in quiz.lay_out(sitting=sitting, actor=chief, anew=True)}
        assert first != second
        with pytest.raises(NotAllowed):
            quiz.lay_out(sitting=sitting, actor=cast.officer.user, anew=True)
        begin(sitting, cast)
        with pytest.raises(RuleBroken) as refusal:
            quiz.lay_out(sitting=sitting, actor=chief, anew=True)
        assert refusal.value.code == "begun"

    def test_the_teacher_sees_what_was_missed_most_first(self, sitting, cast):
        make_questions(cast.station, 5)
        people = [cast.officer.user, *(make_person(cast.station) for _one in range(5))]
        for person in people[1:]:
            make_attendance(sitting, person)
        hard = None
        for person in people:
            attempt = quiz.begin(sitting=sitting, user=person, at=timezone.now())
            for row in attempt.answers.select_related("question").order_by("question_id"):
                hard = hard or row.question
                choose(attempt, row.question, right=row.question != hard)
        outcomes = quiz_readings.outcomes(sitting)
        assert (outcomes[0].question, outcomes[0].answered, outcomes[0].right) == (hard, 6, 0)
        assert outcomes[0].again and not outcomes[1].again
        assert sum(times for _letter, _words, times, _right in outcomes[0].chosen) == 6


class TestTheBank:
    values = {"month": datetime.date(2026, 11, 9), "text": "接到客服电话应当：", "options": ["转账", "核实"],
              "right": 1, "why": "先核实", "case_words": "", "case_ref": "", "course": None}  # fmt: skip

    def written(self, cast, **values):
        return bank.save_question(station=cast.station, actor=cast.chief.user, **self.values | values)

    def test_a_question_is_used_when_somebody_else_has_checked_it(self, cast, in_one):
        row, now = self.written(cast), timezone.now()
        assert (row.month.day, row.state) == (1, "draft")
        with pytest.raises(NotAllowed):
            bank.move_question(question=row, verb="approve", actor=cast.chief.user, at=now)
        with pytest.raises(NotAllowed):
            bank.move_question(question=row, verb="approve", actor=cast.officer.user, at=now)
        BankQuestion.objects.update(author=cast.officer.user)
        row = bank.move_question(question=row, verb="approve", actor=cast.chief.user, at=now)
        assert (row.state, row.approved_by) == ("approved", cast.chief.user)
        with pytest.raises(NotAllowed):
            bank.save_question(
                station=cast.station, actor=cast.chief.user, question=row, **self.values | {"text": "改"}
            )

    def test_what_was_asked_is_taken_out_of_use_and_not_rewritten(self, sitting, questions, cast):
        asked = begin(sitting, cast).answers.first().question
        with pytest.raises(RuleBroken) as refusal:
            bank.move_question(question=asked, verb="revise", actor=cast.chief.user, at=timezone.now())
        assert refusal.value.code == "asked"
        bank.move_question(question=asked, verb="retire", actor=cast.chief.user, at=timezone.now())

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"why": "打13812345678"}, "personal"),
            ({"options": ["甲", "甲"]}, "options_alike"),
            ({"right": 2}, "right"),
        ],
    )
    def test_what_cannot_be_asked_is_refused(self, cast, in_one, values, code):
        with pytest.raises(RuleBroken) as refusal:
            self.written(cast, **values)
        assert refusal.value.code == code

    def test_the_same_question_is_in_a_month_once(self, cast, in_one):
        self.written(cast)
        with pytest.raises(RuleBroken) as refusal:
            self.written(cast)
        assert refusal.value.code == "taken"
        self.written(cast, month=datetime.date(2026, 10, 1))

    def test_the_step_table_is_walked_whole(self, cast, in_one):
        row = make_questions(cast.station, 1)[0]
        for state in BankQuestion.State.values:
            for verb in {step.verb for step in quiz_rules.BANK.steps}:
                row.state = state
                known = quiz_rules.BANK.step(state, verb) is not None
                assert bool(quiz_rules.BANK.check(row, verb, cast.chief.user)) == known
                assert not quiz_rules.BANK.check(row, verb, cast.officer.user)


class TestCertificates:
    def test_one_is_revoked_with_a_reason_and_its_holder_told(self, sitting, cast):
        row = make_certificate(sitting.attendances.get(user=cast.officer.user))
        today = timezone.localdate()
        assert holds(cast.officer.user, sitting.course_id, today)
        with pytest.raises(NotAllowed):
            certificates.revoke(certificate=row, actor=cast.desk.user, reason="x", at=timezone.now())
        certificates.revoke(certificate=row, actor=cast.chief.user, reason="代考", at=timezone.now())
        assert not holds(cast.officer.user, sitting.course_id, today)
        assert Notice.objects.get(kind="certificate.revoked").recipient == cast.officer.user

    def test_other_rooms_ask_by_tag(self, sitting, cast):
        sitting.course.tag = "night"
        sitting.course.save()
        row = make_certificate(sitting.attendances.get(user=cast.officer.user))
        today = timezone.localdate()
        assert holds(cast.officer.user, "night", today)
        assert not holds(cast.officer.user, "night", row.valid_until)
        assert not holds(cast.desk.user, "night", today)
        assert not holds(cast.officer.user, "", today)
        assert list(readings.holders("night", today)) == [(cast.officer.user_id)]
        assert readings.tags() == [("night", sitting.course.title)]

    def test_a_course_without_certificate_counts_from_the_day_somebody_came(self, cast, in_one):
        course = make_course(cast.station, audience="officers", certificate=False, quiz=False, tag="aid")
        make_attendance(make_sitting(course, timezone.now() - 400 * DAY), cast.officer.user)
        make_attendance(make_sitting(course, timezone.now() - 300 * DAY), cast.desk.user)
        today = timezone.localdate()
        assert not holds(cast.officer.user, "aid", today)
        assert holds(cast.desk.user, "aid", today)

    def test_who_is_due_again_is_known_before_it_runs_out(self, sitting, cast):
        today = timezone.localdate()
        make_certificate(sitting.attendances.get(user=cast.officer.user), day=today - 360 * DAY)
        rows = {row.person.pk: row for row in readings.due_list(sitting.course, today, 30)}
        assert rows[cast.officer.user_id].until and not rows[cast.officer.user_id].over
        assert rows[cast.desk.user_id].last is None
        due = {person.pk for person, _last in readings.due_people(sitting.course, today)}
        assert cast.officer.user_id not in due and cast.desk.user_id in due
        assert certificates.warn(station=cast.station, at=timezone.now()) == 1
        assert certificates.warn(station=cast.station, at=timezone.now()) == 0

    def test_a_newer_one_ends_the_warning(self, sitting, cast, course):
        today = timezone.localdate()
        make_certificate(sitting.attendances.get(user=cast.officer.user), day=today - 360 * DAY)
        again = make_attendance(make_sitting(course), cast.officer.user)
        make_certificate(again, serial=2)
        assert readings.running_out(today, 30) == []
        assert readings.own_running_out(cast.officer.user, today, 30) == []
