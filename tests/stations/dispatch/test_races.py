"""Two people at the same moment: one of them wins, nothing is doubled, nobody waits for ever."""

import threading

import pytest
from django.db import connection

from stations.dispatch import actions
from stations.dispatch.models import Assignment, Timer
from stations.incidents.models import Incident
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from stations.timeline.models import Entry
from tests.factories import make_cast, make_crew, make_incident, make_officer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(station, *works) -> list:
    """What each work came to, all of them begun at the same moment."""
    gate, outcomes = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        with in_station(station):
            gate.wait()
            try:
                outcomes[place] = work()
            except RuleBroken as refusal:
                outcomes[place] = refusal.code
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return outcomes


def test_crews_desks_and_taps_at_the_same_moment():
    """One test, because emptying all tables costs seconds: sending twice, answering while called back, tapping."""
    cast = make_cast()
    station = cast.station
    crew = make_crew(station, cast.officer, cast.auxiliary)
    other = make_crew(station, make_officer(station), layer="first")
    for _round in range(4):
        incident = make_incident(station)
        sends = [
            lambda who=who, incident=incident: actions.send_all(
                incident=incident, crews=[crew, other], actor=who.user
            )
            for who in (cast.desk, cast.deputy, cast.chief)
        ]
        made = at_once(station, *sends)
        with in_station(station):
            assert {tuple(row.pk for row in rows) for rows in made} == {tuple(row.pk for row in made[0])}
            assert Assignment.objects.filter(incident=incident).count() == 2
            assert Timer.objects.filter(incident=incident, assignment__isnull=False).count() == 4
        row = made[0][0]
        taps = at_once(
            station,
            lambda row=row: actions.accept(assignment=row, actor=cast.officer.user).state,
            lambda row=row: actions.accept(assignment=row, actor=cast.auxiliary.user).state,
            lambda row=row: actions.recall(assignment=row, actor=cast.desk.user).state,
            lambda row=row: actions.arrive(assignment=row, actor=cast.officer.user).state,
        )
        with in_station(station):
            row.refresh_from_db()
            steps = [entry.verb for entry in Entry.objects.about(row).order_by("number")]
            assert row.state in {"recalled", "arrived"}
            assert taps[2] in ({"recalled"} if row.state == "recalled" else {"wrong_state"})
            assert steps[0] == "assignment.send"
            assert len(steps) == len(set(steps))
            assert Incident.objects.get(pk=incident.pk).state in {"dispatched", "accepted", "arrived"}
