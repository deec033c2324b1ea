"""Two at once: the last item, the same reservation at two desks, one source, one cap, one code."""

import threading
import uuid
from decimal import Decimal

import pytest
from django.db import connection

from stations.kit.again import again
from stations.kit.answer import YES, NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.recognition import actions, anonymous, readings, registry, shelf
from stations.recognition.models import Deed, LedgerEntry
from stations.recognition.models_rewards import Payout, Reservation, Reward
from tests.factories import make_cast, make_officer
from tests.factories.recognition import (
    give_points,
    keep_points,
    make_budget,
    make_reservation,
    make_reward,
    make_rule,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    made = make_cast()
    made.people = [make_officer(made.station, f"队员{number}").user for number in range(6)]
    keep_points(made.station)
    make_budget(made.station, made.chief.user)
    return made


def at_once(station, *verbs):
    """All verbs at the same moment, each in a thread of its own; returns results and refusals."""
    gate, done, refused, failed = threading.Barrier(len(verbs)), [], [], []

    def run(verb):
        try:
            gate.wait()
            with in_station(station):
                done.append(again(verb))
        except (RuleBroken, NotAllowed) as refusal:
            refused.append(refusal.code)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    return done, refused


def test_of_six_who_want_the_last_item_one_gets_it_and_the_others_read_that_it_has_gone(house):
    reward = make_reward(house.station, house.chief.user, items=1)
    for user in house.people:
        give_points(user, 20)
    wanted = [
        lambda user=user: shelf.reserve(reward=reward, actor=user, client_id=uuid.uuid4()) for user in house.people
    ]
    done, refused = at_once(house.station, *wanted)
    assert (len(done), refused) == (1, ["gone"] * 5)
    with in_station(house.station):
        assert Reward.objects.get().shelf == 0 and readings.balance_line().holds
        assert sorted(actions.balance(user) for user in house.people) == [0, 20, 20, 20, 20, 20]


def test_one_page_sent_by_two_taps_at_once_is_one_reservation(house):
    reward, key, user = make_reward(house.station, house.chief.user), uuid.uuid4(), house.people[0]
    give_points(user, 60)
    done, refused = at_once(
        house.station, *[lambda: shelf.reserve(reward=reward, actor=user, client_id=key) for _tap in range(3)]
    )
    assert (len({row.pk for row in done}), refused) == (1, [])
    with in_station(house.station):
        assert actions.balance(user) == 40


def test_points_for_one_are_not_spent_on_two(house):
    rewards, user = [make_reward(house.station, house.chief.user) for _kind in range(3)], house.people[0]
    give_points(user, 20)
    done, refused = at_once(
        house.station,
        *[lambda row=row: shelf.reserve(reward=row, actor=user, client_id=uuid.uuid4()) for row in rewards],
    )
    assert (len(done), refused) == (1, ["too_few"] * 2)


def test_two_desks_hand_one_reservation_out_once(house):
    held = make_reservation(house.people[0], make_reward(house.station, house.chief.user))
    desks = [house.desk.user, house.chief.user, house.deputy.user]
    done, refused = at_once(
        house.station, *[lambda actor=actor: shelf.hand_out(reservation=held, actor=actor) for actor in desks]
    )
    assert (len(done), refused) == (1, ["handed"] * 2)


def test_handing_out_and_lapsing_at_once_is_one_of_both(house):
    held = make_reservation(house.people[0], make_reward(house.station, house.chief.user))
    at_once(
        house.station, lambda: shelf.hand_out(reservation=held, actor=house.desk.user),
        lambda: shelf.lapse(reservation=held, at=held.expires_at),
    )  # fmt: skip
    with in_station(house.station):
        row = Reservation.objects.get()
        assert row.state in {"handed", "lapsed"} and readings.balance_line().holds
        assert actions.balance(row.user) == (0 if row.state == "handed" else 20)


def test_two_checkers_verify_at_once_and_the_source_pays_once(house):
    make_rule(house.station)
    checkers = [house.chief.user, house.deputy.user] * 3
    at_once(house.station, *[
        lambda checker=checker: actions.credit(
            station=house.station, user=house.people[0], act="deed", source="clue:x", checker=checker
        )
        for checker in checkers
    ])  # fmt: skip
    with in_station(house.station):
        assert LedgerEntry.objects.get().points == 10


def test_the_cap_of_a_month_holds_for_many_sources_at_once(house):
    make_rule(house.station, monthly_cap=25)
    at_once(house.station, *[
        lambda number=number: actions.credit(
            station=house.station, user=house.people[0], act="deed", source=f"s{number}", checker=house.chief.user
        )
        for number in range(6)
    ])  # fmt: skip
    with in_station(house.station):
        assert actions.balance(house.people[0]) == 25
        assert (LedgerEntry.objects.count(), Deed.objects.filter(refusal="cap").count()) == (3, 3)


def test_a_code_presented_at_two_desks_at_once_is_paid_once(house, monkeypatch):
    make_rule(house.station, "clue", anonymous_yuan=Decimal(100))
    earner = registry.Earner("test", lambda since: [], lambda code: registry.Presented("digest", "clue", YES))
    monkeypatch.setattr(registry, "_earners", {"test": earner})
    done, refused = at_once(house.station, *[
        lambda actor=actor: anonymous.prepare(station=house.station, code="ABC", actor=actor)
        for actor in (house.desk.user, house.chief.user, house.deputy.user)
    ])  # fmt: skip
    assert (len(done), refused) == (1, ["paid"] * 2)
    with in_station(house.station):
        assert Payout.objects.count() == 1 and readings.balance_line().reserved == 100
