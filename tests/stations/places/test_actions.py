"""Verbs of places: what they do, record, and refuse."""

import datetime

import pytest
from django.utils import translation

from stations.kit.answer import NotAllowed, RuleBroken
from stations.organisation.models import Team
from stations.places import actions
from stations.places.models import Community, CommunityPost, Grid, IndustryOfficer, Mentorship
from stations.timeline.models import Entry
from stations.timeline.sentences import registered
from tests.factories import make_community, make_contact, make_grid, make_officer, make_police_room, make_team

START = datetime.date(2024, 3, 1)
LATER = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def inside(in_one):
    """Everything here happens inside station one."""
    with translation.override("en"):
        yield


@pytest.fixture
def community(cast):
    return make_community(cast.station, "前东社区", cast.community_team)


@pytest.fixture
def three(cast):
    return [make_officer(cast.station, team=cast.community_team) for _each in range(3)]


def assign(community, a, b, start=START, actor=None):
    actions.assign_posts(community=community, a=a, b=b, start=start, actor=actor)


def running(community):
    return {post.role: post.officer for post in community.posts.filter(end=None).select_related("officer__user")}


def test_a_and_b_become_a_mentor_pair(community, three):
    a, b, _c = three
    assign(community, a, b)
    assert running(community) == {"A": a, "B": b}
    pair = Mentorship.objects.get()
    assert (pair.mentor, pair.apprentice, pair.start) == (a, b, START)


def test_a_new_a_takes_over_the_apprentice_and_b_keeps_the_running_post(community, three):
    a, b, c = three
    assign(community, a, b)
    assign(community, c, b, LATER)
    assert running(community) == {"A": c, "B": b}
    assert community.posts.get(role="B").start == START
    assert community.posts.get(officer=a).end == LATER
    assert list(Mentorship.objects.order_by("start").values_list("mentor", "end")) == [(a.pk, LATER), (c.pk, None)]


def test_a_and_b_may_change_places(community, three):
    a, b, _c = three
    assign(community, a, b)
    assign(community, b, a, LATER)
    assert running(community) == {"A": b, "B": a}
    assert Mentorship.objects.get(end=None).mentor == b


def test_a_mistake_of_the_same_day_is_put_right(community, three):
    a, b, c = three
    assign(community, a, b)
    assign(community, a, c)
    assert running(community) == {"A": a, "B": c}
    assert CommunityPost.objects.count() == 2
    assert Mentorship.objects.get().apprentice == c


