"""Deadlines over working days, what holds, and both step tables walked whole: every verb, every state, every role."""

import uuid
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from community.forum import rules
from community.forum.models import ForumPost, ForumSettings, OfficialAnswer
from community.forum.words import (
    QUESTION_STATES,
    SUGGESTION_STATES,
    AnswerState,
    HidingState,
    Kind,
    NewsState,
    Seen,
    State,
)
from stations.calendar.models import DayMark
from stations.calendar.rules import is_working
from tests.factories.forum import make_announcement, make_official_answer, make_question, make_suggestion

AT = timezone.make_aware(datetime(2026, 11, 23, 10))


# -- when ------------------------------------------------------------------------------------------------------

days_off = st.sets(st.integers(0, 120), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    start=st.dates(date(2026, 1, 1), date(2027, 6, 1)), off=days_off, n=st.integers(1, 20), later=st.integers(0, 9)
)
def test_the_last_day_is_the_nth_working_day_and_never_earlier_for_a_later_question(start, off, n, later):
    kinds = DayMark.Kind
    marks = {
        start + timedelta(days=k): DayMark(
            date=start + timedelta(days=k), kind=kinds.DAY_OFF if k in off else kinds.WORKDAY
        )
        for k in range(260)
    }
    station = ForumSettings(answer_days=n, reply_days=n)
    last = rules.due_on(Kind.QUESTION, station, start, marks)
    working = [day for day in marks if start < day <= last and is_working(day, marks)]
    assert len(working) == n and working[-1] == last > start
    assert rules.due_on(Kind.SUGGESTION, station, start + timedelta(days=later), marks) >= last


def test_a_month_is_added_to_the_day_and_the_last_day_counts():
    assert rules.valid_until(ForumSettings(valid_months=12), date(2026, 11, 23)) == date(2027, 11, 22)


@pytest.mark.parametrize(
    ("state", "until", "code"),
    [("in_force", 0, ""), ("in_force", -1, "under_review"), ("retired", 5, "retired")],
)
def test_an_answer_holds_through_its_last_day(state, until, code):
    today = date(2026, 11, 23)
    answer = OfficialAnswer(state=state, valid_until=today + timedelta(days=until))
    assert rules.is_valid(answer, today).code == code


# -- the step tables -------------------------------------------------------------------------------------------


@pytest.fixture
def roles(street):
    """Everybody who might press a button."""
    cast = street.cast
    return {
        "chief": cast.chief.user, "deputy": cast.deputy.user, "desk": cast.desk.user,
        "in_charge": street.officer.user, "colleague": street.colleague.user,
        "office": street.office.user, "auxiliary": cast.auxiliary.user,
        "guard": cast.guard, "writer": street.member, "member": street.other, "stranger": cast.officer2.user,
    }  # fmt: skip


HANDLE = {"chief", "deputy", "in_charge", "office"}
WRITER = {"writer"}
QUESTION = {
    (State.ASKED, "answer"): HANDLE, (State.ASKED, "pass_on"): HANDLE, (State.ASKED, "refuse"): HANDLE,
    (State.ASKED, "withdraw"): WRITER, (State.ANSWERED, "correct"): HANDLE, (State.ANSWERED, "not_answered"): WRITER,
}  # fmt: skip
SUGGESTION = {
    (State.SUBMITTED, "accept"): HANDLE, (State.SUBMITTED, "pass_on"): HANDLE, (State.SUBMITTED, "merge"): HANDLE,
    (State.SUBMITTED, "refuse"): HANDLE, (State.SUBMITTED, "withdraw"): WRITER, (State.ACCEPTED, "reply"): HANDLE,
    (State.ACCEPTED, "pass_on"): HANDLE, (State.ACCEPTED, "merge"): HANDLE, (State.ACCEPTED, "withdraw"): WRITER,
    (State.REPLIED, "correct"): HANDLE, (State.REPLIED, "publish"): HANDLE, (State.PUBLISHED, "unpublish"): HANDLE,
}  # fmt: skip


def walk(workflow, obj, states, verbs, roles, allowed, prepare=lambda state: None):
    """Every verb in every state for every role answers as the table says."""
    wrong = []
    for state in states:
        for verb in verbs:
            for role, user in roles.items():
                obj.state = state
                prepare(state)
                said = workflow.check(obj, verb, user, AT)
                if bool(said) != (role in allowed.get((state, verb), ())):
                    wrong.append((state, verb, role, said))
                if not said:
                    assert said.reason and said.code, (state, verb, role)
    assert wrong == []


@pytest.mark.django_db
def test_every_verb_of_questions_in_every_state_for_every_role(street, roles):
    post = make_question(street.station, street.member, street.topic)
    verbs = {step.verb for step in rules.QUESTION.steps}
    assert set(QUESTION) == {(step.source, step.verb) for step in rules.QUESTION.steps}
    walk(rules.QUESTION, post, QUESTION_STATES, verbs, roles, QUESTION)


