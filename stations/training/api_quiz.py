"""What the API asks and shows of a quiz and of signing in."""

from rest_framework import serializers

from stations.training import quiz_readings
from stations.training.models import Attendance


class SignInAsk(serializers.Serializer):
    """The digits on the screen, or the word of an online class."""

    code = serializers.CharField(max_length=12)


class AnswerAsk(serializers.Serializer):
    """One answer: the question, and the place of the chosen option as it was shown, from 0."""

    question = serializers.IntegerField(min_value=1)
    shown = serializers.IntegerField(min_value=0, max_value=3)


class QuizToldSerializer(serializers.Serializer):
    """A question of a finished quiz."""

    question = serializers.CharField()
    chosen = serializers.CharField()
    answer = serializers.CharField()
    right = serializers.BooleanField()
    why = serializers.CharField()


class QuizSerializer(serializers.Serializer):
    """My quiz of a sitting: the question to answer next, or the result."""

    attempt = serializers.IntegerField(help_text="Number of the try; 0 before the first.")
    place = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField(allow_null=True)
    question = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_null=True)
    options = serializers.ListField(child=serializers.CharField())
    finished = serializers.BooleanField()
    passed = serializers.BooleanField(allow_null=True)
    right_count = serializers.IntegerField(allow_null=True)
    told = QuizToldSerializer(many=True)


def quiz_shown(row: Attendance) -> dict:
    """The person's quiz as it stands."""
    last = row.attempts.order_by("-number").first()
    empty = {"attempt": 0, "place": None, "total": None, "question": None, "text": None, "options": [],
             "finished": False, "passed": None, "right_count": None, "told": []}  # fmt: skip
    if last is None:
        return empty
    asked = quiz_readings.next_question(last) if last.finished_at is None else None
    if asked:
        return empty | {
            "attempt": last.number, "place": asked.place, "total": asked.total, "question": asked.answer.question_id,
            "text": asked.answer.question.text, "options": [words for _place, words in asked.options],
        }  # fmt: skip
    told = [
        {"question": one.question.text, "chosen": one.chosen, "answer": one.answer, "right": one.right,
         "why": one.question.why}
        for one in quiz_readings.result(last)
    ]  # fmt: skip
    return empty | {
        "attempt": last.number, "finished": True, "passed": last.passed, "right_count": last.right_count, "told": told
    }  # fmt: skip
