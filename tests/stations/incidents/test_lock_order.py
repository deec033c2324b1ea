"""Incident, other rows, numbers, writes, and the day-book last: nobody waits in a ring."""

import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from stations.analysis.models import AnalysisTask
from stations.dispatch import actions as dispatch
from stations.incidents import actions, duplicates, property
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident
from stations.incidents.persons import Person
from stations.incidents.words import Source
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_category, make_crew, make_incident, make_spot
from tests.lock_order import locked_after_the_day_book

ROOT = Path(__file__).parents[3]


@pytest.mark.django_db(transaction=True)
def test_a_repeat_alarm_does_not_wait_for_who_moves_the_reports_it_names():
    """Whoever moves an earlier report needs the day-book in the end: waiting for it at the commit would be a ring."""
    cast = make_cast()
    spot, category = make_spot(cast.station, "前门大街1号"), make_category(cast.station)
    earlier = [make_incident(cast.station, spot=spot) for _turn in range(2)]
    finished = threading.Event()

    def enter():
        with in_station(cast.station):
            record_incident(
                station=cast.station, actor=cast.desk.user, source=Source.EMERGENCY, category=category,
                summary="邻居争吵", place=spot.name, injuries="no", weapons="no", persons=[Person("未知", "未知")],
            )  # fmt: skip
        finished.set()
        connection.close()

    desk = threading.Thread(target=enter)
    with in_station(cast.station), transaction.atomic():
        moving = actions.locked(earlier[0].pk)
        desk.start()
        entered = finished.wait(20)
        actions.advance(moving, "dispatch", actor=None, system=True)
    desk.join(30)
    assert entered, "the commit waited for an incident that somebody else moves"
    with in_station(cast.station):
        assert AnalysisTask.objects.get().incidents.count() == 3
        assert Incident.objects.get(pk=earlier[0].pk).state == "dispatched"


@pytest.mark.django_db
def test_an_arrival_that_takes_the_incident_along_locks_before_it_writes(cast, in_one):
    incident, crew = make_incident(cast.station), make_crew(cast.station, cast.officer, cast.auxiliary)
    row = dispatch.send(incident=incident, crew=crew, actor=cast.desk.user)
    assert locked_after_the_day_book(lambda: dispatch.arrive(assignment=row, actor=cast.officer.user)) == []


@pytest.mark.django_db
def test_both_sides_of_a_link_and_of_a_match_are_locked_before_anything_is_written(cast, in_one):
    first, second = make_incident(cast.station), make_incident(cast.station)
    crew = make_crew(cast.station, cast.officer, cast.auxiliary)
    dispatch.send(incident=second, crew=crew, actor=cast.desk.user)
    assert locked_after_the_day_book(
        lambda: duplicates.link(incident=second, main=first, actor=cast.desk.user)
    ) == []  # fmt: skip
    found, loss = make_incident(cast.station, kind="found"), make_incident(cast.station, kind="loss")
    assert locked_after_the_day_book(
        lambda: property.match(incident=found, loss=loss, actor=cast.desk.user)
    ) == []  # fmt: skip


def test_no_lock_keeps_others_from_referring_to_a_row():
    """Foreign keys are checked at the commit, when the day-book is locked: FOR UPDATE would let that wait.

    Only the judgement of patrol duties wants to be kept out by a check-in that is being written.
    """
    sources = [path for app in ("stations", "patrols", "mediation") for path in (ROOT / app).rglob("*.py")]
    strict = {
        str(path.relative_to(ROOT))
        for path in sources
        for call in path.read_text().split(".select_for_update(")[1:]
        if "no_key=True" not in call.splitlines()[0]
    }
    assert strict == {"patrols/schedule/reckoning.py"}
