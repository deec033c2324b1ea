"""Two people at once: one has the room, the other is told so; one session a case, whoever asks first."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from mediation.cases.words import State as CaseState
from mediation.network.models import RoomBooking
from mediation.sessions import appointments
from mediation.sessions.models import Session
from stations.kit.answer import RuleBroken
from stations.kit.scoping import in_station
from tests.factories import make_cast
from tests.factories.mediation import make_case, make_mediation_room, make_mediator
from tests.mediation.sessions.conftest import HOUR, soon

AT_ONCE = 4


def _connect() -> None:
    for _turn in range(60):
        try:
            return connection.ensure_connection()
        except OperationalError:
            time.sleep(0.5)


def _all(works) -> list:
    gate, results = threading.Barrier(len(works)), [None] * len(works)

    def run(number):
        try:
            _connect()
            gate.wait(60)
            results[number] = works[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    return results


def _fix(cast, case, room, shift=0):
    def work():
        with in_station(cast.station):
            start = soon(5) + shift * timedelta(minutes=15)
            return appointments.fix(
                case=case, actor=cast.chief.user, starts_at=start, ends_at=start + HOUR, room=room
            )

    return work


@pytest.mark.django_db(transaction=True)
def test_the_same_room_is_fixed_by_one_of_many_at_once():
    cast = make_cast()
    room = make_mediation_room(cast.station)
    cases = [
        make_case(cast.station, CaseState.ACCEPTED, mediator=make_mediator(cast.station)) for _n in range(AT_ONCE)
    ]
    results = _all([_fix(cast, case, room, number) for number, case in enumerate(cases)])
    lost = [one for one in results if isinstance(one, RuleBroken)]
    with in_station(cast.station):
        assert len(lost) == AT_ONCE - 1, results
        assert {one.code for one in lost} == {"room_taken"}
        assert Session.objects.count() == RoomBooking.objects.filter(released_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_case_gets_one_appointment_of_many_at_once():
    cast = make_cast()
    case = make_case(cast.station, CaseState.ACCEPTED, mediator=make_mediator(cast.station))
    rooms = [make_mediation_room(cast.station) for _n in range(AT_ONCE)]
    results = _all([_fix(cast, case, room) for room in rooms])
    with in_station(cast.station):
        assert Session.objects.count() == RoomBooking.objects.filter(released_at=None).count() == 1, results
    assert {one.code for one in results if isinstance(one, RuleBroken)} == {"one_ahead"}
