"""Accepting, waiting, giving back, being there; two who take the last place at the same moment."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.groups.models import Member
from community.nights import actions, codes, joining
from community.nights.models import NightPatrol, NightSeat
from community.nights.words import How, Seat, State
from stations.kit.again import again
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_cast, make_community, make_officer
from tests.factories.community import make_member, make_trade, make_watch_group
from tests.factories.nights import DAY, HOUR, evening, make_night, make_seat
from tests.lock_order import locked_after_the_day_book

pytestmark = pytest.mark.django_db


def accept(patrol, member):
    return joining.accept(patrol=patrol, member=member, actor=member.user, at=timezone.now())


def test_accepting_takes_one_tap_and_a_second_one_changes_nothing(night):
    first, again_ = accept(night.patrol, night.members[0]), accept(night.patrol, night.members[0])
    assert (first.pk, first.state) == (again_.pk, Seat.TAKEN)
    assert NightSeat.objects.count() == 1


def test_the_fourth_of_three_waits_and_moves_up(night):
    seats = [accept(night.patrol, member) for member in night.members]
    assert [seat.state for seat in seats] == ["taken"] * 3 + ["waiting"]
    night.patrol.refresh_from_db()
    assert night.patrol.state == State.STANDING
    joining.give_back(patrol=night.patrol, member=night.members[0], actor=night.members[0].user, at=timezone.now())
    seats[3].refresh_from_db()
    assert seats[3].state == Seat.TAKEN
    assert Notice.objects.filter(kind="night.moved_up", recipient=night.members[3].user).exists()
    night.patrol.refresh_from_db()
    assert night.patrol.state == State.STANDING


def test_a_place_given_back_with_nobody_waiting_begins_the_call_again(night):
    for member in night.members[:3]:
        accept(night.patrol, member)
    joining.give_back(patrol=night.patrol, member=night.members[1], actor=night.members[1].user, at=timezone.now())
    night.patrol.refresh_from_db()
    assert night.patrol.state == State.CALLED
    assert night.patrol.next_wave_at is not None


def test_the_day_book_does_not_say_who_gave_a_place_back(night):
    accept(night.patrol, night.members[0])
    joining.give_back(patrol=night.patrol, member=night.members[0], actor=night.members[0].user, at=timezone.now())
    assert [line.actor_id for line in Entry.objects.filter(verb="night.given_back")] == [None]


def test_who_has_promised_that_evening_elsewhere_does_not_move_up(night):
    for member in night.members:
        accept(night.patrol, member)
    other = make_night(night.community, night.beat, night.patrol.starts_at + HOUR)
    make_seat(other, night.members[3])
    joining.give_back(patrol=night.patrol, member=night.members[0], actor=night.members[0].user, at=timezone.now())
    assert NightSeat.objects.get(patrol=night.patrol, member=night.members[3]).state == Seat.WAITING
    night.patrol.refresh_from_db()
    assert night.patrol.state == State.CALLED


def test_a_place_of_a_trade_is_for_that_trade(night):
    patrol = make_night(night.community, night.beat, wanted={night.guards: 1})
    assert accept(patrol, night.members[0]).state == Seat.WAITING
    guard = make_member(night.group, trade=night.guards)
    assert accept(patrol, guard).trade_id == night.guards.pk


def test_nobody_is_in_two_patrols_at_once_nor_two_nights_running(night):
    accept(night.patrol, night.members[0])
    same_time = make_night(night.community, night.beat, night.patrol.starts_at + HOUR)
    with pytest.raises(RuleBroken) as refusal:
        accept(same_time, night.members[0])
    assert refusal.value.code == "busy"
    next_night = make_night(night.community, night.beat, night.patrol.starts_at + DAY)
    with pytest.raises(RuleBroken) as refusal:
        accept(next_night, night.members[0])
    assert refusal.value.code == "rest"


def test_the_database_forbids_two_places_at_one_time(night):
    make_seat(night.patrol, night.members[0])
    other = make_night(night.community, night.beat, night.patrol.starts_at + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_seat(other, night.members[0])


def test_nobody_accepts_for_somebody_else(night):
    with pytest.raises(NotAllowed):
        joining.accept(patrol=night.patrol, member=night.members[0], actor=night.members[1].user, at=timezone.now())


def test_who_is_not_vetted_is_told_why(night):
    patrol = make_night(night.community, night.beat, vetted=True)
    with pytest.raises(RuleBroken) as refusal:
        accept(patrol, night.members[0])
    assert refusal.value.code == "not_vetted"


def test_the_leaders_code_notes_somebody_as_present(night):
    accept(night.patrol, night.members[0])
    moment = night.patrol.starts_at
    seat = joining.sign_in(
        patrol=night.patrol, member=night.members[0], code=codes.shown(night.patrol, moment), how="scan", at=moment
    )
    assert (seat.present_at, seat.present_how) == (moment, How.SCAN)


def test_an_old_code_and_that_of_another_patrol_do_not(night):
    moment, other = night.patrol.starts_at, make_night(night.community, night.beat)
    for code in (codes.shown(night.patrol, moment - HOUR), codes.shown(other, moment), "000000"):
        with pytest.raises(RuleBroken) as refusal:
            joining.sign_in(patrol=night.patrol, member=night.members[0], code=code, how="typed", at=moment)
        assert refusal.value.code == "wrong_code"


def test_who_comes_along_unasked_is_welcome(night):
    moment = night.patrol.starts_at
    for member in night.members[:3]:
        accept(night.patrol, member)
    seat = joining.sign_in(
        patrol=night.patrol, member=night.members[3], code=codes.shown(night.patrol, moment), how="typed", at=moment
    )
    assert (seat.state, seat.extra, seat.present_how) == (Seat.TAKEN, True, How.TYPED)


def test_nobody_signs_in_hours_before(night):
    early = night.patrol.starts_at - 2 * HOUR
    with pytest.raises(RuleBroken) as refusal:
        joining.sign_in(
            patrol=night.patrol, member=night.members[0], code=codes.shown(night.patrol, early), how="scan", at=early
        )
    assert refusal.value.code == "not_now"


def test_ticking_by_hand_needs_a_reason_and_the_leader(night):
    moment = night.patrol.starts_at
    given = {"patrol": night.patrol, "member": night.members[0], "at": moment}
    with pytest.raises(RuleBroken):
        joining.mark_present(**given, actor=night.beat.user, reason=" ")
    with pytest.raises(NotAllowed):
        joining.mark_present(**given, actor=night.members[1].user, reason="没电")
    seat = joining.mark_present(**given, actor=night.beat.user, reason="手机没电")
    assert (seat.present_how, seat.marked_by, seat.marked_reason) == (How.DESK, night.beat.user, "手机没电")


def test_a_cancelled_patrol_frees_the_evening_and_tells_everybody(night):
    accept(night.patrol, night.members[0])
    actions.cancel(patrol=night.patrol, actor=night.beat.user, cause="weather", at=timezone.now())
    assert NightSeat.objects.get().state == Seat.GIVEN_BACK
    assert Notice.objects.filter(kind="night.off", recipient=night.members[0].user).exists()
    other = make_night(night.community, night.beat, night.patrol.starts_at)
    assert accept(other, night.members[0]).state == Seat.TAKEN


def test_accepting_locks_nothing_after_the_day_book(night):
    assert locked_after_the_day_book(lambda: accept(night.patrol, night.members[0])) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_one_waits():
    cast = make_cast()
    with in_station(cast.station):
        community, officer = make_community(cast.station), make_officer(cast.station)
        group = make_watch_group(cast.station, community)
        members = [make_member(group, trade=make_trade(cast.station)) for _number in range(6)]
        patrol = make_night(community, officer, evening(), wanted={None: 1})
    failed, start = [], threading.Barrier(len(members), timeout=30)

    def tap(pk):
        try:
            with in_station(cast.station):
                member = Member.objects.select_related("user").get(pk=pk)
                mine = NightPatrol.objects.get(pk=patrol.pk)
                start.wait()
                again(lambda: accept(mine, member))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=(member.pk,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with in_station(cast.station):
        states = sorted(NightSeat.objects.values_list("state", flat=True))
        assert states == ["taken"] + ["waiting"] * 5
        assert NightPatrol.objects.get().state == State.STANDING


@pytest.mark.django_db(transaction=True)
def test_one_member_who_accepts_two_patrols_at_once_gets_one():
    cast = make_cast()
    with in_station(cast.station):
        community, officer = make_community(cast.station), make_officer(cast.station)
        member = make_member(make_watch_group(cast.station, community))
        patrols = [make_night(community, officer, evening()) for _number in range(3)]
    answers, start = [], threading.Barrier(len(patrols), timeout=30)

    def tap(pk):
        try:
            with in_station(cast.station):
                mine, person = NightPatrol.objects.get(pk=pk), Member.objects.select_related("user").get(pk=member.pk)
                start.wait()
                answers.append(again(lambda: accept(mine, person)).state)
        except RuleBroken as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=(patrol.pk,)) for patrol in patrols]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["busy", "busy", "taken"]
