"""A community with its officer, members of two trades, a patrol in three days that takes helpers."""

from types import SimpleNamespace

import pytest

from stations.kit.scoping import in_station
from tests.factories import make_community, make_community_post, make_officer
from tests.factories.community import make_member, make_trade, make_watch_group, make_watch_officer
from tests.factories.nights import LAT, LNG, make_night, square


@pytest.fixture
def night(cast):
    """Everything of one community around the meeting point, and the officers; ``members`` live inside of it."""
    station = cast.station
    with in_station(station):
        community = make_community(station, "东社区", outline=square(LAT, LNG))
        elsewhere = make_community(station, "远社区", outline=square(LAT + 0.08, LNG))
        beat = make_officer(station, "社区民警甲")
        make_community_post(community, beat, "A")
        group = make_watch_group(station, community, "楼门长组")
        guards = make_trade(station, "保安")
        members = [make_member(group, name=f"成员{number}", vetting="") for number in "甲乙丙丁"]
        yield SimpleNamespace(
            cast=cast, station=station, community=community, elsewhere=elsewhere, beat=beat, group=group,
            far=make_watch_group(station, elsewhere, "远处小组"), members=members, guards=guards,
            office=make_watch_officer(station), patrol=make_night(community, beat),
        )  # fmt: skip
