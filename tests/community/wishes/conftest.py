"""A street with wishes: an officer who answers for its community, a member, a patrol that passes."""

from types import SimpleNamespace

import pytest

from tests.factories import make_community, make_community_post, make_officer
from tests.factories.community import make_member, make_watch_group
from tests.factories.wishes import make_wish_scene

# The middle of the made-up patrol points (tests.factories.patrols).
LAT, LNG = 39.8990, 116.4000


@pytest.fixture
def street(cast, in_one):
    """Station one with a community around the patrol points, its A角, a reason to tap, a confirmed member."""
    corners = [[116.39, 39.89], [116.41, 39.89], [116.41, 39.91], [116.39, 39.91], [116.39, 39.89]]
    community = make_community(cast.station, "雅宝里社区", outline={"type": "Polygon", "coordinates": [corners]})
    officer = make_officer(cast.station, "社区民警甲", team=cast.community_team)
    make_community_post(community, officer, "A")
    return SimpleNamespace(
        cast=cast, station=cast.station, community=community, officer=officer, scene=make_wish_scene(cast.station),
        member=make_member(make_watch_group(cast.station, community), name="成员独名氏").user,
        here={"lat": LAT, "lng": LNG},
    )  # fmt: skip
