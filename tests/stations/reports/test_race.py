"""Two workers make the same report at the same moment."""

import threading

import pytest
from django.db import connection

from stations.kit.scoping import in_station
from stations.reports import actions
from stations.reports.models import MonthlyReport
from stations.timeline.models import Entry
from tests.stations.reports.conftest import make_world


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_one_report():
    world, made, errors = make_world(), [], []
    ready = threading.Barrier(2)

    def work():
        try:
            ready.wait()
            made.append(actions.make(station=world.station, month=world.month).pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not errors
    assert made[0] == made[1]
    with in_station(world.station):
        assert MonthlyReport.objects.count() == 1
        assert Entry.objects.filter(verb="report.made").count() == 1
