"""A past moment told again is what was true at that moment."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stations.command import maps, replays
from stations.dispatch import actions as dispatch
from stations.dispatch.models import Assignment
from stations.incidents import actions as incidents
from stations.incidents.models import Incident
from stations.incidents.words import State
from stations.management.demo import clock
from stations.timeline.models import Entry
from tests.factories import client_of, make_incident

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


def now_true() -> tuple[dict, dict]:
    """Open incidents and running assignments with their states, as the tables say at this moment."""
    calls = dict(Incident.objects.open().values_list("pk", "state"))
    sent = dict(Assignment.objects.active().values_list("pk", "state"))
    return calls, sent


def replayed(station, at) -> tuple[dict, dict]:
    shown = replays.moment(station, at, maps.Ground())
    calls = {row.incident.pk: row.state for row in shown.rows}
    return calls, {sent.pk: state for row in shown.rows for sent, state in row.crews}


def close(room, pk):
    incident = incidents.locked(pk)
    incident.result, incident.result_text = "other", "已处理"
    incidents.advance(incident, "feedback", actor=room.desk)
    incidents.advance(incident, "close", actor=room.desk)


def strike(room, pk):
    incident = incidents.locked(pk)
    incident.struck_reason = "录错"
    incidents.advance(incident, "strike", actor=room.desk)


def reopen(room, pk):
    incidents.advance(incidents.locked(pk), "reopen", actor=room.desk)


def test_a_replay_of_any_moment_agrees_with_what_was_true_then(room):
    """Sixty things happen in an order that chance chooses; after each the tables are photographed."""
    chance, begin = random.Random(7), timezone.now() - 5 * HOUR
    crews, photos = [room.crew(f"车组{n}", at=begin) for n in range(3)], []
    for step in range(60):
        moment = begin + step * 4 * MINUTE
        with clock.at(moment):
            something(room, crews, chance)
            photos.append((moment, now_true()))
    seen = {state for _moment, (calls, _sent) in photos for state in calls.values()}
    assert {"received", "dispatched", "accepted", "en_route", "arrived"} <= seen
    for moment, truth in photos:
        assert replayed(room.station, moment + MINUTE) == truth, moment


def something(room, crews, chance) -> None:
    """One thing that happens in a command room."""
    now = timezone.now()
    waiting = list(Incident.objects.filter(state=State.RECEIVED))
    sent = list(Assignment.objects.active().exclude(state="arrived"))
    there = list(Incident.objects.filter(state=State.ARRIVED))
    closed = list(Incident.objects.filter(state=State.CLOSED))
    dice = chance.random()
    if dice < 0.3 or not (waiting or sent or there):
        room.record(at=now)
    elif dice < 0.5 and waiting:
        room.send(chance.choice(waiting), chance.choice(crews))
    elif dice < 0.75 and sent:
        row = chance.choice(sent)
        verb = {"sent": "accept", "accepted": "depart", "en_route": "arrive"}[row.state]
        getattr(dispatch, verb)(assignment=row, actor=room.desk)
    elif dice < 0.85 and there:
        close(room, chance.choice(there).pk)
    elif dice < 0.9 and closed:
        reopen(room, chance.choice(closed).pk)
    elif waiting:
        strike(room, chance.choice(waiting).pk)


def test_it_takes_as_many_queries_for_one_as_for_many(room):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            replays.moment(room.station, timezone.now(), maps.Ground())
        return len(asked)

    room.send(room.record())
    few = queries()
    for number in range(5):
        room.send(room.record(), room.crew(f"车组{number}"))
    assert queries() == few <= 15


def test_without_a_line_in_the_day_book_the_stamped_times_speak_and_say_so(room):
    at = timezone.now() - 2 * HOUR
    made = make_incident(
        room.station, state="closed", result="other", at=at, dispatched_at=at + MINUTE, arrived_at=at + 9 * MINUTE,
        fed_back_at=at + 20 * MINUTE, closed_at=at + 30 * MINUTE, imported=True,
    )  # fmt: skip
    for minutes, state in ((0.5, "received"), (5, "dispatched"), (10, "arrived"), (25, "fed_back")):
        (row,) = replays.moment(room.station, at + minutes * MINUTE, maps.Ground()).rows
        assert (row.incident.pk, row.state, row.told) == (made.pk, state, False)
    assert replays.moment(room.station, at + 31 * MINUTE, maps.Ground()).rows == []


@pytest.mark.parametrize("text", [None, "", "yesterday", "2026-13-40T25:00"])
def test_a_moment_that_is_none_is_an_hour_ago(text):
    now = timezone.now()
    assert replays.parse(text, now) == now - HOUR


def test_the_future_cannot_be_replayed():
    now = timezone.now()
    assert replays.parse("2999-01-01T00:00", now) == now
    assert timezone.localtime(replays.parse("2026-01-02T03:04", now)).strftime("%H:%M") == "03:04"


def test_looking_back_is_for_desk_and_leaders_and_is_recorded(room):
    moment = timezone.localtime() - HOUR
    address = f"/command/replay/?at={moment:%Y-%m-%dT%H:%M}"
    room.record(place="银杏里7号院", at=timezone.now() - 2 * HOUR)
    page = client_of(room.cast.desk).get(address)
    assert page.status_code == 200 and "银杏里7号院" in page.content.decode()
    entry = Entry.objects.get(verb="board.replayed")
    assert entry.actor == room.desk and entry.data == {"moment": f"{moment:%Y-%m-%d %H:%M}"}
    for person in (room.cast.officer, room.cast.auxiliary, room.cast.guard):
        assert client_of(person).get(address).status_code == 403
    assert "银杏里7号院" not in client_of(room.cast.chief2).get(address).content.decode()


def test_a_moment_beyond_all_calendars_is_a_page_too(room):
    """Whatever stands in the address."""
    for text in ("0001-01-01T00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1900-01-01T00:00"):
        assert client_of(room.desk).get("/command/replay/", {"at": text}).status_code == 200, text


def test_a_call_taken_over_closed_without_a_time_was_never_open(room):
    """The bureau's export says closed, but not always when."""
    now = timezone.now()
    done = make_incident(room.station, state=State.CLOSED, result="other", imported=True, external_number="J1")
    Incident.objects.filter(pk=done.pk).update(reported_at=now - HOUR, received_at=now - HOUR, closed_at=None)
    assert done.pk not in replayed(room.station, now)[0]


def test_what_stays_open_for_months_is_replayed_too(room):
    """The board of now shows it, so the replay of a moment ago does."""
    now = timezone.now()
    old = make_incident(room.station, category=room.category, at=now - 120 * datetime.timedelta(days=1))
    assert old.pk in replayed(room.station, now - MINUTE)[0]
