"""A mall with its liaison officer, in a community with its A角; who lives elsewhere is a stranger."""

from types import SimpleNamespace

import pytest

from tests.factories import make_community, make_community_post, make_officer
from tests.factories.enterprises import make_building, make_enterprise, make_liaison
from tests.factories.partners import make_kind, make_series


@pytest.fixture
def mall(cast, in_one):
    """``building`` with ``shop``; ``liaison`` answers for it, ``beat`` for its community, ``stranger`` for none."""
    station = cast.station
    community = make_community(station, "商圈社区")
    beat = make_officer(station, "社区民警甲", team=cast.community_team)
    make_community_post(community, beat, "A")
    building = make_building(station, "秀水商城", community=community)
    liaison = make_officer(station, "企业警长乙", team=cast.community_team)
    make_liaison(liaison, building)
    shop = make_enterprise(station, "示例服装店", building=building, unit="A101", community=community)
    series = make_series(station, liaison, cast.chief.user, "秀水商城联席会议", building=building)
    return SimpleNamespace(
        cast=cast, station=station, community=community, beat=beat, building=building, liaison=liaison, shop=shop,
        kind=make_kind(station, "停车秩序", 5), stranger=make_officer(station, "别处民警丙"), series=series,
    )  # fmt: skip
