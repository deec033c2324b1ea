"""A mall with a shop, its liaison officer, a community officer, a trade officer, and a stranger to all of it."""

from types import SimpleNamespace

import pytest

from stations.places.models import IndustryOfficer
from tests.factories import make_community, make_community_post, make_industry_officer, make_officer, make_team
from tests.factories.enterprises import (
    make_building,
    make_check_list,
    make_enterprise,
    make_enterprise_kind,
    make_liaison,
)


@pytest.fixture
def mall(cast, in_one):
    """Station one with a mall of two shops and a hotel; another team for who is a stranger to all of it."""
    community = make_community(cast.station, "雅宝里社区", team=cast.community_team)
    post = make_officer(cast.station, "社区民警甲", team=cast.community_team)
    make_community_post(community, post, "A")
    police = make_team(cast.station, "strike", "打击办案队")
    liaison = make_officer(cast.station, "企业警长乙", team=police)
    stranger = make_officer(cast.station, "办案民警丙", team=police)
    hotels = make_officer(cast.station, "旅店专管丁", team=police)
    make_industry_officer(hotels, IndustryOfficer.Industry.HOTEL)
    building = make_building(cast.station, "雅宝商城", community=community, lat=39.92, lng=116.44, floors=5)
    make_liaison(liaison, building)
    kind = make_enterprise_kind(cast.station, interval_days=90)
    hotel_kind = make_enterprise_kind(
        cast.station, "旅店", regulated=True, industry=IndustryOfficer.Industry.HOTEL, interval_days=30
    )
    return SimpleNamespace(
        cast=cast, station=cast.station, community=community, post=post, liaison=liaison, stranger=stranger,
        hotels=hotels, building=building, kind=kind, hotel_kind=hotel_kind, chief=cast.chief, leader=cast.deputy,
        shop=make_enterprise(cast.station, "示例贸易有限公司", building=building, floor="2", unit="2018", kind=kind),
        hotel=make_enterprise(cast.station, "示例旅店", kind=hotel_kind, address="示例路9号", community=community),
        list=make_check_list(cast.station, ("疏散通道畅通", "yes_no", 2), ("灭火器在位", "yes_no", 1),
                             ("从业人数", "number", None, False), name="通用检查"),
    )  # fmt: skip
