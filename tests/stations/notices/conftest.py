"""Kinds of notices for the tests, and an adapter that does as it is told."""

import pytest

from stations.notices import adapters, registry
from stations.notices.adapters import NotTaken


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """``test.note`` and ``test.alarm``."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("test.note", "Note %(number)s", "info", "bell")
    registry.register("test.alarm", "Alarm %(number)s", "danger", "urgent")
    registry.register("test.grade", lambda data: {"1": "first", "2": "second"}.get(data["grade"], "?"))


class Postman:
    """An adapter: ``broken`` holds what it raises, ``taken`` what it took."""

    def __init__(self):
        self.broken, self.taken, self.asked = None, [], 0

    def __call__(self, message):
        self.asked += 1
        if self.broken:
            raise self.broken
        self.taken.append(message)


@pytest.fixture
def postman(monkeypatch, settings):
    """The only way there is."""
    one = Postman()
    monkeypatch.setitem(adapters.ADAPTERS, "post", one)
    settings.NOTICE_ADAPTERS, settings.NOTICE_URGENT_ADAPTERS = ["post"], []
    return one


DOWN = NotTaken("HTTP 503")
