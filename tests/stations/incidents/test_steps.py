"""Every step table walked whole: each verb in each state for each role, and each step against the database."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from stations.catalogue.words import Kind
from stations.incidents import handling
from stations.incidents.models import Incident
from stations.incidents.rules import STEPS
from stations.incidents.verbs import VERBS
from stations.incidents.words import Result, Satisfaction, State
from stations.kit.answer import NotAllowed, RuleBroken
from tests.factories import make_incident

ALL_VERBS = sorted({step.verb for table in STEPS.values() for step in table.steps})
STATES = {kind: sorted({step.source for step in table.steps} | {step.target for step in table.steps})
          for kind, table in STEPS.items()}  # fmt: skip
PLACES = [(kind, state) for kind, states in STATES.items() for state in states]
# Carried out by other rooms; here the step alone is tried.
ELSEWHERE = {"dispatch", "refer", "settle_referral", "take_back"}


def values_for(verb, incident, cast):
    """What a verb asks, rightly answered."""
    category = incident.category
    result = {Kind.HAZARD: Result.REMOVED, Kind.CLUE: Result.USED}.get(incident.kind, Result.OTHER)
    later = timezone.now() + datetime.timedelta(hours=1)
    return {
        "feedback": {"category": category, "result": Result.HELPED, "text": "已处理"},
        "follow_up": {"satisfaction": Satisfaction.SATISFIED},
        "strike": {"reason": "录错"},
        "assign": {"officers": [cast.officer], "due_at": later},
        "rectify": {"text": "已清理"},
        "dismiss": {"text": "查无此事"},
        "act_on": {"result": result, "text": "已核查"},
        "give_up": {"result": Result.OTHER, "text": "已上交"},
        "hand_back": {"receiver": "王五"},
        "link": lambda: {"main": make_incident(cast.station, kind=incident.kind, category=category)},
        "match": lambda: {"loss": make_incident(cast.station, kind=Kind.LOSS)},
    }.get(verb, {})


def carry_out(verb, incident, actor, cast):
    """The verb by the action that pages and API call."""
    if verb in ELSEWHERE:
        return handling.step(incident=incident, actor=actor, verb=verb)
    values = values_for(verb, incident, cast)
    return VERBS[verb].run(incident=incident, actor=actor, **(values() if callable(values) else values))


@pytest.mark.parametrize(("kind", "state"), PLACES)
def test_every_allowed_step_ends_where_its_table_says(kind, state, ready, roles, handle, cast):
    incident = handle(ready(kind, state))
    now = timezone.now()
    for step in [step for step in STEPS[kind].steps if step.source == state and step.who]:
        allowed = [role for role in roles if STEPS[kind].check(incident, step.verb, roles[role], now)]
        for role in allowed:
            with transaction.atomic():
                carry_out(step.verb, incident, roles[role], cast)
                moved = Incident.objects.get(pk=incident.pk)
                transaction.set_rollback(True)
            assert moved.state == step.target, (step.verb, role)
            assert in_order(moved), (step.verb, role)
        incident = Incident.objects.prefetch_related("handlers").get(pk=incident.pk)


@pytest.mark.parametrize(("kind", "state"), PLACES)
def test_every_other_verb_is_refused_and_leaves_no_trace(kind, state, ready, roles, handle, cast):
    incident = handle(ready(kind, state))
    now = timezone.now()
    before = Incident.objects.filter(pk=incident.pk).values().get()
    for verb in ALL_VERBS:
        refused = [role for role in roles if not STEPS[kind].check(incident, verb, roles[role], now)]
        # Outside the table the state refuses everybody alike; inside it each role is tried.
        tried = refused if STEPS[kind].step(state, verb) else refused[:1]
        for role in tried:
            with pytest.raises((NotAllowed, RuleBroken)), transaction.atomic():
                carry_out(verb, incident, roles[role], cast)
    assert Incident.objects.filter(pk=incident.pk).values().get() == before


@pytest.mark.parametrize("kind", Kind.values)
def test_nobody_without_a_post_here_may_take_any_step(kind, ready, roles, handle):
    for state in STATES[kind]:
        incident = handle(ready(kind, state))
        for role in ("viewer", "guard"):
            assert STEPS[kind].verbs(incident, roles[role], timezone.now()) == []


def test_an_auxiliary_never_reports_results_nor_checks(ready, roles, handle):
    for kind, state, verb in [
        (Kind.CALL, State.ARRIVED, "feedback"), (Kind.CALL, State.CONTROLLED, "feedback"),
        (Kind.HAZARD, State.RECTIFIED, "recheck"), (Kind.CLUE, State.VERIFIED, "act_on"),
    ]:  # fmt: skip
        answer = STEPS[kind].check(handle(ready(kind, state)), verb, roles["helper"], timezone.now())
        assert not answer and answer.code == "not_allowed"


def test_who_removed_a_hazard_does_not_check_it(ready, cast):
    incident = ready(Kind.HAZARD, State.RECTIFIED)
    with pytest.raises(NotAllowed):
        VERBS["recheck"].run(incident=incident, actor=incident.fixer)
    with pytest.raises(NotAllowed):
        VERBS["send_back"].run(incident=incident, actor=incident.fixer)
    closed = VERBS["recheck"].run(incident=incident, actor=cast.desk.user)
    assert (closed.state, closed.verifier) == (State.CLOSED, cast.desk.user)


def test_nothing_is_closed_without_a_result(ready, cast):
    for kind, state, verb in [(Kind.CALL, State.FED_BACK, "close"), (Kind.HAZARD, State.RECTIFIED, "recheck"),
                              (Kind.CLUE, State.ACTED_ON, "tell_giver")]:  # fmt: skip
        incident = ready(kind, state, result="")
        with pytest.raises(RuleBroken) as refusal:
            VERBS[verb].run(incident=incident, actor=cast.desk.user)
        assert refusal.value.code == "no_result"


def test_every_verb_of_the_tables_can_be_pressed_somewhere():
    assert set(ALL_VERBS) - ELSEWHERE <= set(VERBS)


def in_order(incident) -> bool:
    """IN-01: each time is not before the one before it."""
    names = ("reported_at", "received_at", "dispatched_at", "accepted_at", "departed_at", "arrived_at",
             "controlled_at", "fed_back_at", "closed_at", "followed_up_at")  # fmt: skip
    known = [getattr(incident, name) for name in names if getattr(incident, name)]
    return known == sorted(known)
