"""Decisions of people: doubts (PA-11) and entries by hand (PA-10)."""

import pytest
from django.db import transaction

from patrols.checkins import reviews
from patrols.models import CheckIn, CheckInReview, DutyTarget, Liaison, ManualEntry, PatrolDuty, PatrolSettings
from patrols.schedule.reckoning import close_due
from patrols.schedule.words import State
from stations.kit.answer import NotAllowed, RuleBroken
from stations.timeline.models import Entry
from tests.factories import FIRST_DAY, make_officer, make_person
from tests.factories.patrols import make_checkpoint, make_guard, make_office_seat
from tests.patrols.checkins.conftest import Phone, clock


@pytest.fixture
def doubtful(phone, points):
    """A check-in far from its point."""
    return CheckIn.objects.get(pk=phone.scan(points[0], clock(5), lat=points[0].lat + 0.01).id)


def decide(check_in, actor, verdict="discounted", reason="监控未见到人"):
    return reviews.review(check_in=check_in, actor=actor, verdict=verdict, reason=reason)


def test_pa_11_a_person_decides_with_a_reason_and_it_is_audited(doubtful, patrols):
    decide(doubtful, patrols.office)
    doubtful.refresh_from_db()
    patrols.duty.refresh_from_db()
    assert (doubtful.counted, doubtful.flags, patrols.duty.reckon) == (False, ["far"], True)
    line = Entry.objects.about(doubtful).get()
    assert (line.verb, line.data["flags"]) == ("check_in.discounted", ["far"])
    assert "监控" not in str(line.data)


def test_pa_11_a_flag_never_deletes_or_discounts_by_itself(doubtful):
    assert doubtful.counted


def test_pa_11_nobody_decides_about_their_own(doubtful, patrols):
    make_office_seat(patrols.squad.station, patrols.guard.user)
    with pytest.raises(NotAllowed) as refusal:
        decide(doubtful, patrols.guard.user)
    assert refusal.value.code == "own"


def test_who_decides(doubtful, patrols, cast):
    officer = make_officer(cast.station)
    for nobody in (officer.user, patrols.leader.user, make_person(cast.station)):
        with pytest.raises(NotAllowed):
            decide(doubtful, nobody)
    Liaison.objects.create(station=cast.station, squad=patrols.squad, officer=officer, start=FIRST_DAY)
    del officer.user._patrol_standing, officer.user._ties
    assert decide(doubtful, officer.user).by == officer.user


def test_decided_once(doubtful, patrols):
    decide(doubtful, patrols.office, "counts")
    with pytest.raises(RuleBroken, match="already|已"):
        decide(doubtful, patrols.office)
    assert CheckInReview.objects.count() == 1


def test_a_decision_without_a_reason_cannot_be(doubtful, patrols):
    with pytest.raises(Exception, match="check_in_review_reason"), transaction.atomic():
        decide(doubtful, patrols.office, reason="  ")


def test_what_no_duty_asks_for_cannot_count(patrols, phone):
    row = CheckIn.objects.get(pk=phone.scan(make_checkpoint(patrols.route.area), clock(5)).id)
    with pytest.raises(RuleBroken):
        decide(row, patrols.office, "counts")
    assert decide(row, patrols.office).verdict == "discounted"


def test_a_late_upload_that_is_let_count_changes_the_verdict_of_its_duty(patrols, phone, points):
    for minute, point in enumerate(points[:2]):
        phone.scan(point, clock(10 * minute))
    close_due(clock(200))
    patrols.duty.refresh_from_db()
    assert (patrols.duty.state, patrols.duty.visited) == (State.PARTIAL, 2)
    late = clock(60 * 30)
    told = phone.scan(points[2], late, claimed_at=clock(40), offline=True, sent_at=late)
    assert not told.counted
    close_due(late)
    decide(CheckIn.objects.get(pk=told.id), patrols.office, "counts", "手机没电，次日补传")
    close_due(late)
    patrols.duty.refresh_from_db()
    assert (patrols.duty.state, patrols.duty.visited, patrols.duty.reckon) == (State.DONE, 3, False)


# By hand


HALF_PAST, TEN = clock(30), clock(60)


def ask(patrols, point, at=HALF_PAST, actor=None, guard=None, now=TEN):
    return reviews.ask_entry(
        duty=patrols.duty, guard=guard or patrols.guard, checkpoint=point, at=at, reason="二维码被撕",
        actor=actor or patrols.leader.user, now=now,
    )  # fmt: skip


