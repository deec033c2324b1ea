"""Talks and recovered losses: never counted twice, and never by one person alone."""

import threading
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from community.partners import actions, indicators, losses
from community.partners.models_demands import PreventionTalk, RecoveredLoss
from community.partners.words import LossState
from stations.indicators.periods import STATION, Period
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.training.models import Attendance, Course, Sitting
from tests.factories import make_cast, make_person
from tests.factories.partners import (
    give_back,
    hold,
    make_demand,
    make_joint_meeting,
    make_loss,
    make_resolution,
    make_talk,
)
from tests.factories.pictures import jpeg

DAY = timedelta(days=1)


def refused(verb):
    with pytest.raises(RuleBroken) as refusal:
        verb()
    return refusal.value.code


def make_sitting(station, came: int = 0, **fields):
    """A sitting for merchants, held today."""
    course, _new = Course.objects.get_or_create(station=station, title="商户反诈课", audience="merchants")
    now = timezone.now()
    told = {"starts_at": now, "ends_at": now + timedelta(hours=1), "state": "held"} | fields
    row = Sitting.objects.create(station=station, course=course, place="大厅", **told)
    for _one in range(came):
        Attendance.objects.create(
            station=station, sitting=row, user=make_person(station), attended_at=now, method="desk"
        )
    return row


@pytest.mark.django_db
class TestTalks:
    def test_one_form_and_one_talk_are_on_record_once(self, mall):
        key = uuid.uuid4()
        rows = {make_talk(mall.station, mall.beat, client_id=key, topic="反诈").pk for _time in range(2)}
        assert len(rows) == 1
        assert refused(lambda: make_talk(mall.station, mall.beat, topic="反诈")) == "twice"

    def test_a_talk_that_was_a_sitting_counts_once_with_all_its_heads(self, mall):
        sitting = make_sitting(mall.station, came=3)
        make_sitting(mall.station, came=2)
        month = Period.month(timezone.localdate())
        assert (indicators.talks(mall.station, STATION, month), indicators.people(mall.station, STATION, month)) == (
            2, 5,
        )  # fmt: skip
        assert refused(lambda: make_talk(mall.station, mall.beat, sitting=sitting, people=2)) == "fewer"
        make_talk(mall.station, mall.beat, sitting=sitting, people=40)
        make_talk(mall.station, mall.beat, people=10)
        assert (indicators.talks(mall.station, STATION, month), indicators.people(mall.station, STATION, month)) == (
            3, 52,
        )  # fmt: skip
        assert refused(lambda: make_talk(mall.station, mall.beat, sitting=sitting, people=41)) == "sitting_taken"

    def test_struck_out_it_counts_no_more_and_may_be_entered_anew(self, mall):
        talk = make_talk(mall.station, mall.beat, topic="反诈")
        with pytest.raises(NotAllowed):
            actions.strike_talk(talk=talk, reason="错", actor=mall.stranger.user)
        actions.strike_talk(talk=talk, reason="重复登记", actor=mall.beat.user)
        assert not PreventionTalk.objects.counted().exists()
        make_talk(mall.station, mall.beat, topic="反诈")
        assert indicators.talks(mall.station, STATION, Period.month(timezone.localdate())) == 1

    def test_it_has_happened(self, mall):
        assert refused(lambda: make_talk(mall.station, mall.beat, held_on=timezone.localdate() + DAY)) == "ahead"


