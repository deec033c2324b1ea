"""Waves of requests: the nearest first, once each, whatever the worker repeats; nobody who only enrolled."""

import datetime

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from community.nights import actions, asking, joining
from community.nights.models import NightPatrol, NightRequest
from community.nights.words import State
from stations.management.demo.clock import at as at_moment
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories.community import make_enrolment, make_member
from tests.factories.nights import DAY, HOUR, make_choice, make_night, make_night_settings, make_seat

pytestmark = pytest.mark.django_db


def noon(days: int = 0) -> datetime.datetime:
    day = timezone.localdate() + days * DAY
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def wave(patrol, moment):
    with at_moment(moment):
        return asking.send_wave(patrol_id=patrol.pk, at=moment)


def called(night, **fields):
    return make_night(night.community, night.beat, next_wave_at=noon(), **fields)


def asked(patrol) -> set:
    return set(NightRequest.objects.filter(patrol=patrol).values_list("member_id", flat=True))


def test_a_wave_asks_confirmed_members_near_by_and_tells_them_once(night):
    make_member(night.far, name="太远")
    patrol = called(night)
    assert wave(patrol, noon()) == 4
    assert asked(patrol) == {member.pk for member in night.members}
    notices = Notice.objects.filter(kind="night.call")
    assert {row.recipient_id for row in notices} == {member.user_id for member in night.members}
    assert set(notices.first().data) == {"patrol", "day", "from", "hours"}


def test_a_worker_that_repeats_asks_nobody_again(night):
    patrol = called(night)
    assert [wave(patrol, noon()) for _time in range(3)] == [4, 0, 0]
    assert Notice.objects.filter(kind="night.call").count() == 4
    assert Entry.objects.filter(verb="night.asked").count() == 1


def test_the_next_wave_goes_to_the_others_after_the_hours_of_the_station(night):
    make_night_settings(night.station, wave_size=1, wave_minutes=120)
    patrol = called(night, wanted={None: 1})
    assert wave(patrol, noon()) == 1
    first = asked(patrol)
    assert wave(patrol, noon() + HOUR) == 0
    assert wave(patrol, noon() + 2 * HOUR) == 1
    assert len(asked(patrol) - first) == 1


def test_nobody_who_only_enrolled_lapsed_or_left_is_asked(night):
    make_enrolment(night.group)
    for state in ("lapsed", "left"):
        make_member(night.group, state=state)
    patrol = called(night)
    wave(patrol, noon())
    assert asked(patrol) == {member.pk for member in night.members}


def test_never_means_never_and_own_quiet_hours_hold(night):
    make_choice(night.members[0], never=True)
    make_choice(night.members[1], quiet_from=datetime.time(11), quiet_until=datetime.time(14))
    patrol = called(night)
    assert wave(patrol, noon()) == 2
    assert not asked(patrol) & {night.members[0].pk, night.members[1].pk}


def test_in_the_quiet_hours_a_wave_waits_for_the_morning(night):
    patrol = called(night)
    late = noon() + 11 * HOUR
    assert wave(patrol, late) == 0
    patrol.refresh_from_db()
    assert timezone.localtime(patrol.next_wave_at).time() == datetime.time(7)
    assert wave(patrol, patrol.next_wave_at) == 4


def test_requests_of_three_patrols_and_no_fourth_in_a_week(night):
    patrols = [called(night, starts_at=noon(5) + n * 3 * HOUR) for n in range(4)]
    counts = [wave(patrol, noon() + n * HOUR) for n, patrol in enumerate(patrols)]
    assert counts == [4, 4, 4, 0]
    patrols[3].refresh_from_db()
    assert patrols[3].next_wave_at is None
    assert Notice.objects.filter(kind="night.nobody", recipient=night.beat.user).count() == 1


def test_whoever_is_out_the_night_before_is_not_asked(night):
    patrol = called(night)
    before = make_night(night.community, night.beat, patrol.starts_at - DAY)
    make_seat(before, night.members[0])
    wave(patrol, noon())
    assert night.members[0].pk not in asked(patrol)