@pytest.mark.django_db
def test_every_verb_of_suggestions_in_every_state_for_every_role(street, roles):
    post = make_suggestion(street.station, street.member, street.topic)
    verbs = {step.verb for step in rules.SUGGESTION.steps}
    assert set(SUGGESTION) == {(step.source, step.verb) for step in rules.SUGGESTION.steps}
    walk(rules.SUGGESTION, post, SUGGESTION_STATES, verbs, roles, SUGGESTION)


@pytest.mark.django_db
def test_what_nobody_is_in_charge_of_any_officer_takes_up(street, roles):
    post = make_suggestion(street.station, None, street.topic)
    assert post.officer is None
    everybody = HANDLE | {"colleague", "desk", "stranger"}
    open_to = {key: everybody if who == HANDLE else set() for key, who in SUGGESTION.items()}
    walk(rules.SUGGESTION, post, SUGGESTION_STATES, {verb for _state, verb in SUGGESTION}, roles, open_to)


@pytest.mark.django_db
def test_who_stands_in_for_the_officer_in_charge_does_the_same(street, monkeypatch):
    post = make_question(street.station, street.member, street.topic)
    assert not rules.handles(street.colleague.user, post)
    own = street.colleague.user
    monkeypatch.setattr(rules, "stands_in_for", lambda user: {street.officer.pk} if user == own else set())
    assert rules.handles(own, post) and not rules.handles(street.cast.desk.user, post)


@pytest.mark.django_db
def test_every_verb_of_hiding_notices_and_official_answers(street, roles):
    post = make_question(street.station, street.member, street.topic)
    hiding = SimpleNamespace(state="", by_id=street.officer.pk, post=post)
    police = {"chief", "deputy", "desk", "in_charge", "colleague", "office", "stranger"}
    others = {"chief", "deputy", "office"}
    allowed = {
        (HidingState.IN_FORCE, "appeal"): WRITER, (HidingState.IN_FORCE, "lift"): police,
        (HidingState.APPEALED, "lift"): others, (HidingState.APPEALED, "uphold"): others,
    }  # fmt: skip
    walk(rules.HIDING, hiding, HidingState.values, {"appeal", "lift", "uphold"}, roles, allowed)

    news = make_announcement(street.officer, ends_on=AT.date() + timedelta(days=5))
    kept = {"chief", "deputy", "office", "in_charge"}
    allowed = {
        (NewsState.DRAFT, "edit"): kept, (NewsState.DRAFT, "publish"): others, (NewsState.DRAFT, "discard"): kept,
        (NewsState.PUBLISHED, "extend"): kept, (NewsState.PUBLISHED, "withdraw"): kept,
    }  # fmt: skip
    walk(rules.NEWS, news, NewsState.values, {step.verb for step in rules.NEWS.steps}, roles, allowed)

    answer = make_official_answer(street.officer)
    allowed = {(AnswerState.IN_FORCE, step.verb): kept for step in rules.ANSWER.steps}
    walk(rules.ANSWER, answer, AnswerState.values, {step.verb for step in rules.ANSWER.steps}, roles, allowed)


def test_it_is_asked_again_once_and_not_after_a_month():
    post = ForumPost(kind=Kind.QUESTION, state=State.ANSWERED, answered_at=AT, author_id=1, client_id=uuid.uuid4())
    writer = SimpleNamespace(pk=1)
    assert rules.QUESTION.check(post, "not_answered", writer, AT)
    assert rules.QUESTION.check(post, "not_answered", writer, AT + timedelta(days=31)).code == "again_late"
    post.again_at = AT
    assert rules.QUESTION.check(post, "not_answered", writer, AT).code == "again_once"


@pytest.mark.parametrize(("seen", "code"), [(Seen.PRIVATE, "private"), (Seen.HIDDEN, "hidden"), (Seen.WAITING, "")])
def test_only_what_may_be_seen_is_made_public(seen, code):
    post = ForumPost(kind=Kind.SUGGESTION, state=State.REPLIED, seen=seen)
    assert rules.SUGGESTION.check(post, "publish", None, AT).code == code


def test_every_state_of_both_kinds_can_be_reached():
    for workflow, first, states in (
        (rules.QUESTION, State.ASKED, QUESTION_STATES), (rules.SUGGESTION, State.SUBMITTED, SUGGESTION_STATES),
    ):  # fmt: skip
        reached, before = {first}, set()
        while reached != before:
            before = set(reached)
            reached |= {step.target for step in workflow.steps if step.source in reached}
        assert reached == set(states)
