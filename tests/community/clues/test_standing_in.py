"""A stand-in does the area work of an officer at rest; who gave a protected clue two people know (SE-31, 0029)."""

import pytest

from community.clues import actions, rules
from community.clues.words import Protection, State
from stations.agenda.standing_in import answered_by
from stations.kit.answer import NotAllowed
from tests.factories import make_officer
from tests.factories.clues import make_clue

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(street):
    """Somebody of the team who stands in for the A角 today."""
    found = make_officer(street.station, "代班民警", team=street.cast.community_team)
    answers = {found.user_id: frozenset({street.officer.pk})}
    with answered_by(lambda user: answers.get(user.pk, frozenset())):
        yield found


def test_a_stand_in_takes_on_what_was_told_without_a_name(street, colleague):
    clue = make_clue(street.station, None, street.scene, protection=Protection.ANONYMOUS, **street.here)
    taken = actions.take(clue=clue, actor=colleague.user)
    assert (taken.state, taken.officer) == (State.TAKEN, street.officer)
    assert rules.may_write(colleague.user, taken)


def test_a_protected_clue_waits_for_its_officer(street, colleague):
    clue = make_clue(street.station, street.giver, street.scene, **street.here)
    with pytest.raises(NotAllowed):
        actions.take(clue=clue, actor=colleague.user)
    assert not rules.may_see_giver(colleague.user, clue)
    assert not rules.may_write(colleague.user, clue)
