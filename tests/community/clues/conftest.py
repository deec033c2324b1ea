"""A member, a community officer, and clues between them."""

from types import SimpleNamespace

import pytest

from tests.factories import make_community, make_community_post, make_officer
from tests.factories.clues import make_giver, make_scene


@pytest.fixture
def street(cast, in_one):
    """Station one with a confirmed member, a scene and the A角 of a community that has an outline."""
    outline = {"type": "Polygon", "coordinates": [[[116.43, 39.91], [116.45, 39.91], [116.45, 39.93], [116.43, 39.93],
                                                   [116.43, 39.91]]]}  # fmt: skip
    community = make_community(cast.station, "雅宝里社区", outline=outline)
    officer = make_officer(cast.station, "社区民警甲", team=cast.community_team)
    make_community_post(community, officer, "A")
    return SimpleNamespace(
        cast=cast, station=cast.station, community=community, officer=officer, scene=make_scene(cast.station),
        giver=make_giver(cast.station, "保密的骑手", "13712345678"), here={"lat": 39.92, "lng": 116.44},
    )  # fmt: skip
