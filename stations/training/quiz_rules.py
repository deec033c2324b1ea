"""Decisions about the quiz: which questions, in which order, when it may be taken (again); who checks the bank.

Nothing is drawn by chance when a page is looked at: every order follows from a seed and the numbers of the rows, so a
page shows the same on every phone and after every dropped connection.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stations.kit.answer import YES, Answer, no
from stations.kit.workflow import Step, Workflow
from stations.training.models import Attempt, Attendance, BankQuestion, Sitting, TrainingSettings
from stations.training.rules import teaches_any

State = BankQuestion.State
# What names a person whatever the words around it: a phone, an identity number, a number plate, a bank card.
PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)\d{16,19}(?!\d)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}"
)


# Drawing


def mixed(numbers: Collection[int], seed: str) -> list[int]:
    """The numbers in an order that follows from the seed alone."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).digest())


def draw(
    bank: Sequence[tuple[int, date]], *, month: date, count: int, seed: str, seen: Collection[int] = ()
) -> list[int]:
    """Questions for a quiz: this month's first, then the nearest months before it; none when there are too few.

    Args:
        bank: (id, first day of its month) of the usable questions; months to come are left out.
        month: first day of the month of the class.
        count: how many are wanted.
        seed: what the order follows from.
        seen: questions the person has answered already; of one month they come last.
    """
    by_month: dict[date, set[int]] = {}
    for number, its_month in bank:
        if its_month <= month:
            by_month.setdefault(its_month, set()).add(number)
    drawn: list[int] = []
    for its_month in sorted(by_month, reverse=True):
        fresh = by_month[its_month] - set(seen)
        drawn += mixed(fresh, seed) + mixed(by_month[its_month] - fresh, seed)
    return mixed(drawn[:count], seed) if len(drawn) >= count else []


def option_order(count: int, seed: str) -> list[int]:
    """In which order somebody sees the options: places among the question's own."""
    return mixed(range(count), seed)


def order_of(attempt: Attempt, question: BankQuestion) -> list[int]:
    """The order of a question's options in one attempt."""
    return option_order(len(question.options), f"{attempt.attendance_id}:{attempt.number}:{question.pk}")


def first_of(year: int, month: int) -> date:
    """The first day of a month.

    Raises:
        ValueError: there is no such month.
    """
    return date(year, month, 1)


def month_of(sitting: Sitting) -> date:
    """The first day of the month a class is held in."""
    return timezone.localdate(sitting.starts_at).replace(day=1)


def enough(found: int, wanted: int) -> Answer:
    """Whether the bank has the questions of a quiz."""
    if found >= wanted:
        return YES
    words = {"found": found, "wanted": wanted}
    return no(
        _("The bank has %(found)s checked questions for this class, the quiz needs %(wanted)s.") % words,
        code="bank_short",
    )


# Taking it


def open_until(sitting: Sitting, settings: TrainingSettings) -> datetime:
    """Until when the quiz of a sitting can be taken."""
    return sitting.ends_at + timedelta(days=settings.quiz_days)


def may_take(row: Attendance, last: Attempt | None, settings: TrainingSettings, at: datetime) -> Answer:
    """Whether somebody may begin the quiz, or begin it again.

    Args:
        row: the person at the sitting; ``sitting.course`` loaded.
        last: the newest attempt, or None.
    """
    if not row.sitting.course.quiz:
        return no(_("This training has no quiz."), code="no_quiz")
    if row.attended_at is None or row.sitting.state == Sitting.State.CANCELLED:
        return no(_("The quiz is for those who were there."), code="not_there")
    if last is not None and last.passed:
        return no(_("You have passed this quiz."), code="passed")
    if not (still := may_answer(row.sitting, settings, at)):
        return still
    if last is not None and last.finished_at and at < (again := again_at(last, settings)):
        clock = timezone.localtime(again).strftime("%H:%M")
        return no(
            _("Read the explanations once more; from %(time)s you can answer again.") % {"time": clock}, code="pause"
        )
    return YES


def may_answer(sitting: Sitting, settings: TrainingSettings, at: datetime) -> Answer:
    """Whether the quiz of a class is still open; what was begun in time is finished in time, too."""
    if at > open_until(sitting, settings):
        return no(_("The quiz of this class is closed; the next class has another one."), code="quiz_closed")
    return YES


def again_at(last: Attempt, settings: TrainingSettings) -> datetime:
    """From when somebody may answer again."""
    return last.finished_at + timedelta(minutes=settings.retake_minutes)


def passes(right: int, pass_mark: int) -> bool:
    """Whether so many right answers are enough."""
    return right >= pass_mark


# The bank


def may_write(user, question: BankQuestion | None = None) -> Answer:
    """Questions are written by whoever teaches, and changed until they have been checked."""
    allowed = teaches_any(user)
    if allowed and question is not None and question.state != State.DRAFT:
        return no(_("A checked question stays as it is; take it out of use and write another one."), code="checked")
    return allowed


def says_whole(*, options: Sequence[str], right: int) -> Answer:
    """Two to four different options, one of them right."""
    if not 2 <= len(options) <= 4:
        return no(_("Give two to four options."), code="options")
    if len(set(options)) != len(options) or not all(option.strip() for option in options):
        return no(_("Two options say the same."), code="options_alike")
    if not 0 <= right < len(options):
        return no(_("Say which option is right."), code="right")
    return YES


def nameless(*texts: str) -> Answer:
    """A case is told without anybody's data (SE-24): no phone, identity number, card or number plate."""
    if any(PERSONAL.search(text) for text in texts):
        return no(
            _("There is a phone number, an identity number, a card or a number plate in it; tell the case without."),
            code="personal",
        )
    return YES


def _another(user, question: BankQuestion) -> Answer:
    if question.author_id == user.pk:
        return no(_("A question is checked by somebody else than who wrote it."), code="own_question")
    return teaches_any(user)


def _teaches(user, question: BankQuestion) -> Answer:
    return teaches_any(user)


def _never_asked(question: BankQuestion, at: datetime | None) -> Answer:
    """What was answered is explained in the words it was asked in."""
    if getattr(question, "asked", False):
        return no(_("It has been asked already; take it out of use and write another one."), code="asked")
    return YES


BANK = Workflow(
    "bank question",
    [
        Step(State.DRAFT, "approve", State.APPROVED, pgettext_lazy("bank question", "Right: use it"), _another),
        Step(State.DRAFT, "retire", State.RETIRED, pgettext_lazy("bank question", "Take out of use"), _teaches,
             tone="danger"),
        Step(State.APPROVED, "revise", State.DRAFT, pgettext_lazy("bank question", "Back to the writer"), _teaches,
             _never_asked, tone="outline"),
        Step(State.APPROVED, "retire", State.RETIRED, pgettext_lazy("bank question", "Take out of use"), _teaches,
             tone="danger"),
        Step(State.RETIRED, "revise", State.DRAFT, pgettext_lazy("bank question", "Use it again"), _teaches,
             _never_asked, tone="outline"),
    ],
)  # fmt: skip
