"""Whoever does an officer's work today sees and works on the disputes the officer is in charge of."""

import pytest

from mediation.cases.models import Case
from mediation.cases.rules import may_edit, may_handle, may_lead
from mediation.cases.words import State, Track
from stations.agenda.standing_in import answered_by
from stations.kit.scoping import in_station
from stations.organisation.models import User
from tests.factories import make_officer
from tests.factories.mediation import make_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stands_in", [True, False])
def test_a_dispute_passes_to_who_stands_in_and_to_nobody_else(cast, stands_in):
    with in_station(cast.station):
        case = make_case(cast.station, State.MEDIATING, officer=cast.officer, track=Track.ZA)
        colleague = make_officer(cast.station, "刘冬梅")
        person = User.objects.select_related("officer", "home_station").get(pk=colleague.user_id)
        owners = frozenset({cast.officer.pk}) if stands_in else frozenset()
        with answered_by(lambda user: owners if user == person else frozenset()):
            assert Case.objects.visible_to(person).filter(pk=case.pk).exists() == stands_in
            for rule in (may_lead, may_handle, may_edit):
                assert bool(rule(person, case)) == stands_in
