"""A room with its keeper and a mediator, inside the station's scope."""

from types import SimpleNamespace

import pytest

from mediation.network.words import Group
from stations.kit.scoping import in_station
from tests.factories.mediation import make_mediation_room, make_mediator, make_mediator_kind


@pytest.fixture
def net(cast):
    """``room``, ``other_room``, ``keeper``, ``elder`` and ``kinds`` of elders, police, lawyers."""
    station = cast.station
    made = SimpleNamespace(
        station=station,
        cast=cast,
        room=make_mediation_room(station, "民调室"),
        other_room=make_mediation_room(station, "第二调解室"),
        keeper=make_mediator(station, keeper=True, name="王管理"),
        elder=make_mediator(station, Group.ELDER, name="李老"),
        kinds={group: make_mediator_kind(station, group) for group in (Group.ELDER, Group.POLICE, Group.LAWYER)},
    )
    with in_station(station):
        yield made
