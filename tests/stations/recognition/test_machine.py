"""Whatever people do in whatever order, the book balances: a machine plays the station against a ledger in Python."""

import itertools
import uuid
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.recognition import actions, anonymous, deeds, keeping, readings, registry, shelf
from stations.recognition.models import Appeal, Deed, LedgerEntry, PointAccount
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget
from stations.recognition.words import Booking, PayoutState, Taken
from tests.factories import make_officer
from tests.factories.recognition import make_reward, make_rule

REFUSED = (RuleBroken, NotAllowed)
PEOPLE, SOURCES = st.integers(0, 2), st.integers(0, 9)


class Station(RuleBasedStateMachine):
    """One station; each run plays in a transaction of its own, rolled back at its end."""

    def __init__(self, shop):
        super().__init__()
        self.shop, self.keys = shop, itertools.count()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scope = in_station(shop.station)
        self.scope.__enter__()
        self.people = [shop.person, shop.desk, make_officer(shop.station, "民警丙").user]
        self.checkers = [shop.chief, shop.deputy]

    def teardown(self):
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def tried(self, verb):
        """A refusal is an answer; anything else breaks the test."""
        try:
            with transaction.atomic():
                return verb()
        except REFUSED:
            return None

    @rule(who=PEOPLE, source=SOURCES, checker=st.integers(0, 1))
    def verified(self, who, source, checker):
        before = actions.balance(self.people[who])
        known = LedgerEntry.objects.filter(source=f"s{source}").exists()
        entry = actions.credit(
            station=self.shop.station, user=self.people[who], act="deed", source=f"s{source}",
            checker=self.checkers[checker],
        )  # fmt: skip
        if known:
            assert actions.balance(self.people[who]) == before
        elif entry:
            assert 0 < entry.points <= 10

    @rule(place=st.integers(0, 20), checker=st.integers(0, 1))
    def booked_back(self, place, checker):
        rows = list(LedgerEntry.objects.select_related("user").order_by("pk"))
        if rows:
            entry = rows[place % len(rows)]
            self.tried(lambda: actions.reverse(entry=entry, actor=self.checkers[checker], reason="x"))

    @rule(place=st.integers(0, 20))
    def appealed(self, place):
        rows = list(LedgerEntry.objects.select_related("user", "station").order_by("pk"))
        if rows:
            entry = rows[place % len(rows)]
            self.tried(lambda: deeds.appeal(actor=entry.user, of=entry, words="x"))

    @rule(place=st.integers(0, 20), checker=st.integers(0, 1), points=st.integers(0, 12), granted=st.booleans())
    def decided(self, place, checker, points, granted):
        rows = list(Appeal.objects.order_by("pk"))
        if rows:
            row = rows[place % len(rows)]
            self.tried(lambda: deeds.decide(
                appeal=row, actor=self.checkers[checker], granted=granted, points=points, answer="x"
            ))  # fmt: skip

    @rule(who=PEOPLE, again=st.booleans())
    def reserved(self, who, again):
        user, key = self.people[who], uuid.UUID(int=next(self.keys) + 1)
        had = actions.balance(user)
        for _time in range(2 if again else 1):
            made = self.tried(lambda: shelf.reserve(reward=self.shop.reward, actor=user, client_id=key))
        if made:
            assert had >= made.points and actions.balance(user) == had - made.points

    @rule(place=st.integers(0, 9), verb=st.sampled_from(["hand_out", "cancel", "lapse"]))
    def ended(self, place, verb):
        rows = list(Reservation.objects.order_by("pk"))
        if not rows:
            return
        row = rows[place % len(rows)]
        if verb == "lapse":
            shelf.lapse(reservation=row, at=row.expires_at)
        else:
            self.tried(lambda: getattr(shelf, verb)(reservation=row, actor=self.shop.chief))

    @rule(counted=st.integers(0, 6))
    def counted(self, counted):
        key = uuid.UUID(int=next(self.keys) + 1)
        told = {
            "reward": self.shop.reward,
            "actor": self.shop.chief,
            "counted": counted,
            "reason": "盘点",
            "key": key,
        }
        self.tried(lambda: shelf.count(**told))

    @rule(yuan=st.integers(-60, 40))
    def granted(self, yuan):
        self.tried(lambda: shelf.grant(
            budget=self.shop.budget, actor=self.shop.chief, yuan=Decimal(yuan), reason="调整",
            key=uuid.UUID(int=next(self.keys) + 1),
        ))  # fmt: skip

    @rule(code=st.sampled_from(["A", "B", "C"]))
    def presented(self, code):
        self.tried(lambda: anonymous.prepare(station=self.shop.station, code=code, actor=self.shop.desk))

    @rule(place=st.integers(0, 5), verb=st.sampled_from(["sign", "withdraw"]), who=st.integers(0, 1))
    def signed(self, place, verb, who):
        rows = list(Payout.objects.order_by("pk"))
        if rows:
            row = rows[place % len(rows)]
            self.tried(lambda: getattr(anonymous, verb)(payout=row, actor=[self.shop.desk, self.shop.chief][who]))

    @precondition(lambda self: LedgerEntry.objects.filter(points__gt=0).exists())
    @rule(who=PEOPLE)
    def lapsed(self, who):
        now, user = timezone.now(), self.people[who]
        had = actions.balance(user)
        entry = actions.expire(user=user, station=self.shop.station, before=now, at=now)
        assert entry is None or (0 < -entry.points <= had)

    @invariant()
    def the_book_balances(self):
        line = readings.balance_line()
        assert line.holds
        assert line.shelf >= 0 and line.held >= 0 and line.free >= 0
        assert line.reserved + line.spent <= line.granted

    @invariant()
    def an_account_is_the_sum_of_its_entries(self):
        kept = dict(PointAccount.objects.values_list("user_id", "balance"))
        for user in self.people:
            assert kept.get(user.pk, 0) == actions.balance(user)

    @invariant()
    def only_booking_back_takes_an_account_below_zero(self):
        for user in self.people:
            sums = 0
            for kind, points in LedgerEntry.objects.filter(user=user).order_by("pk").values_list("kind", "points"):
                sums += points
                if kind in {Booking.REDEEM, Booking.EXPIRY}:
                    assert sums >= 0

    @invariant()
    def caps_hold_but_for_appeals(self):
        for user in self.people:
            rows = LedgerEntry.objects.filter(user=user, act="deed").exclude(kind=Booking.APPEAL)
            assert sum(rows.values_list("points", flat=True)) <= 30

    @invariant()
    def what_waits_is_held(self):
        waiting = Reservation.objects.filter(state=Taken.RESERVED)
        assert Reward.objects.get(pk=self.shop.reward.pk).held == waiting.count()
        promised = Payout.objects.filter(state=PayoutState.PREPARED)
        reserved = sum(row.yuan for row in waiting) + sum(row.yuan for row in promised)
        assert RewardBudget.objects.get(pk=self.shop.budget.pk).reserved == reserved
        paid = Payout.objects.exclude(state=PayoutState.WITHDRAWN).values_list("source", flat=True)
        assert len(set(paid)) == len(paid)

    @invariant()
    def constraints_kept_for_the_commit_hold(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    @rule()
    def night(self):
        keeping.keep(station=self.shop.station, at=timezone.now())

    @rule()
    def nothing_is_double(self):
        sources = list(LedgerEntry.objects.values_list("source", flat=True))
        assert len(set(sources)) == len(sources) and not Deed.objects.filter(state="verified").exists()


@pytest.mark.django_db
def test_the_book_balances_whatever_is_done(shop, monkeypatch):
    make_rule(shop.station, "clue", 10, anonymous_yuan=Decimal(40))
    shop.reward = make_reward(shop.station, shop.chief, items=2, points=15, yuan=Decimal(15))
    shelf.grant(budget=shop.budget, actor=shop.chief, yuan=Decimal(-900), reason="少", key=uuid.uuid4())
    codes = registry.Earner(
        "test", lambda since: [], lambda code: registry.Presented(f"digest-{code}", "clue", registry.Answer(True))
    )
    monkeypatch.setattr(registry, "_earners", {"test": codes})
    run_state_machine_as_test(
        lambda: Station(shop),
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
