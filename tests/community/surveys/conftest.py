"""A grid with its officer in a community with its A角; who lives elsewhere is a stranger."""

from types import SimpleNamespace

import pytest

from tests.factories import make_community, make_community_post, make_grid, make_officer
from tests.factories.surveys import make_levels


@pytest.fixture
def beat(cast, in_one):
    """``officer`` holds ``grid`` of ``community``, ``first`` is its A角; ``stranger`` answers for nothing."""
    station = cast.station
    community = make_community(station, "雅宝里社区")
    first = make_officer(station, "社区民警甲", team=cast.community_team)
    make_community_post(community, first, "A")
    officer = make_officer(station, "网格民警乙", team=cast.community_team)
    return SimpleNamespace(
        cast=cast, station=station, community=community, first=first, officer=officer,
        grid=make_grid(community, officer=officer), stranger=make_officer(station, "别处民警丙"),
        levels=make_levels(station),
    )  # fmt: skip
