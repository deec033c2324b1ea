"""A squad with a plan, inside its station's scope."""

import datetime

import pytest
from django.utils import timezone

from stations.kit.scoping import in_station
from tests.factories import make_station
from tests.factories.patrols import make_guard, make_office_seat, make_patrols, make_plan

DAY = datetime.timedelta(days=1)


@pytest.fixture
def patrols(db):
    """The cast of the patrols; the test itself runs in their station's scope."""
    made = make_patrols(make_station("QM"))
    with in_station(made.squad.station):
        yield made


@pytest.fixture
def station(patrols):
    """Their station."""
    return patrols.squad.station


@pytest.fixture
def office(patrols):
    """Somebody of the patrol office."""
    return patrols.office


@pytest.fixture
def tomorrow():
    """None of its duties has begun."""
    return timezone.localdate() + DAY


@pytest.fixture
def plan(patrols):
    """Every day from 9 to 11, two of three guards by turns."""
    third = make_guard(patrols.squad)
    return make_plan(patrols.squad, patrols.route, [patrols.leader, patrols.guard, third])


@pytest.fixture
def seat_office():
    """``seat_office(station)``: one more person of the office."""
    return make_office_seat
