"""A member of a trade, the A角 of the member's community, and questions between them."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.factories import make_community, make_community_post, make_officer
from tests.factories.community import make_member, make_trade, make_watch_group, make_watch_officer
from tests.factories.forum import make_topic


@pytest.fixture
def street(cast, in_one):
    """Station one with a courier, another member, the community's officer, a colleague and the office."""
    community = make_community(cast.station, "雅宝里社区")
    officer = make_officer(cast.station, "社区民警甲", team=cast.community_team)
    make_community_post(community, officer, "A")
    trade = make_trade(cast.station)
    group = make_watch_group(cast.station, community)
    member, other = (make_member(group, name=name, trade=trade) for name in ("欧阳奔波", "司马路过"))
    return SimpleNamespace(
        cast=cast, station=cast.station, community=community, officer=officer, group=group, trade=trade,
        member=member.user, other=other.user, topic=make_topic(cast.station, name="消防安全"),
        colleague=make_officer(cast.station, "同事乙"), office=make_watch_officer(cast.station),
        today=timezone.localdate(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def loud(monkeypatch):
    """No quiet hours, unless a test is about them."""
    monkeypatch.setattr("community.groups.messages.is_quiet", lambda settings, at: False)