def test_enough_helpers_end_the_call(night):
    patrol = called(night, wanted={None: 1})
    joining.accept(patrol=patrol, member=night.members[0], actor=night.members[0].user, at=noon())
    patrol.refresh_from_db()
    assert (patrol.state, patrol.next_wave_at) == (State.STANDING, None)
    assert wave(patrol, noon()) == 0


def test_all_due_waves_of_all_stations_are_sent(night):
    patrol = called(night)
    make_night(night.community, night.beat, next_wave_at=noon(1))
    with scopes_disabled(), at_moment(noon()):
        assert asking.send_due(at=noon()) == 4
    patrol.refresh_from_db()
    assert patrol.waves == 1


def test_a_call_at_night_is_sent_in_the_morning(night):
    patrol = make_night(night.community, night.beat, state=State.PLANNED)
    late = noon() + 11 * HOUR
    actions.call(patrol=patrol, actor=night.beat.user, at=late)
    patrol = NightPatrol.objects.get(pk=patrol.pk)
    assert timezone.localtime(patrol.next_wave_at).hour == 7


def test_who_was_asked_is_forgotten_after_some_weeks(night):
    patrol = called(night)
    wave(patrol, noon())
    assert asking.forget_requests(station=night.station, at=patrol.ends_at + 29 * DAY) == 0
    assert asking.forget_requests(station=night.station, at=patrol.ends_at + 31 * DAY) == 4
    assert not NightRequest.objects.exists()


def test_a_refusal_leaves_nothing_but_the_request(night):
    patrol = called(night)
    wave(patrol, noon())
    lines = Entry.objects.count()
    joining.decline(patrol=patrol, member=night.members[0], actor=night.members[0].user)
    assert Entry.objects.count() == lines
    assert NightRequest.objects.filter(declined=True).count() == 1


def test_the_leader_is_not_asked_to_come_along(night):
    patrol = called(night, leader=night.members[0].user)
    wave(patrol, noon())
    assert asked(patrol) == {member.pk for member in night.members[1:]}


def test_who_is_in_their_own_quiet_hours_is_asked_later(night):
    for member in night.members:
        make_choice(member, quiet_from=datetime.time(11), quiet_until=datetime.time(14))
    patrol = called(night)
    assert wave(patrol, noon()) == 0
    patrol.refresh_from_db()
    assert patrol.next_wave_at == noon() + 4 * HOUR
    assert not Notice.objects.filter(kind="night.nobody").exists()
    assert wave(patrol, patrol.next_wave_at) == 4


def test_with_the_requests_their_notices_go(night):
    wave(called(night), noon())
    kept = called(night, starts_at=noon(20))
    wave(kept, noon() + HOUR)
    asking.forget_requests(station=night.station, at=noon(36))
    assert set(Notice.objects.filter(kind="night.call").values_list("key", flat=True)) == {f"night.call:{kept.pk}"}


def test_a_plan_that_changes_calls_again_when_everybody_had_been_asked(night):
    patrol = called(night)
    NightPatrol.objects.filter(pk=patrol.pk).update(next_wave_at=None)
    patrol.refresh_from_db()
    values = {name: getattr(patrol, name) for name in actions.COLUMNS}
    changed = actions.change(patrol=patrol, actor=night.beat.user, wanted={None: 5}, **values)
    assert changed.next_wave_at is not None


def test_who_comes_and_who_leads_are_told_each_time_the_patrol_moves(night):
    leader, helper = night.members[0].user, night.members[1]
    patrol = called(night, leader=leader)
    make_seat(patrol, helper)
    for hours in (3, 4):
        values = {name: getattr(patrol, name) for name in actions.COLUMNS}
        values["ends_at"] = patrol.starts_at + hours * HOUR
        patrol = actions.change(patrol=patrol, actor=night.beat.user, wanted={None: 3}, **values)
    told = list(Notice.objects.filter(kind="night.moved").order_by("pk").values_list("recipient_id", flat=True))
    assert sorted(told) == sorted([leader.pk, helper.user_id] * 2)
