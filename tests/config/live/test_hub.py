"""Who hears what, and how a stream keeps what it has yet to tell."""

import json

import pytest

from config.live import hub as hubs
from config.live.doors import Listener
from config.live.hub import Hub
from tests.config.live.conftest import alone

STAFF = Listener(1, "person:5", "person:5", staff=True)
PHONE = Listener(1, "person:7", "person:7")
WALL = Listener(1, "wall:2", wall=True)
ALL = ["board", "incident:9", "person:5", "person:6", "person:7", "handover"]


@pytest.mark.parametrize(
    ("listener", "heard"),
    [
        (STAFF, {"board", "incident:9", "mine", "handover"}),
        (PHONE, {"mine"}),
        (WALL, {"board"}),
    ],
    ids=["staff", "paired phone", "wall"],
)
def test_each_hears_what_it_may(listener, heard):
    assert listener.heard(ALL) == heard


@pytest.fixture
def hub():
    return Hub("redis://127.0.0.1:1/0", 100)


def hint(hub, station_id, *topics):
    hub.pass_on(f"fg:live:{station_id}".encode(), json.dumps(topics).encode())


def test_another_stations_topics_never_arrive(hub):
    one, two = hub.join(STAFF), hub.join(Listener(2, "person:8", "person:8", staff=True))
    hint(hub, 2, "board")
    assert one.take() == ([], [])
    assert two.take() == ([], ["board"])


def test_many_hints_before_the_next_write_are_one(hub):
    stream = hub.join(STAFF)
    for number in range(1000):
        hint(hub, 1, "board", f"incident:{number % 3}")
    assert stream.take() == ([], ["board", "incident:0", "incident:1", "incident:2"])
    assert stream.take() == ([], []) and not stream.wake.is_set()


def test_nonsense_on_the_bus_is_ignored(hub):
    stream = hub.join(STAFF)
    hub.pass_on(b"fg:live:1", b"{")
    hub.pass_on(b"fg:live:x", b"[]")
    assert stream.take() == ([], [])


def test_the_ninth_stream_of_a_person_ends_the_oldest(hub):
    streams = [hub.join(STAFF) for _number in range(hubs.MOST_EACH + 1)]
    assert [stream.ending for stream in streams] == ["busy"] + [""] * hubs.MOST_EACH
    assert hub.join(WALL).ending == ""


def test_no_more_streams_than_one_process_carries():
    hub = Hub("redis://127.0.0.1:1/0", 2)
    first = hub.join(STAFF)
    hub.join(WALL)
    assert hub.is_full()
    hub.leave(first)
    assert not hub.is_full()


def test_closing_ends_all_and_lets_nobody_in(hub):
    stream = hub.join(STAFF)
    hub.close()
    assert stream.ending == "restart" and hub.is_full()


def test_everybody_is_told_that_the_bus_is_lost_and_found(hub, monkeypatch):
    monkeypatch.setattr(hubs, "FIRST_WAIT", 0.01)
    stream = hub.join(STAFF)
    turns = [True, False, True]

    async def subscription():
        if turns and not turns.pop(0):
            raise ConnectionResetError
        hub._set(degraded=False)
        yield True
        if not turns:
            hub.closing = True

    monkeypatch.setattr(hub, "_subscription", subscription)
    alone(hub.listen())
    assert stream.take()[0][:3] == ["recovered", "degraded", "recovered"]
