"""The shared cast itself: who stands where."""

import pytest
from django_scopes import ScopeError

from stations.organisation import rules
from stations.organisation.models import Officer, TeamMembership
from tests.factories import FIRST_DAY, make_officer


def test_the_cast_fills_two_stations(cast):
    assert cast.chief.station == cast.station != cast.chief2.station
    assert rules.commands(cast.deputy.user)
    assert not hasattr(cast.guard, "officer")


def test_officers_of_the_cast_belong_to_their_team_since_the_first_day(cast, in_one):
    membership = TeamMembership.objects.get(officer=cast.officer)
    assert (membership.team, membership.start) == (cast.community_team, FIRST_DAY)


def test_rows_need_a_scope_but_factories_do_not(cast):
    make_officer(cast.station)
    with pytest.raises(ScopeError):
        Officer.objects.count()
