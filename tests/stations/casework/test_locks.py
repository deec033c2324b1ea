"""The day-book is written last: whoever holds its lock waits for nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stations.casework import referring
from stations.incidents.words import State
from tests.factories import make_incident


@pytest.mark.parametrize("verb", ["take_up", "finish"])
def test_a_referral_that_ends_moves_the_incident_before_the_day_book(room, people, in_one, verb):
    incident = make_incident(room.cast.station, state=State.RECEIVED)
    referral = referring.refer(incident_id=incident.pk, target="12345", reason="民事", actor=people["desk"])
    with CaptureQueriesContext(connection) as asked:
        getattr(referring, verb)(referral=referral, actor=people["desk"], answer="已答复")
    changes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))]
    written = ["stations_entry" in sql for sql in changes]
    assert written == sorted(written)
    assert sum(written) == 2
