"""The made-up cases are legal rows in every state."""

import pytest

from mediation.cases.words import State, Track
from tests.factories.mediation import make_case, make_mediator


@pytest.mark.parametrize("state", State.values)
def test_a_case_can_be_made_in_every_state(in_one, state):
    for track in ("", Track.RT, Track.ZA, Track.HJ):
        case = make_case(in_one, state=state, track=track, mediator=make_mediator(in_one))
        assert case.parties.count() == 2
