"""A station with a keeper who leads people's mediation and an officer who leads the police's."""

import pytest

from mediation.network.words import Group
from stations.kit.scoping import in_station
from tests.factories.mediation import make_mediator
from tests.factories.organisation import make_officer, make_station


@pytest.fixture
def station(db):
    return make_station()


@pytest.fixture
def keeper(station):
    return make_mediator(station, keeper=True).user


@pytest.fixture
def stranger(station):
    return make_mediator(station, Group.ELDER).user


@pytest.fixture
def officer(station):
    return make_officer(station)


@pytest.fixture(autouse=True)
def in_scope(station):
    with in_station(station):
        yield
