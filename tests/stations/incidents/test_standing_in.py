"""A hazard of the area is removed by who stands in; a call stays with its crew (0029)."""

import pytest

from stations.agenda.standing_in import answered_by
from stations.catalogue.words import Kind
from stations.incidents.rules import STEPS
from stations.incidents.words import State
from tests.factories import make_officer
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast, in_one):
    """An officer at rest and the colleague who stands in."""
    team = cast.community_team
    resting, colleague = (make_officer(cast.station, name, team=team) for name in ("休班民警", "代班民警"))
    answers = {colleague.user_id: frozenset({resting.pk})}
    with answered_by(lambda user: answers.get(user.pk, frozenset())):
        yield resting, colleague


def verbs(incident, officer) -> set[str]:
    return {step.verb for step in STEPS[incident.kind].verbs(incident, officer.user)}


def test_a_stand_in_notes_that_a_hazard_is_removed(cast, pair):
    resting, colleague = pair
    hazard = make_incident(cast.station, kind=Kind.HAZARD, state=State.ASSIGNED, handlers=(resting,))
    assert "rectify" in verbs(hazard, resting) & verbs(hazard, colleague)
    assert "rectify" not in verbs(hazard, make_officer(cast.station, "旁人", team=cast.community_team))


def test_a_call_stays_with_who_was_sent(cast, pair):
    resting, colleague = pair
    call = make_incident(cast.station, state=State.DISPATCHED, handlers=(resting,))
    assert "accept" in verbs(call, resting)
    assert "accept" not in verbs(call, colleague)
