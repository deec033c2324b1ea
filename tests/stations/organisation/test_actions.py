"""Verbs of people, teams and duty lists: what they do, record, and refuse."""

import datetime

import pytest
from django.utils import timezone, translation

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.organisation import actions
from stations.organisation.models import DutyListConfirmation, Officer, Post, Team, TeamLead, TeamMembership, User
from stations.timeline.models import Entry
from stations.timeline.sentences import registered
from tests.factories import FIRST_DAY, grant, lead, make_officer, make_team, move

SPRING = datetime.date(2026, 3, 1)
SUMMER = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def inside(in_one):
    """Everything here happens inside station one."""
    with translation.override("en"):
        yield


@pytest.fixture
def case_team(cast):
    return make_team(cast.station, Team.Kind.CASE, "打击办案队")


def add(cast, **changes):
    values = {"name": "欧阳明月", "police_no": "019999", "post": Post.OFFICER, "kind": Officer.Kind.POLICE} | changes
    return actions.add_officer(station=cast.station, actor=cast.chief.user, **values)


def test_a_new_officer_has_an_account_without_a_password_and_a_team(cast):
    officer = add(cast, team=cast.community_team, start=SPRING, phone="13800001111")
    assert officer.user.username == "019999"
    assert not officer.user.has_usable_password() and officer.user.must_change_password
    assert officer.user.initials == "oymy"
    assert officer.memberships.get().start == SPRING
    assert Entry.objects.about(officer).get().verb == "officer.added"


def test_the_same_police_number_is_refused_and_nothing_is_left_behind(cast):
    before = User.objects.count()
    with pytest.raises(RuleBroken, match="already in use"):
        add(cast, police_no=cast.officer.police_no)
    assert User.objects.count() == before


def test_a_police_number_of_another_station_gives_another_user_name(cast):
    User.objects.filter(pk=cast.officer2.user_id).update(username="019999")
    assert add(cast).user.username == "qm-019999"


@pytest.mark.parametrize(
    ("post", "kind"), [(Post.AUXILIARY, Officer.Kind.POLICE), (Post.SERGEANT, Officer.Kind.AUXILIARY)]
)
def test_post_and_kind_fit_together(cast, post, kind):
    with pytest.raises(RuleBroken, match="post of an auxiliary"):
        add(cast, post=post, kind=kind)


@pytest.mark.parametrize("who", ["deputy", "desk", "officer", "auxiliary"])
def test_only_leaders_and_the_personnel_clerk_keep_people(cast, who):
    with pytest.raises(NotAllowed, match="personnel clerk"):
        actions.change_officer(officer=cast.officer, actor=getattr(cast, who).user, name="某某")


def test_the_personnel_clerk_keeps_people_but_not_the_own_post(cast):
    clerk = cast.desk.user
    grant(clerk, "personnel")
    clerk.rights = frozenset({"personnel"})
    assert actions.change_officer(officer=cast.officer, actor=clerk, post=Post.SERGEANT) == ["post"]
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.change_officer(officer=cast.desk, actor=clerk, post=Post.CHIEF)
    with pytest.raises(NotAllowed, match="somebody else"):
        actions.change_standing(officer=cast.desk, actor=clerk, standing="left", day=SPRING)


def test_a_change_of_name_keeps_the_search_keys(cast):
    actions.change_officer(officer=cast.officer, actor=cast.chief.user, name="单雄信", phone="13911112222")
    user = User.objects.get(pk=cast.officer.user_id)
    assert (user.pinyin, user.initials, user.phone) == ("shan xiong xin", "sxx", "13911112222")


def test_the_timeline_holds_field_names_but_never_their_values(cast):
    actions.change_officer(officer=cast.officer, actor=cast.chief.user, name="单雄信", phone="13911112222")
    assert Entry.objects.about(cast.officer).get().data == {"fields": ["name", "phone"]}


def test_changing_nothing_records_nothing(cast):
    assert actions.change_officer(officer=cast.officer, actor=cast.chief.user, name="王小明") == []
    assert not Entry.objects.about(cast.officer).exists()


def test_a_move_closes_the_old_membership_and_its_leading_role(cast, case_team):
    actions.move_to_team(officer=cast.deputy, team=case_team, start=SPRING, actor=cast.chief.user)
    old, new = cast.deputy.memberships.order_by("start")
    assert (old.start, old.end, new.start, new.end) == (FIRST_DAY, SPRING, SPRING, None)
    assert cast.deputy.leads.get().end == SPRING


def test_a_move_on_the_first_day_of_a_membership_corrects_it(cast, case_team):
    actions.move_to_team(officer=cast.officer, team=case_team, start=FIRST_DAY, actor=None)
    assert cast.officer.memberships.get().team == case_team


