"""Two desks and eight: one incident a form, one number each, no gap, whatever fails."""

import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from stations.catalogue.models import Spot
from stations.incidents.intake import record_incident
from stations.incidents.models import Incident
from stations.incidents.persons import Person
from stations.incidents.words import Source
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from tests.factories import make_cast, make_category

DESKS, EACH = 8, 6


def _connect() -> None:
    """A connection of the thread's own; a database shared with others may be full for a moment."""
    for _turn in range(60):
        try:
            connection.ensure_connection()
            return
        except OperationalError:
            time.sleep(0.5)


def _at_once(count: int, work) -> list:
    """Run ``work(number)`` in threads that start together; what they returned or raised."""
    gate, results = threading.Barrier(count), [None] * count

    def run(number):
        try:
            _connect()
            gate.wait(60)
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_senders_at_once_make_one_incident_a_form_and_numbers_without_gaps():
    cast = make_cast()
    category = make_category(cast.station)
    moment, shared = timezone.now(), uuid.uuid4()

    def enter(key, summary, injuries="no"):
        with in_station(cast.station):
            return record_incident(
                station=cast.station, actor=cast.desk.user, source=Source.EMERGENCY, category=category,
                summary=summary, place="前门大街1号", injuries=injuries, weapons="no", reported_at=moment,
                persons=[Person("未知", "未知")], client_key=key,
            )  # fmt: skip

    twice = _at_once(2, lambda number: enter(shared, "同一表单").pk)
    assert twice[0] == twice[1]

    def desk(number):
        made, refused = [], 0
        for turn in range(EACH):
            try:
                # Every third one is refused after others have taken numbers beside it.
                made.append(enter(uuid.uuid4(), f"{number}-{turn}", "" if turn % 3 == 2 else "no").serial)
            except RuleBroken:
                refused += 1
        return made, refused

    results = _at_once(DESKS, desk)
    assert all(isinstance(result, tuple) for result in results), results
    assert {refused for _made, refused in results} == {EACH // 3}
    with in_station(cast.station):
        serials = sorted(Incident.objects.values_list("serial", flat=True))
        assert serials == list(range(1, 1 + 1 + DESKS * (EACH - EACH // 3)))
        assert Spot.objects.get().uses == len(serials)