@pytest.mark.django_db
class TestLosses:
    def test_it_counts_when_a_second_person_has_verified_it(self, mall):
        month, chief = Period.month(timezone.localdate()), mall.cast.chief.user
        loss = give_back(make_loss(mall.station, mall.beat.user, enterprise=mall.shop, unit=""), mall.beat.user)
        assert indicators.losses(mall.station, STATION, month) == 0
        for somebody in (mall.beat.user, mall.stranger.user):
            with pytest.raises(NotAllowed):
                losses.verify(loss=loss, actor=somebody)
        assert losses.verify(loss=loss, actor=chief).state == LossState.VERIFIED
        assert indicators.losses(mall.station, STATION, month) == 3600

    def test_who_gave_it_back_does_not_verify_it_either(self, mall):
        loss = give_back(make_loss(mall.station, mall.beat.user), mall.cast.chief.user)
        with pytest.raises(NotAllowed):
            losses.verify(loss=loss, actor=mall.cast.chief.user)
        assert losses.verify(loss=loss, actor=mall.cast.deputy.user).verified_by == mall.cast.deputy.user

    def test_the_database_refuses_what_one_person_verified(self, mall):
        loss = give_back(make_loss(mall.station, mall.beat.user), mall.beat.user)
        with pytest.raises(IntegrityError), transaction.atomic():
            RecoveredLoss.objects.filter(pk=loss.pk).update(
                state="verified", verified_by=mall.beat.user, verified_at=timezone.now()
            )

    def test_without_a_receipt_nothing_is_given_back(self, mall):
        loss = make_loss(mall.station, mall.beat.user)
        told = {"loss": loss, "given_back_on": timezone.localdate(), "actor": mall.beat.user}
        assert refused(lambda: losses.give_back(**told)) == "no_receipt"
        row = losses.give_back(scan=("收条.jpg", jpeg("red")), **told)
        assert row.receipt.purpose == "recovered-loss" and row.state == LossState.GIVEN_BACK

    def test_sent_back_it_is_corrected_and_given_anew(self, mall):
        loss = give_back(make_loss(mall.station, mall.beat.user), mall.beat.user)
        with pytest.raises(NotAllowed):
            losses.correct(loss=loss, actor=mall.beat.user, amount=Decimal(1))
        losses.send_back(loss=loss, reason="金额不符", actor=mall.cast.chief.user)
        loss = losses.correct(loss=loss, actor=mall.beat.user, amount=Decimal("360.00"))
        assert (loss.amount, loss.state) == (Decimal("360.00"), LossState.RECORDED)

    def test_nobody_corrects_what_another_recorded_and_then_verifies_it(self, mall):
        loss = make_loss(mall.station, mall.beat.user)
        for somebody in (mall.cast.chief.user, mall.stranger.user):
            with pytest.raises(NotAllowed):
                losses.correct(loss=loss, actor=somebody, amount=Decimal(99999))
        loss.refresh_from_db()
        assert loss.amount == Decimal(3600)

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"amount": Decimal(0)}, "amount"), ({"unit": ""}, "no_owner"), ({"reference": ""}, "no_reference"),
            ({"recovered_on": timezone.localdate() + DAY}, "ahead"),
        ],
    )  # fmt: skip
    def test_what_does_not_hold_is_refused(self, mall, told, code):
        assert refused(lambda: make_loss(mall.station, mall.beat.user, **told)) == code

    def test_sent_twice_it_is_one(self, mall):
        key = uuid.uuid4()
        assert len({make_loss(mall.station, mall.beat.user, client_id=key).pk for _time in range(2)}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_verify_at_the_same_moment_are_one():
    cast = make_cast()
    loss = give_back(make_loss(cast.station, cast.officer.user), cast.officer.user)
    won, lost, gate = [], [], threading.Barrier(2)

    def verify(who):
        try:
            gate.wait(10)
            with in_station(cast.station):
                won.append(losses.verify(loss=loss, actor=who).verified_by)
        except RuleBroken as refusal:
            lost.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=verify, args=(who.user,)) for who in (cast.chief, cast.deputy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_station(cast.station):
        found = RecoveredLoss.objects.get()
    assert (len(won), lost) == (1, ["wrong_state"]) and found.verified_by == won[0]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_at_the_same_moment_is_one_demand():
    cast = make_cast()
    key, made, gate = uuid.uuid4(), [], threading.Barrier(4)
    with in_station(cast.station):
        actions.install_kinds(station=cast.station)
        kind = actions.DemandKind.objects.first()

    def send():
        try:
            gate.wait(10)
            made.append(make_demand(cast.station, kind, client_id=key).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _sender in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and len(set(made)) == 1


@pytest.mark.django_db
class TestFigures:
    def test_meetings_and_resolutions_in_time_against_a_count_by_hand(self, mall):
        leader, today = mall.liaison.user, timezone.localdate()
        meeting = hold(make_joint_meeting(mall.series, leader), leader)
        rows = [make_resolution(meeting, leader, mall.beat, words=f"事项{n}") for n in range(4)]
        past = today - 3 * DAY
        for number, done in enumerate((past, past + 2 * DAY, None, None)):
            state = {"state": "done", "done_on": done, "result": "办"} if done else {}
            rows[number].__class__.objects.filter(pk=rows[number].pk).update(first_due=past, **state)
        rows[3].__class__.objects.filter(pk=rows[3].pk).update(state="dropped", drop_reason="不办")
        period = Period(today - 30 * DAY, today + 30 * DAY)
        assert indicators.meetings(mall.station, STATION, period) == 1
        # In time: one of three, the dropped one left out.
        assert round(float(indicators.resolutions_in_time(mall.station, STATION, period)), 1) == 33.3

    def test_demands_in_time_against_a_count_by_hand(self, mall):
        today, now = timezone.localdate(), timezone.now()
        rows = [make_demand(mall.station, mall.kind, mall.building, words=f"诉求{n}") for n in range(4)]
        past = today - 5 * DAY
        for row, told in zip(rows, (past, past + DAY, None, None), strict=True):
            at = now.replace(year=told.year, month=told.month, day=told.day) if told else None
            row.__class__.objects.filter(pk=row.pk).update(first_due=past, first_answered_at=at)
        period = Period(today - 30 * DAY, today + DAY)
        assert indicators.demands(mall.station, STATION, period) == 4
        assert float(indicators.demands_in_time(mall.station, STATION, period)) == 25.0
