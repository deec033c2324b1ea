"""Verbs of the quiz: lay it out for a sitting, begin, answer one by one, finish; the certificate follows."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import User
from stations.timeline.actions import lines_last, record
from stations.training import certificates, quiz_rules, rules
from stations.training.locking import locked
from stations.training.models import Attempt, Attendance, BankQuestion, Course, QuizAnswer, QuizItem, Sitting
from stations.training.readings import settings_of


def bank_for(course: Course, month: date) -> list[tuple[int, date]]:
    """(id, month) of the usable questions of a course up to a month: its own and those of every course; one query."""
    rows = BankQuestion.objects.usable().filter(Q(course=None) | Q(course=course), month__lte=month)
    return list(rows.order_by("id").values_list("id", "month"))


@transaction.atomic
@lines_last()
def lay_out(*, sitting: Sitting, actor: User | None = None, anew: bool = False) -> list[QuizItem]:
    """The questions everybody of a sitting is asked first; drawn once, again only while nobody has begun.

    Args:
        actor: the teacher who draws them; None where the first person begins.
        anew: draw others.

    Raises:
        NotAllowed: does not teach the audience.
        RuleBroken: ``no_quiz``, ``bank_short``, ``begun``.
    """
    row = locked(sitting.pk)
    if actor is not None:
        demand(rules.may_teach(actor, row.course.audience))
    if not row.course.quiz:
        raise RuleBroken(_("This training has no quiz."), code="no_quiz")
    items = list(QuizItem.objects.filter(sitting=row).select_related("question"))
    if items and not anew:
        return items
    if Attempt.objects.filter(attendance__sitting=row).exists():
        raise RuleBroken(_("Somebody has begun to answer; the questions stay."), code="begun")
    before = [item.question_id for item in items]
    drawn = _drawn(row, f"sitting:{row.pk}:{len(before)}:{sum(before)}", before)
    QuizItem.objects.filter(sitting=row).delete()
    QuizItem.objects.bulk_create(
        QuizItem(station_id=row.station_id, sitting=row, question_id=number, place=place)
        for place, number in enumerate(drawn, 1)
    )
    record(verb="quiz.laid_out", subject=row, actor=actor, count=len(drawn))
    return list(QuizItem.objects.filter(sitting=row).select_related("question"))


def _drawn(sitting: Sitting, seed: str, seen: list[int]) -> list[int]:
    month, count = quiz_rules.month_of(sitting), settings_of(sitting.station).questions
    bank = bank_for(sitting.course, month)
    quiz_rules.enough(len(bank), count).or_refuse()
    return quiz_rules.draw(bank, month=month, count=count, seed=seed, seen=seen)


@transaction.atomic
@lines_last()
def begin(*, sitting: Sitting, user: User, at: datetime) -> Attempt:
    """Begin the quiz, or go on with the one that was left; the first try is the sitting's five, a later one another.

    Raises:
        RuleBroken: ``not_there``, ``no_quiz``, ``passed``, ``quiz_closed``, ``pause``, ``bank_short``.
    """
    row, settings = _own(sitting, user), settings_of(sitting.station)
    last = row.attempts.order_by("-number").first()
    items: list[int] = []
    if last is None:
        quiz_rules.may_take(row, None, settings, at).or_refuse()
        # Before the own row is locked: everywhere a sitting's lock comes first.
        items = [item.question_id for item in lay_out(sitting=sitting)]
    row = _own(sitting, user, lock=True)
    last = row.attempts.order_by("-number").first()
    if last is not None and last.finished_at is None:
        return last
    quiz_rules.may_take(row, last, settings, at).or_refuse()
    number = last.number + 1 if last else 1
    if number == 1:
        asked = quiz_rules.mixed(items, f"{row.pk}:1")
    else:
        seen = list(QuizAnswer.objects.filter(attempt__attendance=row).values_list("question_id", flat=True))
        asked = _drawn(row.sitting, f"{row.pk}:{number}", seen)
    made = Attempt.objects.create(
        station_id=row.station_id, attendance=row, number=number, started_at=at,
        pass_mark=min(settings.pass_mark, len(asked)),
    )  # fmt: skip
    QuizAnswer.objects.bulk_create(
        QuizAnswer(station_id=row.station_id, attempt=made, question_id=question, place=place)
        for place, question in enumerate(asked, 1)
    )
    record(verb="quiz.begun", subject=row.sitting, actor=user, number=number)
    return made


@transaction.atomic
@lines_last()
def answer(*, sitting: Sitting, user: User, question: int, shown: int, at: datetime) -> Attempt:
    """Answer one question of the attempt that is going on; the last one finishes it.

    A repeat (the line dropped after it was saved) changes nothing and gets the same answer.

    Args:
        question: id of the question.
        shown: place of the chosen option as this person sees them, from 0.

    Raises:
        RuleBroken: ``not_begun``, ``other_question``, ``no_option``, ``quiz_closed``.
    """
    row = _own(sitting, user, lock=True)
    attempt = row.attempts.select_for_update(no_key=True).order_by("-number").first()
    if attempt is None:
        raise RuleBroken(_("Begin the quiz first."), code="not_begun")
    found = attempt.answers.select_related("question").filter(question=question).first()
    if found is None:
        raise RuleBroken(_("This question is not part of your quiz."), code="other_question")
    if found.answered_at is not None or attempt.finished_at is not None:
        return attempt
    quiz_rules.may_answer(row.sitting, settings_of(row.sitting.station), at).or_refuse()
    order = quiz_rules.order_of(attempt, found.question)
    if not 0 <= shown < len(order):
        raise RuleBroken(_("Choose one of the answers."), code="no_option")
    found.chosen, found.answered_at = order[shown], at
    found.right = found.chosen == found.question.right
    found.save()
    if not attempt.answers.filter(answered_at=None).exists():
        _finish(attempt, row, user, at)
    return attempt


def _finish(attempt: Attempt, row: Attendance, user: User, at: datetime) -> None:
    attempt.right_count = attempt.answers.filter(right=True).count()
    attempt.passed, attempt.finished_at = quiz_rules.passes(attempt.right_count, attempt.pass_mark), at
    attempt.save()
    if attempt.passed:
        certificates.issue(attendance=row, at=at)
    # How many were right is nobody's business but the person's.
    record(verb="quiz.finished", subject=row.sitting, actor=user)


def _own(sitting: Sitting, user: User, *, lock: bool = False) -> Attendance:
    """The person at the sitting; whoever is not on the list was not there."""
    rows = Attendance.objects.filter(sitting=sitting.pk, user=user)
    if lock:
        rows = rows.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("sitting__course", "sitting__station").first()
    if row is None:
        raise RuleBroken(_("The quiz is for those who were there."), code="not_there")
    return row
