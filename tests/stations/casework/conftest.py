"""A station with a case team, and an incident whose police are at the scene."""

from dataclasses import dataclass

import pytest
from django_scopes import scopes_disabled

from stations.incidents.models import Incident
from stations.incidents.words import Result, State
from stations.organisation.models import Officer, Team
from tests.factories import Cast, lead, make_community, make_incident, make_officer, make_team


@dataclass
class Room:
    """The cast with a case team: ``leader``, ``worker``; ``outsider`` is of the street team."""

    cast: Cast
    case_team: Team
    leader: Officer
    worker: Officer
    outsider: Officer
    incident: Incident


@pytest.fixture
def room(cast) -> Room:
    """Who works on cases, and an incident handled by ``cast.officer``."""
    team = make_team(cast.station, Team.Kind.CASE, "打击办案队", order=4)
    street = make_team(cast.station, Team.Kind.STREET, "街面巡控队", order=5)
    leader, worker = make_officer(cast.station, "周办案", team=team), make_officer(cast.station, "吴承办", team=team)
    lead(team, leader)
    community = make_community(cast.station, "前东社区", team=cast.community_team)
    incident = make_incident(
        cast.station, state=State.ARRIVED, handlers=(cast.officer,), community=community, result=Result.CASE
    )
    return Room(cast, team, leader, worker, make_officer(cast.station, "郑巡逻", team=street), incident)


@pytest.fixture
def people(room):
    """Accounts as a request loads them: with their rights and the teams they lead."""

    def person(officer, leads=()):
        with scopes_disabled():
            user = Officer.objects.select_related("user").get(pk=officer.pk).user
        user.rights, user.leads = frozenset(), frozenset(leads)
        return user

    return {
        "chief": person(room.cast.chief), "desk": person(room.cast.desk), "officer": person(room.cast.officer),
        "deputy": person(room.cast.deputy, {room.cast.community_team.pk}), "auxiliary": person(room.cast.auxiliary),
        "leader": person(room.leader, {room.case_team.pk}), "worker": person(room.worker),
        "outsider": person(room.outsider), "guard": person_without_profile(room.cast.guard),
    }  # fmt: skip


def person_without_profile(user):
    """A person who serves nowhere."""
    user.rights = user.leads = frozenset()
    return user
