"""What is due for whom."""

from datetime import date, timedelta

import pytest

from stations.agenda import registry
from stations.agenda.registry import Due

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def no_sources(monkeypatch):
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_personal", set())


def test_the_earliest_comes_first_and_what_has_no_day_last():
    registry.register("a", lambda user, day: [Due("some time", None, "/x/"), Due("later", day + timedelta(1), "/x/")])
    registry.register("b", lambda user, day: [Due("overdue", day - timedelta(1), "/x/")])
    assert [due.title for due in registry.due_for(None, DAY)] == ["overdue", "later", "some time"]


def test_registering_again_replaces():
    registry.register("a", lambda user, day: [Due("old", None, "/x/")], personal=True)
    registry.register("a", lambda user, day: [Due("new", None, "/x/", passes=True)])
    assert [due.title for due in registry.due_for(None, DAY)] == ["new"]
    assert [[due.title for due in dues] for dues in registry.due_with(None, [None], DAY)] == [["new"], ["new"]]


def test_only_what_passes_is_given_to_others_and_personal_sources_are_not_even_asked():
    def never(user, day):
        assert user == "me", "asked on behalf of somebody else"
        return [Due("own", day, "/x/", passes=True)]

    registry.register("area", lambda user, day: [Due("visit", day, "/x/", passes=True), Due("sign", day, "/x/")])
    registry.register("own", never, personal=True)
    mine, passing = registry.due_with("me", ["owner"], DAY)
    assert [due.title for due in mine] == ["own", "sign", "visit"]
    assert [due.title for due in passing] == ["visit"]


def test_what_is_taken_down_on_the_spot_is_offered_to_who_may(monkeypatch):
    monkeypatch.setattr(registry, "_entries", {})
    for order, (name, allowed) in enumerate((("b", True), ("a", True), ("c", False))):
        registry.register_entry(registry.Entry(name, name, "x", lambda user, allowed=allowed: allowed, -order))
    assert [entry.label for entry in registry.entries_for(None)] == ["a", "b"]
