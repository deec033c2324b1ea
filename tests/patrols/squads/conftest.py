"""A squad with its people, inside its station's scope."""

import pytest

from patrols.models import Liaison
from stations.kit.scoping import in_station
from tests.factories import FIRST_DAY
from tests.factories.patrols import make_patrols


@pytest.fixture
def patrols(cast):
    """The patrols of station one; the test runs in its scope. The officer of the cast looks after the squad."""
    made = make_patrols(cast.station)
    with in_station(cast.station):
        Liaison.objects.create(station=cast.station, squad=made.squad, officer=cast.officer, start=FIRST_DAY)
        yield made


@pytest.fixture
def squad(patrols):
    """Its squad."""
    return patrols.squad
