"""Verbs of companies, squads, guards, places and duty lists."""

import datetime

import pytest
from django.utils import timezone

from patrols.models import Company, Guard, GuardDutyList, PatrolSettings, Squad, SquadLead
from patrols.squads import actions, codes, duty_lists, hooks, posts
from patrols.squads.people import command, guards_on, members_of, squads_on
from patrols.squads.readings import current_duty_list, settings_of
from stations.access.actions import pair_phone, redeem_code
from stations.access.models import DeviceToken
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import make_station
from tests.factories.patrols import make_company, make_guard, make_squad

TODAY, DAY = timezone.localdate(), datetime.timedelta(days=1)


def verbs_of(row) -> list[str]:
    """What the day-book says about a row."""
    return list(Entry.objects.about(row).order_by("id").values_list("verb", flat=True))


def refused(code: str):
    """The block is refused with this code."""
    return pytest.raises(RuleBroken, check=lambda refusal: refusal.code == code)


# -- companies and squads ------------------------------------------------------------------------------------------


def test_a_company_is_taken_in_changed_and_closed(patrols, cast):
    office = patrols.office
    company = actions.add_company(
        station=cast.station, actor=office, code="X1", name="示例公司", short_name="示例", kind="self_hired"
    )
    assert actions.change_company(company=company, actor=office, leader_name="赵示例") == ["leader_name"]
    assert actions.change_company(company=company, actor=office, leader_name="赵示例") == []
    actions.change_company(company=company, actor=office, active=False)
    assert verbs_of(company) == ["company.added", "company.changed", "company.closed"]


def test_codes_and_names_of_companies_are_taken_once(patrols, cast):
    with refused("code_taken"):
        actions.add_company(station=cast.station, actor=None, code=patrols.squad.company.code, name="另一家")
    with refused("name_taken"):
        actions.add_company(station=cast.station, actor=None, code="X9", name=patrols.squad.company.name)


def test_a_company_with_squads_is_not_closed(patrols):
    with refused("company_has_squads"):
        actions.change_company(company=patrols.squad.company, actor=patrols.office, active=False)


def test_only_keepers_change_anything(patrols, cast):
    for actor in (cast.officer.user, patrols.leader.user, cast.auxiliary.user):
        with pytest.raises(NotAllowed):
            actions.add_company(station=cast.station, actor=actor, code="X1", name="示例")
        with pytest.raises(NotAllowed):
            actions.leave(guard=patrols.guard, day=TODAY, actor=actor)
        with pytest.raises(NotAllowed):
            posts.appoint_liaison(squad=patrols.squad, officer=None, start=TODAY, actor=actor)
        with pytest.raises(NotAllowed):
            actions.keep_settings(station=cast.station, actor=actor, ranking=True)


def test_a_squad_is_set_up_and_dissolved_once_it_is_empty(patrols, cast):
    group = patrols.squad.group
    squad = actions.add_squad(
        station=cast.station, actor=None, code="S9", name="第九小队", company=patrols.squad.company, group=group
    )
    with refused("squad_not_empty"):
        actions.change_squad(squad=patrols.squad, actor=None, code="S1", name="一队", group=group, active=False)
    actions.change_squad(squad=squad, actor=None, code="S9", name="第九小队", group=group, active=False)
    assert not Squad.objects.active().filter(pk=squad.pk).exists()
    assert verbs_of(squad) == ["squad.added", "squad.closed"]


def test_a_company_of_another_station_takes_no_squad_here(patrols, cast):
    stranger = make_company(make_station("CW"))
    with refused("other_station"):
        actions.add_squad(
            station=cast.station, actor=None, code="S9", name="第九小队", company=stranger, group=patrols.squad.group
        )


# -- guards --------------------------------------------------------------------------------------------------------


def test_a_guard_joins_moves_leaves_and_comes_back(patrols, cast):
    first, company = patrols.squad, patrols.squad.company
    second = make_squad(cast.station, company=company)
    start = TODAY - 10 * DAY
    guard = actions.add_guard(
        station=cast.station, actor=patrols.office, name="钱示例", guard_no="Z001", company=company, squad=first,
        start=start, phone="13800009999",
    )  # fmt: skip
    assert guard.user.username == "z001"
    assert not guard.user.has_usable_password()
    posts.appoint_lead(squad=first, guard=guard, role="deputy", start=start, actor=None)
    actions.move_guard(guard=guard, squad=second, start=TODAY - 5 * DAY, actor=None)
    assert not SquadLead.objects.filter(guard=guard, end=None).exists()
    actions.leave(guard=guard, day=TODAY - DAY, actor=patrols.office)
    assert not Guard.objects.serving().filter(pk=guard.pk).exists()
    with refused("too_early"):
        actions.take_back(guard=guard, squad=first, start=TODAY - 3 * DAY, actor=None)
    actions.take_back(guard=guard, squad=first, start=TODAY, actor=None)
    assert [row.pk for row in members_of(first, TODAY)][-1] == guard.pk
    assert verbs_of(guard) == ["guard.added", "guard.moved", "guard.left", "guard.returned"]


