"""Sources of the tests instead of those of the house."""

import pytest

from stations.agenda import registry
from tests.factories.beat import make_beat


@pytest.fixture
def beat(cast):
    """A community with A角 王小明, B角 刘冬梅 and their colleague 郭勇."""
    return make_beat(cast)


@pytest.fixture
def sources(monkeypatch):
    """No room says what is due but the test."""
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_personal", set())
    return registry
