"""What pages ask about the bank and the quiz: how often a question was missed, one's own attempt, the result."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from stations.training import quiz_rules
from stations.training.models import Attempt, Attendance, BankQuestion, QuizAnswer, QuizItem, Sitting
from stations.training.quiz import bank_for
from stations.training.readings import settings_of

AGAIN_BELOW = 60  # percent right on the first try, below which a question is worth another word in class
FEWEST = 5  # answers from which a share says something


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question of a sitting and how the first tries went; no names.

    Attributes:
        question: the question.
        answered: how many answered it on their first try.
        right: how many of them rightly.
        chosen: (letter, words, how often, whether it is the right one) of each option.
    """

    question: BankQuestion
    answered: int
    right: int
    chosen: list[tuple[str, str, int, bool]]

    @property
    def percent(self) -> int:
        """The share of right answers, in whole percent."""
        return round(100 * self.right / self.answered) if self.answered else 0

    @property
    def again(self) -> bool:
        """Whether it is worth another word in class."""
        return self.answered >= FEWEST and self.percent < AGAIN_BELOW


def bank() -> QuerySet[BankQuestion]:
    """Questions with ``answered`` and ``right_answers`` over all first tries."""
    first = Q(answers__attempt__number=1, answers__answered_at__isnull=False)
    return BankQuestion.objects.select_related("course", "author", "approved_by").annotate(
        answered=Count("answers", filter=first), right_answers=Count("answers", filter=first & Q(answers__right=True))
    )


def outcomes(sitting: Sitting) -> list[Outcome]:
    """The questions of a sitting, what was missed most first; two queries."""
    items = list(QuizItem.objects.filter(sitting=sitting).select_related("question"))
    answers = QuizAnswer.objects.filter(
        attempt__attendance__sitting=sitting, attempt__number=1, answered_at__isnull=False
    )
    counted = {
        (row["question_id"], row["chosen"]): row["n"]
        for row in answers.order_by().values("question_id", "chosen").annotate(n=Count("pk"))
    }
    found = [_outcome(item.question, counted) for item in items]
    return sorted(found, key=lambda one: one.percent if one.answered else 101)


def _outcome(question: BankQuestion, counted: dict[tuple[int, int], int]) -> Outcome:
    times = [counted.get((question.pk, place), 0) for place in range(len(question.options))]
    chosen = [
        ("ABCD"[place], words, times[place], place == question.right) for place, words in enumerate(question.options)
    ]
    return Outcome(question, sum(times), times[question.right], chosen)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether a sitting's quiz can be asked: how many questions this month has, and how many there are in all."""

    this_month: int
    usable: int
    wanted: int

    @property
    def enough(self) -> bool:
        """Whether the bank suffices."""
        return self.usable >= self.wanted


def ready(sitting: Sitting) -> Ready:
    """What the bank has for a sitting; two queries."""
    month = quiz_rules.month_of(sitting)
    rows = bank_for(sitting.course, month)
    return Ready(
        sum(its_month == month for _number, its_month in rows), len(rows), settings_of(sitting.station).questions
    )


# The own quiz


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one person sees it: the options in their order, as (place to send, words)."""

    answer: QuizAnswer
    place: int
    total: int
    options: list[tuple[int, str]]


def attempts_of(row: Attendance) -> list[Attempt]:
    """All tries of a person at a sitting, the newest first; one query."""
    return list(row.attempts.order_by("-number"))


def next_question(attempt: Attempt) -> Asked | None:
    """The first question without an answer; None when all have one. One query."""
    answers = list(attempt.answers.select_related("question").order_by("place"))
    open_one = next((one for one in answers if one.answered_at is None), None)
    if open_one is None:
        return None
    return Asked(open_one, answers.index(open_one) + 1, len(answers), shown_options(attempt, open_one.question))


def shown_options(attempt: Attempt, question: BankQuestion) -> list[tuple[int, str]]:
    """The options as this person sees them: (place to send, words)."""
    order = quiz_rules.order_of(attempt, question)
    return [(place, question.options[own]) for place, own in enumerate(order)]


@dataclass(frozen=True, slots=True)
class Told:
    """A question after the last one was answered, with what is right and why."""

    question: BankQuestion
    right: bool
    chosen: str
    answer: str


def result(attempt: Attempt) -> list[Told]:
    """Every question of a finished attempt with its explanation; one query."""
    rows = attempt.answers.select_related("question").order_by("place")
    return [
        Told(
            row.question, bool(row.right), row.question.options[row.chosen], row.question.options[row.question.right]
        )
        for row in rows
    ]


def again_at(attempt: Attempt, station, now: datetime) -> datetime | None:
    """From when the person may answer again; None where they passed."""
    if attempt.passed or attempt.finished_at is None:
        return None
    return max(quiz_rules.again_at(attempt, settings_of(station)), now)
