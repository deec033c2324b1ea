"""A small station whose rotation runs, and people who read it."""

import datetime

import pytest

from stations.kit.scoping import in_station
from stations.roster import actions
from tests.factories import client_of, make_rotation
from tests.factories.kept import kept

DAY = datetime.timedelta(days=1)


@kept
def planned(**sizes):
    """A rotation planned for the months around today."""
    rotation = make_rotation(**sizes)
    with in_station(rotation.station):
        today = actions.running_day()
        first = today.replace(day=1) - DAY
        actions.generate(station=rotation.station, first=first, last=today + 40 * DAY)
    return rotation


@pytest.fixture
def rotation(db):
    """The rotation; the test itself runs in its station."""
    made = planned()
    with in_station(made.station):
        yield made


@pytest.fixture
def running(rotation):
    """The running duty day."""
    return actions.running_day()


@pytest.fixture
def chief(rotation):
    """The station chief's browser."""
    return client_of(rotation.chief)


@pytest.fixture
def officer(rotation):
    """An ordinary officer of the case team."""
    return rotation.officers["case", 0][0]
