"""A carrier and an asker that remember what they were told."""

from types import SimpleNamespace

import pytest

from stations.errands import registry
from stations.errands.registry import Carrier, Offer
from stations.organisation.rules import commands


@pytest.fixture
def told(monkeypatch):
    """A registered carrier "test" whose only thing is ``thing:1``, and a listener; both gone after the test."""
    seen = SimpleNamespace(moves=[], dropped=[])
    monkeypatch.setattr(registry, "_carriers", dict(registry._carriers))
    monkeypatch.setattr(registry, "_listeners", dict(registry._listeners))
    offers = {"thing:1": Offer("thing:1", "31号路线"), "thing:2": Offer("thing:2", "32号路线")}
    registry.register_carrier(
        Carrier("test", "测试", "route", commands, lambda errand, at: list(offers.values()),
                lambda errand, key: offers.get(key), lambda errand: seen.dropped.append(errand.carrier_key))
    )  # fmt: skip
    registry.on_move("test", lambda move: seen.moves.append(move.verb))
    return seen
