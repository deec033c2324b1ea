"""Verbs of the question bank: write, change, check by a second person, take out of use."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stations.kit.answer import RuleBroken, demand
from stations.organisation.models import Station, User
from stations.timeline.actions import record
from stations.training import quiz_rules
from stations.training.models import BankQuestion, QuizAnswer, QuizItem


@transaction.atomic
def save_question(*, station: Station, actor: User, question: BankQuestion | None = None, **values) -> BankQuestion:
    """Write a question or change one that nobody has checked yet; whoever changes it becomes its writer.

    Args:
        values: month, course, text, options, right, why, case_words, case_ref.

    Raises:
        NotAllowed: does not teach, or the question has been checked.
        RuleBroken: ``options``, ``options_alike``, ``right``, ``personal``, ``taken``, ``other_station``.
    """
    row = locked(question.pk) if question else BankQuestion(station=station)
    demand(quiz_rules.may_write(actor, row if question else None))
    values["month"] = values["month"].replace(day=1)
    quiz_rules.says_whole(options=values["options"], right=values["right"]).or_refuse()
    quiz_rules.nameless(values["text"], values["why"], values.get("case_words", ""), *values["options"]).or_refuse()
    if values.get("course") and values["course"].station_id != station.pk:
        raise RuleBroken(_("These belong to different stations."), code="other_station")
    same = BankQuestion.objects.filter(month=values["month"], text=values["text"])
    if same.exclude(pk=row.pk).exists():
        raise RuleBroken(_("This question is in the bank of that month already."), code="taken")
    for name, value in values.items():
        setattr(row, name, value)
    row.author, row.approved_by, row.approved_at = actor, None, None
    row.save()
    record(verb="bank.saved", subject=row, actor=actor)
    return row


@transaction.atomic
def move_question(*, question: BankQuestion, verb: str, actor: User, at: datetime) -> BankQuestion:
    """Check a question (approve), give it back, take it out of use.

    Raises:
        NotAllowed, RuleBroken: what the step table refuses.
    """
    row = locked(question.pk)
    row.asked = QuizItem.objects.filter(question=row).exists() or QuizAnswer.objects.filter(question=row).exists()
    quiz_rules.BANK.advance(row, verb, actor, at)
    if row.state == BankQuestion.State.APPROVED:
        row.approved_by, row.approved_at = actor, at
    elif row.state == BankQuestion.State.DRAFT:
        row.approved_by, row.approved_at = None, None
    row.save()
    record(verb=f"bank.{verb}", subject=row, actor=actor)
    return row


def locked(question_id: int) -> BankQuestion:
    """The question, locked until the transaction ends."""
    return BankQuestion.objects.select_for_update(no_key=True).get(pk=question_id)
