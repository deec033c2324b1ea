"""A hint goes out after the commit and never before; an absent Redis breaks nothing."""

import pytest
from django.db import transaction

from stations.kit import live


@pytest.fixture
def sent(monkeypatch):
    hints = []

    class Bus:
        def publish(self, channel, message):
            hints.append((channel, message))

    monkeypatch.setattr(live, "_bus", lambda url: Bus())
    return hints


@pytest.mark.django_db(transaction=True)
def test_a_hint_waits_for_the_commit(sent):
    with transaction.atomic():
        live.changed(7, live.BOARD, live.mine(3))
        assert sent == []
    assert sent == [("fg:live:7", '["board", "person:3"]')]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_announced(sent):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        live.changed(7, live.about(1))
        1 / 0  # noqa: B018 (whatever fails)
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_action_succeeds_all_the_same(settings, caplog):
    settings.LIVE_BUS = "redis://127.0.0.1:1/0"
    live.changed(7, live.BOARD)
    assert "no live hint" in caplog.text
