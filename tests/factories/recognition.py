"""Points, rewards and budgets in one line each."""

import datetime
import itertools
import uuid
from decimal import Decimal

from django.utils import timezone

from stations.kit.scoping import in_station
from stations.organisation.models import Station, User
from stations.recognition import actions, deeds, shelf
from stations.recognition.models import Deed, LedgerEntry, Pattern, PointRule, RecognitionSettings
from stations.recognition.models_rewards import Payout, Reservation, Reward, RewardBudget

_numbers = itertools.count(1)
# Points were on before anything the tests verify.
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def keep_points(station: Station, **values) -> RecognitionSettings:
    """The station keeps points and pays anonymous givers."""
    values = {"points": True, "anonymous": True, "points_since": LONG_AGO} | values
    with in_station(station):
        return RecognitionSettings.objects.update_or_create(station=station, defaults=values)[0]


def make_rule(station: Station, act: str = "deed", points: int = 10, **values) -> PointRule:
    """What an act is worth."""
    with in_station(station):
        return PointRule.objects.create(station=station, act=act, points=points, **{"label": "守望相助"} | values)


def give_points(user: User, points: int, station: Station | None = None, **values) -> LedgerEntry:
    """Points earned earlier."""
    station = station or user.home_station
    values = {"act": "deed", "source": f"made:{next(_numbers)}", "at": timezone.now()} | values
    with in_station(station):
        return LedgerEntry.objects.create(station=station, user=user, points=points, **values)


def make_budget(station: Station, actor: User, yuan: int = 1000, **values) -> RewardBudget:
    """The budget of this year and the next."""
    day = timezone.localdate()
    values = {
        "name": "年度奖励经费", "start": day.replace(month=1, day=1), "end": datetime.date(day.year + 2, 1, 1),
        "yuan": Decimal(yuan), "key": uuid.uuid4(),
    } | values  # fmt: skip
    with in_station(station):
        return shelf.save_budget(station=station, actor=actor, **values)


def make_reward(station: Station, actor: User, items: int = 3, **values) -> Reward:
    """A reward with some on the shelf."""
    values = {
        "name": f"雨伞{next(_numbers)}", "points": 20, "yuan": Decimal(15), "start": datetime.date(2020, 1, 1)
    } | values  # fmt: skip
    with in_station(station):
        reward = shelf.save_reward(station=station, actor=actor, **values)
        if items:
            shelf.bring_in(reward=reward, actor=actor, items=items, key=uuid.uuid4())
        reward.refresh_from_db()
        return reward


def make_reservation(user: User, reward: Reward, **values) -> Reservation:
    """A reservation that waits at the desk."""
    with in_station(reward.station):
        if actions.balance(user) < reward.points:
            give_points(user, reward.points)
        return shelf.reserve(reward=reward, actor=user, client_id=uuid.uuid4(), **values)


def furnish(world) -> None:
    """For the tests that walk every door: points are kept, and there is one of everything.

    The giver of the world's protected clue was paid, appeals, and waits for a reward: nothing may name them (SE-31).
    """
    station, now = world.station, timezone.now()
    chief, member, giver = world.people["chief"], world.people["member"], world.objects["clue"].giver.user
    deputy, desk = world.people["commander"], world.people["desk"]
    keep_points(station)
    rule = make_rule(station)
    reward = make_reward(station, chief, items=9)
    budget = make_budget(station, chief)
    paid = give_points(giver, 40, act="clue-person", protected=True, checker=chief)
    made = {"station": station, "act": rule.act, "proposed_at": now, "done_at": now}
    refused = {"state": "refused", "refusal": "words", "checker": deputy, "checked_at": now}
    pattern = Pattern.objects.create(station=station, kind="burst", key="burst:1", user=member, found_at=now)
    entry = give_points(member, 40, checker=deputy)
    pattern.entries.add(entry)
    world.objects |= {
        "reward": reward, "reward_budget": budget, "own_entry": entry, "point_pattern": pattern,
        "own_refusal": Deed.objects.create(user=member, source="deed:1", words="协助", **made, **refused),
        "deed": Deed.objects.create(user=member, source="deed:2", words="协助", proposed_by=desk, **made),
        "own_reservation": shelf.reserve(reward=reward, actor=member, client_id=uuid.uuid4()),
        "point_appeal": deeds.appeal(actor=giver, of=paid, words="应当更多"),
        "payout": Payout.objects.create(
            station=station, source="digest", act="clue", yuan=5, budget=budget, prepared_by=desk, prepared_at=now
        ),
    }  # fmt: skip
    shelf.reserve(reward=reward, actor=giver, client_id=uuid.uuid4())