def test_pa_10_an_entry_by_hand_is_asked_for_and_approved_by_somebody_else(patrols, points):
    entry = ask(patrols, points[0])
    assert CheckIn.objects.count() == 0
    reviews.approve_entry(entry=entry, actor=patrols.office, now=clock(70))
    entry.refresh_from_db()
    row = entry.check_in
    assert (row.method, row.at, row.received_at, row.counted, row.flags) == ("manual", clock(30), clock(70), True, [])
    assert DutyTarget.objects.get(duty=patrols.duty, checkpoint=points[0]).first_at == clock(30)
    assert set(Entry.objects.about(entry).values_list("verb", flat=True)) == {
        "manual_entry.asked", "manual_entry.approved",
    }  # fmt: skip


def test_pa_10_neither_the_asker_nor_the_guard_approves(patrols, points):
    entry = ask(patrols, points[0], actor=patrols.office)
    make_office_seat(patrols.squad.station, patrols.guard.user)
    for person in (patrols.office, patrols.guard.user):
        with pytest.raises(NotAllowed) as refusal:
            reviews.approve_entry(entry=entry, actor=person, now=clock(70))
        assert refusal.value.code == "own"


def test_pa_10_a_guard_cannot_ask_and_a_leader_cannot_approve(patrols, points):
    with pytest.raises(NotAllowed):
        ask(patrols, points[0], actor=patrols.guard.user)
    entry = ask(patrols, points[0], actor=patrols.office)
    with pytest.raises(NotAllowed):
        reviews.approve_entry(entry=entry, actor=patrols.leader.user, now=clock(70))


def test_pa_10_so_many_a_month(patrols, points):
    PatrolSettings.objects.create(station=patrols.squad.station, manual_a_month=2)
    first = ask(patrols, points[0])
    ask(patrols, points[1])
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[2])
    assert refusal.value.code == "entry.limit"
    reviews.refuse_entry(entry=first, actor=patrols.office, answer="当时人在岗亭", now=clock(70))
    assert ask(patrols, points[2]).pk


@pytest.mark.parametrize(
    ("minute", "code"), [(-20, "entry.other_time"), (151, "entry.other_time"), (90, "entry.other_time")]
)
def test_pa_10_only_within_the_duty_and_never_ahead(patrols, points, minute, code):
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[0], at=clock(minute))
    assert refusal.value.code == code


def test_pa_10_only_a_point_that_is_owed_and_not_visited(patrols, points, phone):
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, make_checkpoint(patrols.route.area))
    assert refusal.value.code == "entry.not_owed"
    phone.scan(points[0], clock(20))
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[0])
    assert refusal.value.code == "entry.visited"
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[1], guard=make_guard(patrols.squad))
    assert refusal.value.code == "entry.other_guard"


def test_pa_10_a_point_visited_meanwhile_is_not_entered_again(patrols, points, phone):
    entry = ask(patrols, points[0])
    phone.scan(points[0], clock(62))
    with pytest.raises(RuleBroken):
        reviews.approve_entry(entry=entry, actor=patrols.office, now=clock(70))
    assert ManualEntry.objects.get().state == "asked"


def test_pa_10_not_twice_for_one_point(patrols, points):
    ask(patrols, points[0])
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[0], actor=patrols.office)
    assert refusal.value.code == "entry.asked"


def test_pa_10_a_duty_cancelled_or_long_ago_takes_none(patrols, points):
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[0], now=clock(60 * 24 * 40))
    assert refusal.value.code == "entry.too_old"
    PatrolDuty.objects.filter(pk=patrols.duty.pk).update(state=State.CANCELLED, reason="暴雨")
    patrols.duty.refresh_from_db()
    with pytest.raises(RuleBroken) as refusal:
        ask(patrols, points[0])
    assert refusal.value.code == "entry.cancelled"


def test_an_entry_by_hand_makes_no_doubt_about_walking(patrols, points):
    Phone(patrols.guard).scan(points[1], clock(30))
    entry = ask(patrols, points[0], at=clock(30))
    reviews.approve_entry(entry=entry, actor=patrols.office, now=clock(70))
    assert CheckIn.objects.get(method="manual").flags == []
