"""Figures of points by hand: what was booked, exchanged and spent, by the station's own midnights."""

import uuid
from datetime import date, datetime

import pytest
from django.utils import timezone

from stations.indicators import registry
from stations.indicators.periods import Period, Scope
from stations.kit.answer import YES
from stations.recognition import actions, anonymous, shelf
from stations.recognition import registry as sources
from stations.recognition.models import LedgerEntry
from tests.factories.recognition import give_points, make_rule

pytestmark = pytest.mark.django_db
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))


def moment(*when):
    return timezone.make_aware(datetime(*when))


def figure(shop, name, scope=None):
    return registry.get(f"recognition.{name}").compute(shop.station, scope or Scope(), MAY)


def test_points_are_counted_by_the_day_they_were_booked(shop):
    for when in ((2026, 4, 30, 23, 59), (2026, 5, 1, 0, 0), (2026, 5, 31, 23, 59), (2026, 6, 1, 0, 0)):
        give_points(shop.person, 10, at=moment(*when))
    back = LedgerEntry.objects.order_by("at")[1]
    actions.reverse(entry=back, actor=shop.chief, reason="x", at=moment(2026, 5, 9))
    assert (figure(shop, "points_booked"), figure(shop, "points_redeemed")) == (10, 0)


def test_what_came_back_was_not_exchanged_and_only_what_was_handed_out_is_spent(shop):
    shelf.save_budget(
        station=shop.station, actor=shop.chief, name="旧", start=date(2025, 1, 1), end=date(2026, 1, 1), yuan=5,
        key=uuid.uuid4(),
    )  # fmt: skip
    give_points(shop.person, 100, at=moment(2026, 4, 1))
    taken = [
        shelf.reserve(reward=shop.reward, actor=shop.person, client_id=uuid.uuid4(), at=moment(2026, 5, day))
        for day in (3, 4, 5)
    ]
    shelf.hand_out(reservation=taken[0], actor=shop.desk, at=moment(2026, 5, 4))
    shelf.lapse(reservation=taken[1], at=moment(2026, 5, 20))
    assert (figure(shop, "points_redeemed"), figure(shop, "spent")) == (40, 15.0)


def test_anonymous_rewards_are_spent_when_two_have_signed(shop, monkeypatch):
    make_rule(shop.station, "clue", anonymous_yuan=100)
    earner = sources.Earner("test", lambda since: [], lambda code: sources.Presented("digest", "clue", YES))
    monkeypatch.setattr(sources, "_earners", {"test": earner})
    made = anonymous.prepare(station=shop.station, code="x", actor=shop.desk, at=moment(2026, 5, 2))
    assert figure(shop, "spent") == 0
    anonymous.sign(payout=made, actor=shop.chief, at=moment(2026, 5, 2))
    assert figure(shop, "spent") == 100


def test_parts_of_the_station_are_not_known(shop):
    for name in ("points_booked", "points_redeemed", "spent"):
        assert figure(shop, name, Scope(team_id=shop.cast.community_team.pk)) is None
