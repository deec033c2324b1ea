"""The book balances: sources pay once, caps hold, accounts fall below zero by booking back alone."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.utils import timezone

from stations.kit.answer import YES, NotAllowed, RuleBroken, no
from stations.recognition import actions, deeds, keeping, readings, registry, shelf
from stations.recognition.models import Deed, LedgerEntry, PointAccount
from stations.recognition.models_rewards import Reservation, Reward, RewardBudget, RewardEntry
from stations.recognition.words import Booking, Movement, Taken
from tests.factories import make_officer
from tests.factories.recognition import give_points, make_reservation

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def pay(shop, source, **told):
    told = {"checker": shop.chief, "act": "deed", "user": shop.person} | told
    return actions.credit(station=shop.station, source=source, **told)


class TestEarning:
    def test_an_account_is_what_its_entries_add_up_to(self, shop):
        pay(shop, "a"), pay(shop, "b")
        assert PointAccount.objects.get(user=shop.person).balance == actions.balance(shop.person) == 20

    def test_many_rows_at_once_are_all_in_the_account(self, shop):
        rows = [
            LedgerEntry(
                station=shop.station, user=shop.person, points=n, act="deed", source=f"x{n}", at=timezone.now()
            )
            for n in (1, 2, 3)
        ]
        LedgerEntry.objects.bulk_create(rows)
        assert PointAccount.objects.get(user=shop.person).balance == 6

    def test_two_checkers_of_one_thing_pay_once(self, shop):
        assert pay(shop, "a") == pay(shop, "a", checker=shop.deputy)
        assert actions.balance(shop.person) == 10

    def test_nobody_is_paid_for_what_they_checked_themselves(self, shop):
        assert pay(shop, "a", checker=shop.person) is None

    def test_what_a_cap_refused_is_written_down_and_paid_by_no_second_try(self, shop):
        assert [bool(pay(shop, name)) for name in "abcd"] == [True, True, True, False]
        assert Deed.objects.get(source="d").refusal == "cap"
        next_month = timezone.now() + 40 * DAY
        assert pay(shop, "d", at=next_month) is None and Deed.objects.count() == 1

    def test_somebody_whom_every_room_refuses_earns_nothing(self, shop, monkeypatch):
        monkeypatch.setitem(registry._may_earn, "test", lambda user: no("left"))
        assert pay(shop, "a") is None
        monkeypatch.setitem(registry._may_earn, "other", lambda user: YES)
        assert pay(shop, "a")

    def test_somebody_of_another_station_earns_nothing_here(self, shop):
        assert pay(shop, "a", user=shop.cast.chief2.user) is None

    def test_an_account_can_not_be_written_by_hand(self, shop):
        pay(shop, "a")
        for statement in (
            "UPDATE stations_pointaccount SET balance = 500",
            "DELETE FROM stations_pointaccount",
            "UPDATE stations_reward SET shelf = 99",
            "UPDATE stations_rewardbudget SET free = 99, granted = 99",
            "UPDATE stations_rewardentry SET spent = 99",
        ):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


class TestExchanging:
    def test_points_item_and_yuan_move_together(self, shop):
        held = make_reservation(shop.person, shop.reward)
        shop.reward.refresh_from_db(), shop.budget.refresh_from_db()
        assert (actions.balance(shop.person), shop.reward.shelf, shop.reward.held) == (0, 2, 1)
        assert (shop.budget.free, shop.budget.reserved) == (985, 15)
        shelf.hand_out(reservation=held, actor=shop.desk)
        shop.reward.refresh_from_db(), shop.budget.refresh_from_db()
        assert (shop.reward.held, shop.reward.given, shop.budget.spent) == (0, 1, 15)
        line = readings.balance_line()
        assert line.holds and (line.issued, line.people, line.exchanged) == (20, 0, 20)

    def test_the_same_page_sent_twice_is_one_reservation(self, shop):
        give_points(shop.person, 100)
        key = uuid.uuid4()
        first = shelf.reserve(reward=shop.reward, actor=shop.person, client_id=key)
        assert shelf.reserve(reward=shop.reward, actor=shop.person, client_id=key) == first
        give_points(shop.deputy, 100)
        with pytest.raises(RuleBroken):
            shelf.reserve(reward=shop.reward, actor=shop.deputy, client_id=key)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"points": 0}, "too_few"),
            ({"end": datetime.date(2021, 1, 1)}, "not_offered"),
            ({"yuan": 9999}, "budget"),
            ({"per_person": 1}, "enough"),
            ({"shelf": 0}, "gone"),
        ],
    )  # fmt: skip
    def test_what_can_not_be_had_says_why(self, shop, change, code):
        if code == "enough":
            make_reservation(shop.person, shop.reward)
        if code == "gone":
            shelf.count(reward=shop.reward, actor=shop.chief, counted=0, reason="清点", key=uuid.uuid4())
        elif code != "too_few":
            Reward.objects.filter(pk=shop.reward.pk).update(**change)
        give_points(shop.person, 19 if code == "too_few" else 100)
        shop.reward.refresh_from_db()
        with pytest.raises(RuleBroken) as refusal:
            shelf.reserve(reward=shop.reward, actor=shop.person, client_id=uuid.uuid4())
        assert refusal.value.code == code

    def test_nobody_hands_out_for_themselves_and_only_at_the_desk(self, shop):
        own = make_reservation(shop.desk, shop.reward)
        for actor in (shop.desk, shop.person):
            with pytest.raises(NotAllowed):
                shelf.hand_out(reservation=own, actor=actor)

    def test_what_was_handed_out_is_not_handed_out_again(self, shop):
        held = make_reservation(shop.person, shop.reward)
        shelf.hand_out(reservation=held, actor=shop.desk)
        with pytest.raises(NotAllowed) as refusal:
            shelf.hand_out(reservation=held, actor=shop.chief)
        assert refusal.value.code == "handed"

    def test_what_nobody_comes_for_lapses_and_the_points_come_back(self, shop):
        held = make_reservation(shop.person, shop.reward)
        assert shelf.lapse_overdue(station=shop.station, at=held.expires_at - DAY) == 0
        assert shelf.lapse_overdue(station=shop.station, at=held.expires_at) == 1
        assert shelf.lapse_overdue(station=shop.station, at=held.expires_at) == 0
        shop.reward.refresh_from_db(), shop.budget.refresh_from_db(), held.refresh_from_db()
        assert (actions.balance(shop.person), shop.reward.shelf, shop.budget.free) == (20, 3, 1000)
        assert held.state == Taken.LAPSED and readings.balance_line().holds

    def test_points_cannot_move_without_goods(self, shop):
        entry = {"station": shop.station, "user": shop.person, "act": "reward", "at": timezone.now()}
        give_points(shop.person, 50)
        with pytest.raises(Error), transaction.atomic():
            LedgerEntry.objects.create(points=-20, source="x", kind=Booking.REDEEM, **entry)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_goods_cannot_move_for_other_points(self, shop):
        give_points(shop.person, 50)
        entry = {"station": shop.station, "user": shop.person, "act": "reward", "at": timezone.now()}
        with pytest.raises(Error), transaction.atomic():
            made = LedgerEntry.objects.create(points=-20, source="x", kind=Booking.REDEEM, **entry)
            RewardEntry.objects.create(
                station=shop.station, kind=Movement.RESERVE, source="y", reward=shop.reward, shelf=-1, held=1,
                entry=made, points=5, at=timezone.now(),
            )  # fmt: skip

    def test_an_exchange_never_takes_an_account_below_zero_even_by_raw_rows(self, shop):
        with pytest.raises(Error), transaction.atomic():
            LedgerEntry.objects.create(
                station=shop.station, user=shop.person, points=-1, source="x", act="reward", at=timezone.now(),
                kind=Booking.REDEEM,
            )  # fmt: skip


class TestBookingBack:
    def test_after_an_exchange_the_account_falls_below_zero_and_nothing_is_exchanged_or_handed_out(self, shop):
        entries = [pay(shop, name) for name in "abc"]
        held = shelf.reserve(reward=shop.reward, actor=shop.person, client_id=uuid.uuid4())
        for entry in entries:
            actions.reverse(entry=entry, actor=shop.deputy, reason="核实有误")
        assert actions.balance(shop.person) == -20
        with pytest.raises(RuleBroken) as refusal:
            shelf.reserve(reward=shop.reward, actor=shop.person, client_id=uuid.uuid4())
        assert refusal.value.code == "below_zero"
        with pytest.raises(NotAllowed) as refused:
            shelf.hand_out(reservation=held, actor=shop.desk)
        assert refused.value.code == "below_zero"
        shelf.cancel(reservation=held, actor=shop.desk)
        assert actions.balance(shop.person) == 0 and readings.balance_line().holds

    def test_nobody_books_back_for_themselves(self, shop):
        entry = pay(shop, "a", user=shop.chief, checker=shop.deputy)
        with pytest.raises(NotAllowed):
            actions.reverse(entry=entry, actor=shop.chief, reason="x")

    def test_an_exchange_is_ended_not_booked_back(self, shop):
        held = make_reservation(shop.person, shop.reward)
        with pytest.raises(RuleBroken):
            actions.reverse(entry=held.entry, actor=shop.chief, reason="x")


class TestAppeals:
    def test_a_booking_back_is_appealed_and_granted_by_somebody_else(self, shop):
        back = actions.reverse(entry=pay(shop, "a"), actor=shop.chief, reason="核实有误")
        made = deeds.appeal(actor=shop.person, of=back, words="当时有录像")
        with pytest.raises(NotAllowed) as refusal:
            deeds.decide(appeal=made, actor=shop.chief, granted=True, points=10, answer="属实")
        assert refusal.value.code == "own_check"
        deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=10, answer="属实")
        assert actions.balance(shop.person) == 10
        given = LedgerEntry.objects.get(kind=Booking.APPEAL)
        with pytest.raises(RuleBroken):
            actions.reverse(entry=given, actor=shop.chief, reason="x")
        with pytest.raises(NotAllowed):
            deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=10, answer="再来")

    def test_it_is_made_within_seven_days_once_by_the_person(self, shop):
        entry = pay(shop, "a")
        with pytest.raises(RuleBroken) as late:
            deeds.appeal(actor=shop.person, of=entry, words="x", at=entry.at + 7 * DAY)
        with pytest.raises(RuleBroken) as other:
            deeds.appeal(actor=shop.deputy, of=entry, words="x")
        deeds.appeal(actor=shop.person, of=entry, words="x", at=entry.at + 7 * DAY - DAY / 1000)
        made = deeds.appeal(actor=shop.person, of=entry, words="x")
        assert made == entry.appeal
        with pytest.raises(RuleBroken) as again:
            deeds.appeal(actor=shop.person, of=entry, words="y")
        assert [one.value.code for one in (late, other, again)] == ["too_late", "own_only", "appealed"]

    def test_what_a_cap_refused_can_be_granted_above_it(self, shop):
        for name in "abcd":
            pay(shop, name)
        made = deeds.appeal(actor=shop.person, of=Deed.objects.get(source="d"), words="当月确有四次")
        with pytest.raises(RuleBroken):
            deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=11, answer="x")
        deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=10, answer="属实")
        assert actions.balance(shop.person) == 40

    def test_refused_brings_nothing_and_says_why(self, shop):
        made = deeds.appeal(actor=shop.person, of=pay(shop, "a"), words="x")
        with pytest.raises(RuleBroken):
            deeds.decide(appeal=made, actor=shop.deputy, granted=False, answer=" ")
        done = deeds.decide(appeal=made, actor=shop.deputy, granted=False, answer="符合规定")
        assert (done.state, done.points, actions.balance(shop.person)) == ("refused", 0, 10)


class TestActsPutForward:
    @pytest.fixture
    def deed(self, shop):
        return deeds.propose(
            station=shop.station, actor=shop.desk, user=shop.person, rule=shop.rule, words="劝阻打架",
            done_at=timezone.now(), key=uuid.uuid4(), place="雅宝路8号",
        )  # fmt: skip

    def test_they_bring_nothing_until_somebody_else_verifies(self, shop, deed):
        assert actions.balance(shop.person) == 0
        deeds.verify(deed=deed, actor=shop.chief)
        entry = LedgerEntry.objects.get()
        assert (entry.points, entry.checker, entry.place, entry.done_at) == (10, shop.chief, deed.place, deed.done_at)
        with pytest.raises(NotAllowed):
            deeds.verify(deed=deed, actor=shop.deputy)

    def test_nobody_puts_forward_or_checks_for_themselves(self, shop):
        told = {"station": shop.station, "rule": shop.rule, "words": "x", "done_at": timezone.now()}
        with pytest.raises(NotAllowed):
            deeds.propose(actor=shop.chief, user=shop.chief, key=uuid.uuid4(), **told)
        own = deeds.propose(actor=shop.chief, user=shop.person, key=uuid.uuid4(), **told)
        for_me = deeds.propose(actor=shop.desk, user=shop.chief, key=uuid.uuid4(), **told)
        for row in (own, for_me):
            with pytest.raises(NotAllowed):
                deeds.verify(deed=row, actor=shop.chief)
            with pytest.raises(NotAllowed):
                deeds.refuse(deed=row, actor=shop.chief, reason="x")
        with pytest.raises(NotAllowed):
            deeds.verify(deed=own, actor=shop.desk)

    def test_a_refusal_says_why_and_may_be_appealed(self, shop, deed):
        with pytest.raises(RuleBroken):
            deeds.refuse(deed=deed, actor=shop.chief, reason=" ")
        done = deeds.refuse(deed=deed, actor=shop.chief, reason="无记录")
        made = deeds.appeal(actor=shop.person, of=done, words="有同事在场")
        deeds.decide(appeal=made, actor=shop.deputy, granted=True, points=10, answer="属实")
        assert actions.balance(shop.person) == 10

    def test_above_the_cap_they_are_refused_with_that_reason(self, shop, deed):
        for name in "abc":
            pay(shop, name)
        done = deeds.verify(deed=deed, actor=shop.chief)
        assert (done.state, done.refusal, Deed.objects.count()) == ("refused", "cap", 1)


class TestLapsing:
    def test_points_lapse_by_the_month_where_the_station_says_so(self, shop):
        now = timezone.now()
        give_points(shop.person, 50, at=now - 800 * DAY)
        give_points(shop.person, 5, at=now - 10 * DAY)
        assert keeping.expire_old(station=shop.station, at=now) == 0
        actions.set_up(station=shop.station, actor=shop.chief, expire_months=24)
        assert keeping.expire_old(station=shop.station, at=now) == 1
        assert keeping.expire_old(station=shop.station, at=now) == 0
        assert actions.balance(shop.person) == 5

    def test_what_was_used_was_the_oldest(self, shop):
        now = timezone.now()
        give_points(shop.person, 50, at=now - 800 * DAY)
        make_reservation(shop.person, shop.reward)
        give_points(shop.person, 5)
        actions.set_up(station=shop.station, actor=shop.chief, expire_months=24)
        keeping.expire_old(station=shop.station, at=now)
        assert actions.balance(shop.person) == 5


class TestShelf:
    def test_a_count_books_the_difference_with_its_reason(self, shop):
        make_reservation(shop.person, shop.reward)
        key = uuid.uuid4()
        for _twice in range(2):
            moved = shelf.count(reward=shop.reward, actor=shop.chief, counted=2, reason="破损一把", key=key)
        assert (moved.items_in, RewardEntry.objects.filter(kind=Movement.COUNT).count()) == (-1, 1)
        with pytest.raises(RuleBroken):
            shelf.count(reward=shop.reward, actor=shop.chief, counted=0, reason="x", key=uuid.uuid4())
        assert readings.balance_line().holds

    def test_only_what_is_free_of_a_budget_is_taken_back(self, shop):
        make_reservation(shop.person, shop.reward)
        take = {"budget": shop.budget, "actor": shop.chief, "reason": "调减"}
        with pytest.raises(RuleBroken):
            shelf.grant(yuan=Decimal(-986), key=uuid.uuid4(), **take)
        shelf.grant(yuan=Decimal(-985), key=uuid.uuid4(), **take)
        assert RewardBudget.objects.get().free == 0

    def test_two_budgets_do_not_hold_on_one_day(self, shop):
        with pytest.raises(RuleBroken):
            shelf.save_budget(
                station=shop.station, actor=shop.chief, name="x", start=timezone.localdate(), yuan=Decimal(1),
                end=timezone.localdate() + DAY, key=uuid.uuid4(),
            )  # fmt: skip

    def test_only_the_leadership_keeps_it(self, shop):
        officer = make_officer(shop.station, "民警丁").user
        with pytest.raises(NotAllowed):
            shelf.bring_in(reward=shop.reward, actor=officer, items=1, key=uuid.uuid4())
        with pytest.raises(NotAllowed):
            shelf.grant(budget=shop.budget, actor=officer, yuan=Decimal(1), reason="x", key=uuid.uuid4())

    def test_a_cancelled_reservation_is_not_handed_out(self, shop):
        held = make_reservation(shop.person, shop.reward)
        shelf.cancel(reservation=held, actor=shop.person)
        with pytest.raises(NotAllowed):
            shelf.hand_out(reservation=held, actor=shop.desk)
        shelf.cancel(reservation=held, actor=shop.person)
        assert Reservation.objects.get().state == Taken.CANCELLED
        assert actions.balance(shop.person) == held.points and readings.balance_line().holds