def test_a_guard_stays_within_the_company(patrols, cast):
    with refused("other_company"):
        actions.move_guard(guard=patrols.guard, squad=make_squad(cast.station), start=TODAY, actor=None)
    with refused("unchanged"):
        actions.move_guard(guard=patrols.guard, squad=patrols.squad, start=TODAY, actor=None)


def test_who_leaves_is_logged_out_everywhere_and_all_rooms_hear_of_it(patrols, cast):
    heard = []
    hooks.on_leaving("test", lambda **told: heard.append((told["guard"].pk, told["squad"].pk, told["day"])))
    pair_phone(user=patrols.guard.user, label="Android", at=timezone.now())
    [slip] = codes.for_squad(
        squad=patrols.squad, guards=[patrols.guard], actor=patrols.leader.user, at=timezone.now()
    )
    try:
        actions.leave(guard=patrols.guard, day=TODAY, actor=patrols.office)
    finally:
        hooks._leavers.pop("test")
    assert heard == [(patrols.guard.pk, patrols.squad.pk, TODAY)]
    assert not DeviceToken.objects.filter(user=patrols.guard.user, revoked_at=None).exists()
    with refused("wrong_code"):
        redeem_code(username=slip.username, code=slip.code, at=timezone.now())


def test_a_guard_does_not_leave_ahead_of_time_or_twice(patrols):
    with refused("day_ahead"):
        actions.leave(guard=patrols.guard, day=TODAY + DAY, actor=None)
    actions.leave(guard=patrols.guard, day=TODAY, actor=None)
    with refused("left"):
        actions.leave(guard=patrols.guard, day=TODAY, actor=None)


def test_facts_of_a_guard_change_but_an_officers_name_does_not(patrols, cast):
    facts = {"guard_no": patrols.guard.guard_no, "certificate_no": "京保1"}
    changed = actions.change_guard(guard=patrols.guard, actor=None, name="新名字", phone="13800001111", **facts)
    assert changed == ["certificate_no", "name", "phone"]
    assert Guard.objects.get(pk=patrols.guard.pk).user.initials == "xmz"
    patrols.leader.user = cast.auxiliary.user
    patrols.leader.save()
    with refused("officer"):
        actions.change_guard(
            guard=patrols.leader, actor=None, name="别名", phone="", guard_no="L1", certificate_no=""
        )


def test_a_look_at_a_phone_number_is_recorded(patrols, cast):
    assert actions.look_at_phone(guard=patrols.guard, actor=patrols.leader.user) == patrols.guard.user.phone
    assert verbs_of(patrols.guard) == ["looked"]
    with pytest.raises(NotAllowed):
        actions.look_at_phone(guard=patrols.leader, actor=patrols.guard.user)
    with pytest.raises(NotAllowed):
        actions.look_at_leader_phone(company=patrols.squad.company, actor=patrols.leader.user)


# -- places --------------------------------------------------------------------------------------------------------


def test_a_new_leader_follows_the_old_one(patrols):
    posts.appoint_lead(squad=patrols.squad, guard=patrols.guard, role="leader", start=TODAY, actor=patrols.office)
    rows = SquadLead.objects.filter(squad=patrols.squad, role="leader").order_by("start")
    assert [(row.guard_id, row.end) for row in rows] == [(patrols.leader.pk, TODAY), (patrols.guard.pk, None)]
    with refused("unchanged"):
        posts.appoint_lead(squad=patrols.squad, guard=patrols.guard, role="leader", start=TODAY, actor=None)


def test_a_leader_comes_from_the_squad(patrols, cast):
    with refused("not_in_squad"):
        posts.appoint_lead(
            squad=patrols.squad, guard=make_guard(make_squad(cast.station)), role="leader", start=TODAY, actor=None
        )


def test_the_deputy_who_becomes_leader_is_no_longer_deputy(patrols):
    earlier = TODAY - DAY
    posts.appoint_lead(squad=patrols.squad, guard=patrols.guard, role="deputy", start=earlier, actor=None)
    posts.appoint_lead(squad=patrols.squad, guard=patrols.guard, role="leader", start=TODAY, actor=None)
    assert [row.role for row in SquadLead.objects.filter(guard=patrols.guard, end=None)] == ["leader"]


def test_a_place_can_be_left_vacant(patrols):
    posts.appoint_lead(squad=patrols.squad, guard=None, role="leader", start=TODAY, actor=None)
    posts.appoint_liaison(squad=patrols.squad, officer=None, start=TODAY, actor=None)
    row = squads_on(TODAY).get(pk=patrols.squad.pk)
    assert (row.leader, row.liaison) == (None, None)
    assert verbs_of(patrols.squad) == ["squad.lead_vacated", "squad.liaison_vacated"]