def test_moves_are_refused_with_their_reason(cast, case_team):
    closed = make_team(cast.station, name="旧队", active=False)
    for team, start, words in [
        (cast.community_team, SPRING, "already belongs"),
        (case_team, datetime.date(2019, 1, 1), "began on 2020-01-01"),
        (closed, SPRING, "closed"),
        (cast.community_team2, SPRING, "different stations"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            actions.move_to_team(officer=cast.officer, team=team, start=start, actor=cast.chief.user)
    assert cast.officer.memberships.get().end is None


def test_nothing_comes_before_a_planned_move(cast, case_team):
    move(cast.officer, case_team, SUMMER)
    with pytest.raises(RuleBroken, match="planned from 2026-06-01"):
        actions.move_to_team(officer=cast.officer, team=cast.command, start=SPRING, actor=cast.chief.user)


def test_who_leaves_the_station_leaves_team_and_lead(cast):
    actions.change_standing(officer=cast.deputy, actor=cast.chief.user, standing="left", day=SUMMER)
    assert cast.deputy.memberships.get().end == SUMMER
    assert cast.deputy.leads.get().end == SUMMER
    assert Entry.objects.about(cast.deputy).get().verb == "officer.standing_left"
    with pytest.raises(RuleBroken, match="already"):
        actions.change_standing(officer=cast.deputy, actor=cast.chief.user, standing="left", day=SUMMER)
    with pytest.raises(RuleBroken, match="left the station"):
        actions.move_to_team(officer=cast.deputy, team=cast.command, start=SUMMER, actor=cast.chief.user)


def test_a_secondment_keeps_the_team(cast):
    actions.change_standing(officer=cast.officer, actor=cast.chief.user, standing="seconded", day=SUMMER)
    assert cast.officer.memberships.get().end is None


def test_a_new_leader_follows_the_old_one(cast):
    actions.appoint_lead(
        team=cast.community_team, officer=cast.officer, role="leader", start=SPRING, actor=cast.chief.user
    )
    old, new = cast.community_team.leads.filter(role="leader").order_by("start")
    assert (old.officer, old.end, new.officer, new.end) == (cast.deputy, SPRING, cast.officer, None)


def test_a_deputy_who_becomes_leader_gives_up_the_deputy_place(cast):
    lead(cast.community_team, cast.officer, TeamLead.Role.DEPUTY)
    actions.appoint_lead(
        team=cast.community_team, officer=cast.officer, role="leader", start=SPRING, actor=cast.chief.user
    )
    assert cast.community_team.leads.get(role="deputy").end == SPRING


def test_a_place_can_be_left_vacant(cast):
    team, chief = cast.community_team, cast.chief.user
    assert actions.appoint_lead(team=team, officer=None, role="leader", start=SPRING, actor=chief) is None
    assert not team.leads.filter(end=None).exists()
    with pytest.raises(RuleBroken, match="Nothing would change"):
        actions.appoint_lead(team=team, officer=None, role="leader", start=SPRING, actor=chief)


def test_who_cannot_lead(cast):
    seconded = make_officer(cast.station, standing="seconded")
    for officer, words in [
        (cast.auxiliary, "auxiliary"),
        (seconded, "not on post"),
        (cast.officer2, "different stations"),
        (cast.deputy, "Nothing would change"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            actions.appoint_lead(
                team=cast.community_team, officer=officer, role="leader", start=SPRING, actor=cast.chief.user
            )


def test_a_team_with_members_is_not_closed(cast):
    values = {"name": "新名", "kind": Team.Kind.COMMUNITY, "order": 3}
    with pytest.raises(RuleBroken, match="Move the members"):
        actions.change_team(team=cast.community_team, actor=cast.chief.user, active=False, **values)
    with pytest.raises(RuleBroken, match="this name"):
        actions.add_team(station=cast.station, actor=cast.chief.user, name="所领导", kind=Team.Kind.CASE)


def publish(cast, items, day=SPRING, post=Post.OFFICER):
    return actions.publish_duty_list(
        station=cast.station, post=post, items=items, in_force_from=day, actor=cast.chief.user
    )


def test_duty_lists_are_numbered_by_post(cast):
    assert [publish(cast, ["走访"]).version, publish(cast, ["走访", "巡防"]).version] == [1, 2]
    assert publish(cast, ["指挥"], post=Post.CHIEF).version == 1


def test_duty_lists_that_say_nothing_new_are_refused(cast):
    publish(cast, ["走访"], SUMMER)
    for items, day, words in [
        ([], SUMMER, "at least one"),
        (["走访"], SUMMER, "same duties"),
        (["巡"], SPRING, "2026-06"),
    ]:
        with pytest.raises(RuleBroken, match=words):
            publish(cast, items, day)


def test_everybody_confirms_the_own_list_once(cast):
    duty_list = publish(cast, ["走访"])
    for _again in range(2):
        actions.confirm_duty_list(officer=cast.officer, duty_list=duty_list)
    assert DutyListConfirmation.objects.count() == 1
    assert Entry.objects.filter(verb="duty_list.confirmed").count() == 1
    with pytest.raises(NotAllowed, match="another post"):
        actions.confirm_duty_list(officer=cast.desk, duty_list=duty_list)


def test_an_old_version_is_no_longer_confirmed(cast):
    old = publish(cast, ["走访"])
    publish(cast, ["走访", "巡防"])
    with pytest.raises(RuleBroken, match="newer version"):
        actions.confirm_duty_list(officer=cast.officer, duty_list=old)
    publish(cast, ["以后"], timezone.localdate() + datetime.timedelta(days=9), post=Post.DESK)


def test_a_look_at_a_phone_number_is_recorded_unless_it_is_the_own(cast):
    officer = Officer.objects.with_team(timezone.localdate()).get(pk=cast.officer.pk)
    assert actions.look_at_phone(officer=officer, actor=cast.officer.user) == "13812345678"
    assert not Entry.objects.about(officer).exists()
    assert actions.look_at_phone(officer=officer, actor=cast.chief.user) == "13812345678"
    assert Entry.objects.about(officer).get().data == {}
    with pytest.raises(NotAllowed, match="Personal details"):
        actions.look_at_phone(officer=officer, actor=cast.desk.user)


def test_every_verb_recorded_here_has_words(cast):
    for verb in ["officer.added", "officer.changed", "officer.moved", "team.lead_vacated", "duty_list.published"]:
        assert verb in registered()
    assert {f"officer.standing_{value}" for value in Officer.Standing.values} <= registered()


def test_the_other_station_is_untouched(cast):
    with in_station(cast.station2):
        assert TeamMembership.objects.count() == 2