def test_refused_posts_name_their_reason(cast, community, three):
    a, b, c = three
    other = make_community(cast.station, "大江社区")
    assign(other, c, make_officer(cast.station))
    seconded = make_officer(cast.station, standing="seconded")
    for one, two, words in [
        (a, a, "two different people"),
        (a, c, f"{c.user.name} already holds a post in 大江社区"),
        (cast.auxiliary, b, "auxiliary"),
        (a, seconded, "not on post"),
        (cast.officer2, b, "different stations"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            assign(community, one, two)
    assert not community.posts.exists()


def test_posts_are_not_assigned_before_the_present_holders(community, three):
    a, b, c = three
    assign(community, a, b, LATER)
    with pytest.raises(RuleBroken, match="later"):
        assign(community, c, b, START)
    with pytest.raises(RuleBroken, match="Nothing would change"):
        assign(community, a, b, LATER)


def test_only_keepers_change_places(cast, community, three):
    a, b, _c = three
    for who in (cast.deputy, cast.officer, cast.auxiliary):
        with pytest.raises(NotAllowed, match="personnel clerk"):
            assign(community, a, b, actor=who.user)
    assign(community, a, b, actor=cast.chief.user)
    assert Entry.objects.about(community).get().data["a"] == a.pk


def test_a_community_has_a_code_a_name_and_a_community_team_of_its_own(cast, community):
    def add(**changes):
        values = {"code": "X1", "name": "草厂社区", "team": cast.community_team} | changes
        return actions.add_community(station=cast.station, actor=cast.chief.user, **values)

    for changes, words in [
        ({"code": community.code}, "this code"),
        ({"name": "前东社区"}, "this name"),
        ({"team": make_team(cast.station, Team.Kind.CASE)}, "community team answers"),
        ({"team": cast.community_team2}, "different stations"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            add(**changes)
    assert add().team == cast.community_team
    assert Community.objects.count() == 2


def test_changing_a_community_records_the_fields_only(cast, community):
    changed = actions.change_community(community=community, actor=cast.chief.user, name="新名", street="")
    assert changed == ["name"]
    assert Entry.objects.about(community).get().data == {"fields": ["name"]}
    assert actions.change_community(community=community, actor=cast.chief.user, name="新名") == []


def test_a_grid_has_exactly_one_officer_on_post(cast, community, three):
    a, b, _c = three
    grid = actions.add_grid(community=community, actor=cast.chief.user, code="G1", name="第一网格", officer=a)
    with pytest.raises(RuleBroken, match="this code"):
        actions.add_grid(community=community, actor=cast.chief.user, code="G1", name="又一", officer=a)
    for officer, words in [
        (a, "already answers"),
        (cast.auxiliary, "auxiliary"),
        (make_officer(cast.station, standing="left"), "not on post"),
        (cast.officer2, "different stations"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            actions.hand_over_grid(grid=grid, officer=officer, actor=cast.chief.user)
    actions.hand_over_grid(grid=grid, officer=b, actor=cast.chief.user)
    assert Grid.objects.get().officer == b
    assert Entry.objects.about(grid)[0].data == {"officer": b.pk, "before": a.pk}


def test_a_grid_moves_only_within_the_station(cast, community, three):
    grid = make_grid(community, three[0])
    with pytest.raises(RuleBroken, match="different stations"):
        actions.change_grid(grid=grid, actor=cast.chief.user, community=make_community(cast.station2))


def test_a_trade_has_one_officer_at_a_time(cast, three):
    a, b, _c = three
    for officer, start in ((a, START), (b, LATER)):
        actions.set_industry_officer(officer=officer, industry="hotel", start=start, actor=cast.chief.user)
    rows = IndustryOfficer.objects.order_by("start").values_list("officer", "start", "end")
    assert list(rows) == [(a.pk, START, LATER), (b.pk, LATER, None)]
    for officer, start, words in [
        (b, LATER, "Nothing would change"),
        (a, START, "planned from 2026-03-01"),
        (cast.auxiliary, LATER, "auxiliary"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            actions.set_industry_officer(officer=officer, industry="hotel", start=start, actor=cast.chief.user)


def test_police_rooms_and_their_contacts(cast, community):
    room = actions.add_police_room(
        station=cast.station, actor=cast.chief.user, code="R1", name="警务室", kind="smart", community=community
    )
    with pytest.raises(RuleBroken, match="this code"):
        actions.add_police_room(station=cast.station, actor=None, code="R1", name="另一", kind="room")
    with pytest.raises(RuleBroken, match="different stations"):
        actions.change_police_room(room=room, actor=None, community=make_community(cast.station2))
    contact = actions.set_contact(room=room, actor=cast.chief.user, name="陈主任", phone="13900001111")
    with pytest.raises(RuleBroken, match="this name"):
        actions.set_contact(room=room, actor=cast.chief.user, name="陈主任")
    actions.set_contact(room=room, actor=cast.chief.user, name="陈主任", title="主任", contact=contact)
    assert room.contacts.get().title == "主任"
    actions.remove_contact(contact=contact, actor=cast.chief.user)
    assert not room.contacts.exists()


def test_a_look_at_a_contact_is_recorded_for_its_room(cast, community):
    room = make_police_room(cast.station, community=community)
    contact = make_contact(room, phone="13900001111")
    assert actions.look_at_contact_phone(contact=contact, actor=cast.auxiliary.user) == "13900001111"
    assert Entry.objects.about(room).get().verb == "police_room.phone_looked"
    with pytest.raises(NotAllowed):
        actions.look_at_contact_phone(contact=contact, actor=cast.guard)


def test_every_trade_has_words_in_the_day_book():
    assert {f"trade.assigned_{value}" for value in IndustryOfficer.Industry.values} <= registered()
