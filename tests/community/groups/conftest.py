"""A community with its officer, a group, the office, inside the station's scope."""

from types import SimpleNamespace

import pytest

from stations.kit.scoping import in_station
from stations.places.models import CommunityPost
from tests.factories.community import make_watch_group, make_watch_officer
from tests.factories.organisation import FIRST_DAY, make_officer
from tests.factories.places import make_community


@pytest.fixture
def watch(cast):
    """``group`` of ``community`` with ``beat`` (its A角), ``other`` (another community's group), ``office``."""
    station = cast.station
    with in_station(station):
        community, elsewhere = make_community(station), make_community(station)
        beat = make_officer(station)
        CommunityPost.objects.create(
            station=station, community=community, officer=beat, role="A", start=FIRST_DAY
        )  # fmt: skip
        yield SimpleNamespace(
            station=station,
            cast=cast,
            community=community,
            beat=beat,
            office=make_watch_officer(station),
            group=make_watch_group(station, community, "外卖小组", place="东口"),
            other=make_watch_group(station, elsewhere, "快递小组"),
        )