def test_an_auxiliary_or_a_stranger_is_no_liaison_officer(patrols, cast):
    with refused("auxiliary"):
        posts.appoint_liaison(squad=patrols.squad, officer=cast.auxiliary, start=TODAY, actor=None)
    with refused("other_station"):
        posts.appoint_liaison(squad=patrols.squad, officer=cast.officer2, start=TODAY, actor=None)


def test_officers_and_outsiders_sit_in_the_chain_of_command(patrols, cast):
    base = {"station": cast.station, "actor": patrols.office, "start": TODAY, "level": "leading_group"}
    posts.seat(**base, officer=cast.chief, title="组长", heads=True)
    outsider = posts.seat(**base, name="夏示例", organisation="街道办事处", title="副组长")
    again = posts.seat(**(base | {"level": "office"}), name="夏示例", title="副主任")
    assert again.user_id == outsider.user_id
    assert outsider.user.username == "qm-o01"
    posts.seat(**(base | {"start": TODAY + DAY}), officer=cast.deputy, title="组长", heads=True)
    heads = {row.user_id: row.heads for row in command(TODAY + DAY).leading_group}
    assert heads == {cast.deputy.user_id: True, cast.chief.user_id: False, outsider.user_id: False}
    with refused("already_seated"):
        posts.seat(**base, name="夏示例", title="副组长")
    with refused("no_name"):
        posts.seat(**base, title="副组长")


def test_a_seat_ends(patrols):
    [post] = command(TODAY).office
    posts.unseat(post=post, end=TODAY, actor=patrols.office)
    assert command(TODAY).office == []
    with refused("ended"):
        posts.unseat(post=post, end=TODAY, actor=None)


# -- duty lists ----------------------------------------------------------------------------------------------------


def publish(patrols, group=None, items=("巡查",), day=TODAY - DAY) -> GuardDutyList:
    return duty_lists.publish(
        station=patrols.squad.station, group=group, items=list(items), in_force_from=day, actor=patrols.office
    )


def test_the_list_of_the_group_goes_before_that_of_all(patrols):
    general = publish(patrols)
    assert current_duty_list(patrols.guard, TODAY) == general
    special = publish(patrols, patrols.squad.group, ["排查隐患"])
    assert current_duty_list(patrols.guard, TODAY) == special
    assert guards_on(TODAY).get(pk=patrols.guard.pk).current_list == special.pk


def test_a_guard_confirms_the_list_in_force_once(patrols):
    row = publish(patrols)
    assert not guards_on(TODAY).get(pk=patrols.guard.pk).confirmed
    duty_lists.confirm(guard=patrols.guard, duty_list=row)
    duty_lists.confirm(guard=patrols.guard, duty_list=row)
    assert row.confirmations.count() == 1
    assert guards_on(TODAY).get(pk=patrols.guard.pk).confirmed
    assert squads_on(TODAY).get(pk=patrols.squad.pk).confirmed == 1
    publish(patrols, items=["巡查", "报告"])
    assert squads_on(TODAY).get(pk=patrols.squad.pk).confirmed == 0
    with refused("other_list"):
        duty_lists.confirm(guard=patrols.guard, duty_list=row)


def test_a_new_version_says_something_new_and_begins_no_earlier(patrols):
    publish(patrols)
    for values, code in (
        ({"items": []}, "no_duties"), ({"items": ["巡查"]}, "unchanged"),
        ({"items": ["报告"], "day": TODAY - 3 * DAY}, "too_early"),
    ):  # fmt: skip
        with refused(code):
            publish(patrols, **values)


# -- codes and settings --------------------------------------------------------------------------------------------


def test_codes_for_a_squad_are_all_made_or_none(patrols, cast):
    stranger = make_guard(make_squad(cast.station))
    with pytest.raises(NotAllowed):
        codes.for_squad(
            squad=patrols.squad, guards=[patrols.guard, stranger], actor=patrols.leader.user, at=timezone.now()
        )
    assert not patrols.guard.user.one_time_codes.exists()
    [slip] = codes.for_squad(
        squad=patrols.squad, guards=[patrols.guard], actor=patrols.leader.user, at=timezone.now()
    )
    assert redeem_code(username=slip.username, code=slip.code, at=timezone.now()) == patrols.guard.user
    assert verbs_of(patrols.squad) == ["squad.codes_issued"]


def test_settings_begin_with_the_defaults_and_are_kept(patrols, cast):
    assert settings_of(cast.station).skew_seconds == 120
    actions.keep_settings(station=cast.station, actor=patrols.office, skew_seconds=60)
    actions.keep_settings(station=cast.station, actor=patrols.office, skew_seconds=60)
    row = PatrolSettings.objects.get()
    assert (settings_of(cast.station).skew_seconds, verbs_of(row)) == (60, ["patrol_settings.changed"])


def test_the_kinds_of_companies_are_the_two_of_the_law():
    assert set(Company.Kind.values) == {"self_hired", "licensed"}
