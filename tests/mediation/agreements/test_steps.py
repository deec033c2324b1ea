"""Three step tables walked whole: every state with every verb is either a step of the table or refused."""

import pytest

from mediation.agreements import rules
from mediation.agreements.models import Agreement, CourtConfirmation, Instalment
from mediation.agreements.words import CourtState, Performance, State
from stations.kit.answer import RuleBroken

AGREEMENT = {
    ("draft", "edit"): "draft", ("draft", "open_signing"): "signing", ("draft", "register_oral"): "in_force",
    ("draft", "void"): "void", ("signing", "sign"): "signing", ("signing", "take_back"): "draft",
    ("signing", "complete"): "in_force", ("signing", "void"): "void", ("in_force", "scan"): "in_force",
    ("in_force", "void"): "void",
}  # fmt: skip
PERFORMANCE = {
    ("due", "prove"): "proved", ("due", "say"): "due", ("due", "confirm"): "confirmed", ("due", "breach"): "breached",
    ("proved", "say"): "proved", ("proved", "confirm"): "confirmed", ("proved", "breach"): "breached",
    ("breached", "prove"): "proved",
}  # fmt: skip
COURT = {
    ("applied", "accepted"): "accepted", ("applied", "refused"): "refused", ("accepted", "confirmed"): "confirmed",
    ("accepted", "dismissed"): "dismissed",
}  # fmt: skip
TABLES = [
    (rules.AGREEMENT_STEPS, AGREEMENT, State, Agreement),
    (rules.PERFORMANCE_STEPS, PERFORMANCE, Performance, Instalment),
    (rules.COURT_STEPS, COURT, CourtState, CourtConfirmation),
]  # fmt: skip
PAIRS = [
    (table, expected, model, state, verb)
    for table, expected, states, model in TABLES
    for state in states
    for verb in sorted({verb for _state, verb in expected})
]


@pytest.mark.parametrize(("table", "expected", "model", "state", "verb"), PAIRS)
def test_every_pair_is_in_the_table_or_refused(table, expected, model, state, verb):
    step = table.step(state, verb)
    if (state, verb) in expected:
        assert step.target == expected[state, verb]
        return
    assert step is None
    with pytest.raises(RuleBroken) as caught:
        table.advance(model(state=state), verb, None)
    assert caught.value.code == "wrong_state"


def test_the_tables_hold_nothing_else():
    for table, expected, _states, _model in TABLES:
        assert {(step.source, step.verb): step.target for step in table.steps} == expected


def test_a_void_agreement_has_no_way_out():
    assert not [step for step in rules.AGREEMENT_STEPS.steps if step.source == State.VOID]
