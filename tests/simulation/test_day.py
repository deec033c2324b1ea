"""Ten times the load of a real day through the API, and afterwards nothing is lost, doubled or out of order."""

import datetime
import os
import threading
import time
from collections import Counter, defaultdict

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from stations.dispatch import watch
from stations.dispatch.models import Assignment, Timer
from stations.dispatch.readings import crew_states
from stations.dispatch.rules import ASSIGNMENT_STEPS
from stations.incidents.models import Incident
from stations.incidents.rules import STEPS
from stations.kit.scoping import in_station
from stations.notices.models import Notice
from stations.timeline.actions import broken_links
from stations.timeline.models import Entry
from tests.simulation.people import House, build
from tests.simulation.shifts import Day

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("worker")]
# A big station sees about a hundred calls a day.
INCIDENTS = int(os.environ.get("SIMULATED_INCIDENTS", "40"))
# Two beats a second and the time an incident may be locked: what ran out longer ago must have been escalated.
LATENESS = datetime.timedelta(seconds=10)


class Sweeps:
    """Two beats that know nothing of each other."""

    def __enter__(self):
        self.over, self.count = threading.Event(), Counter()
        self.threads = [threading.Thread(target=self._sweep, args=(n,)) for n in range(2)]
        for thread in self.threads:
            thread.start()
        return self

    def _sweep(self, number: int) -> None:
        while not self.over.wait(1):
            self.count[number] += watch.escalate_due()
        connection.close()

    def __exit__(self, *_error):
        self.over.set()
        for thread in self.threads:
            thread.join()
        self.count["last"] += watch.escalate_due()


def test_a_day_of_a_thousand_incidents(port, capsys):
    house = build()
    began = time.monotonic()
    with Sweeps() as sweeps:
        Day(house, port, INCIDENTS).run()
    took = time.monotonic() - began
    with in_station(house.station):
        states = every_incident_is_in_a_legal_state()
        moves = every_step_stands_in_the_day_book_in_order()
        escalated = every_timer_went_off_once_or_was_met(sweeps.count.total())
        readings_and_tables_agree(house)
        assert broken_links(station_id=house.station.pk) == []
    calls = sum(len(spans) for spans in house.took.values())
    with capsys.disabled():
        print(f"\n{INCIDENTS} incidents, {calls} calls in {took:.1f} s ({calls / took:.0f} a second)")
        print(house.figures())
        print(f"  states {dict(states)}, {moves} steps in the day-book, {escalated} timers escalated")


def every_incident_is_in_a_legal_state() -> Counter:
    """Numbered without gaps, all of them at the end of their way."""
    rows = list(Incident.objects.order_by("serial"))
    assert [row.serial for row in rows] == list(range(1, INCIDENTS + 1))
    states = Counter(row.state for row in rows)
    assert set(states) <= {"closed", "struck", "linked"}, states
    assert not Assignment.objects.active().exists()
    assert not any(row.handler_ids for row in Incident.objects.prefetch_related("handlers"))
    for row in rows:
        columns = ("reported", "received", "dispatched", "accepted", "departed", "arrived", "fed_back", "closed")
        times = [getattr(row, f"{column}_at") for column in columns]
        known = [moment for moment in times if moment]
        assert known == sorted(known), row.number
    return states


def every_step_stands_in_the_day_book_in_order() -> int:
    """Replayed from the day-book alone, every incident and every assignment ends where its row is."""
    entries = defaultdict(list)
    found = Entry.objects.filter(subject_type__in=("incident", "assignment")).order_by("number")
    for entry in found:
        entries[entry.subject_type, entry.subject_id].append(entry)
    moves = 0
    for row in Incident.objects.all():
        first, *rest = entries["incident", row.pk]
        assert first.verb == "incident.record"
        state = first.data["state"]
        for entry in rest:
            if "was" in entry.data:
                step = STEPS[row.kind].step(state, entry.verb.removeprefix("incident."))
                assert (entry.data["was"], step and step.target) == (state, entry.data["state"]), (row.pk, entry.verb)
                state, moves = step.target, moves + 1
        assert state == row.state
    for row in Assignment.objects.all():
        first, *rest = entries["assignment", row.pk]
        assert first.verb == "assignment.send"
        state = "sent"
        for entry in rest:
            step = ASSIGNMENT_STEPS.step(state, entry.verb.removeprefix("assignment."))
            assert step and step.target == entry.data["assignment_state"], (row.pk, state, entry.verb)
            state, moves = step.target, moves + 1
        assert state == row.state
    return moves


def every_timer_went_off_once_or_was_met(counted: int) -> int:
    """None twice, none never: what ran out and was not met in time was escalated, told and noted exactly once."""
    escalated = set()
    for row in Timer.objects.all():
        if row.state == Timer.State.ESCALATED:
            escalated.add(row.pk)
            assert row.ended_at >= row.due_at
        elif row.state == Timer.State.MET:
            assert row.ended_at <= row.due_at + LATENESS, "a timer ran out and nobody was told"
        else:
            assert row.state == Timer.State.VOID or row.due_at > timezone.now(), row.pk
    noted = Counter(Entry.objects.filter(verb="timer.escalated").values_list("data__row", flat=True))
    assert noted == Counter(escalated)
    assert counted == len(escalated)
    told = Counter(Notice.objects.filter(kind="dispatch.overdue").values_list("key", flat=True))
    assert set(told) == {f"dispatch.overdue:{pk}" for pk in escalated}
    assert len(set(told.values())) <= 1
    return len(escalated)


def readings_and_tables_agree(house: House) -> None:
    """What the board reads of the crews is what the tables hold."""
    states = crew_states(house.station, timezone.now())
    assert {state.crew.pk for state in states} == set(house.crews)
    assert all(state.free for state in states)
    with scopes_disabled():
        rows = Assignment.objects.exclude(state="recalled", accepted_at=None)
        sent = Counter(rows.values_list("crew_id", flat=True))
    assert {state.crew.pk: state.count for state in states} == {pk: sent[pk] for pk in house.crews}
    assert not Incident.objects.overdue().exists()
    assert not Incident.objects.exclude(due_at=None).exists()
