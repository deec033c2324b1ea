"""Many phones at once, dropped connections and retries: each clue is counted once."""

import threading
import uuid

import pytest
from django.db import connection

from community.clues.models import Clue, Giver
from stations.incidents.models import Incident
from stations.kit.again import again
from stations.kit.scoping import in_station
from tests.factories import make_cast
from tests.factories.clues import make_clue, make_giver, make_scene

# 5 givers × 25 forms × 2 phones × 4 times: a thousand sendings of 125 clues.
SENDERS, FORMS, TIMES = 10, 25, 4


@pytest.mark.django_db(transaction=True)
def test_clues_sent_at_once_and_again_are_each_counted_once():
    cast = make_cast()
    scene, keys = make_scene(cast.station), [uuid.uuid4() for _form in range(FORMS)]
    givers = [make_giver(cast.station) for _sender in range(SENDERS // 2)]
    failed = []

    def send(giver, mine):
        try:
            for _time in range(TIMES):
                for key in mine:
                    form = uuid.uuid5(key, str(giver.pk))
                    again(lambda form=form: make_clue(cast.station, giver, scene, client_id=form))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    # Each giver's forms are sent by two phones' worth of retries at the same time.
    threads = [threading.Thread(target=send, args=(giver, keys)) for giver in givers for _retry in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with in_station(cast.station):
        wanted = FORMS * len(givers)
        assert (Clue.objects.count(), Incident.objects.count(), Giver.objects.count()) == (wanted, wanted, wanted)
        serials = sorted(Incident.objects.values_list("serial", flat=True))
    assert serials == list(range(1, wanted + 1))
