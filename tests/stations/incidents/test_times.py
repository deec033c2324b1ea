"""IN-01: whatever legal verbs come in whatever order and at whatever clock, the times never run backwards."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stations.catalogue.words import Kind
from stations.incidents.actions import advance, locked
from stations.incidents.models import Incident
from stations.incidents.rules import STEPS
from stations.incidents.words import Result, Satisfaction, State
from tests.stations.incidents.test_steps import in_order

MINUTE = datetime.timedelta(minutes=1)
KINDS = [Kind.CALL, Kind.HAZARD, Kind.CLUE]
# Which step of those possible, and how far the clock of whoever presses is off (a phone's clock may be wrong).
moves = st.lists(st.tuples(st.integers(0, 30), st.integers(-90, 300)), min_size=1, max_size=12)


@pytest.mark.parametrize("kind", KINDS)
def test_times_never_run_backwards(kind, ready, cast):
    ready(kind)  # its category outlives the examples, which are all rolled back

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(moves)
    def walk(presses):
        start = timezone.now() - datetime.timedelta(days=2)
        with transaction.atomic():
            incident = ready(kind, at=start)
            for choice, minutes in presses:
                row = locked(incident.pk)
                possible = [
                    step for step in STEPS[kind].steps
                    if step.source == row.state and step.verb not in {"link", "strike", "refer", "match"}
                ]  # fmt: skip
                if not possible:
                    break
                step = possible[choice % len(possible)]
                row.result = row.result or Result.OTHER
                row.satisfaction = Satisfaction.DISSATISFIED
                row.verifier = cast.chief.user if step.target == State.CLOSED else row.verifier
                advance(row, step.verb, actor=cast.desk.user, at=start + minutes * MINUTE, system=True)
                assert in_order(Incident.objects.get(pk=row.pk)), (step.source, step.verb)
            transaction.set_rollback(True)

    walk()


def test_sent_back_keeps_the_first_arrival_and_forgets_the_report(ready, cast):
    incident = ready(Kind.CALL, State.FED_BACK)
    arrived = incident.arrived_at
    row = locked(incident.pk)
    advance(row, "send_back", actor=cast.desk.user)
    assert (row.state, row.arrived_at, row.fed_back_at) == (State.ARRIVED, arrived, None)
    assert in_order(row)


def test_a_new_round_begins_with_empty_times_and_no_handlers(ready, cast):
    incident = ready(Kind.CALL, State.CLOSED, handlers=(cast.officer,))
    row = locked(incident.pk)
    advance(row, "reopen", actor=cast.desk.user)
    assert row.closed_at is row.arrived_at is row.dispatched_at is None
    assert not Incident.objects.handled_by(cast.officer).exists()


def test_arriving_is_the_first_contact_and_stays_it(ready, cast):
    incident = ready(Kind.CALL, State.EN_ROUTE, handlers=(cast.officer,))
    row = locked(incident.pk)
    advance(row, "arrive", actor=cast.officer.user)
    first = row.first_contact_at
    assert first == row.arrived_at
    advance(locked(row.pk), "feedback", actor=cast.desk.user)
    advance(locked(row.pk), "send_back", actor=cast.desk.user)
    assert Incident.objects.get(pk=row.pk).first_contact_at == first
