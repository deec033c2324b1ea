"""How many queries each page takes, in one golden file beside this one.

``UPDATE_QUERIES=1 make test ARGS=tests/doors/test_queries.py`` writes it anew; read the difference before committing.
"""

import os
import time
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.addresses import addresses
from tests.factories import client_of

GOLDEN = Path(__file__).with_name("queries.txt")
DAY = 86400  # seconds
MOST = 30
# A handover shows one line of every room's registered sections, several of each room, and who is on both sides; the
# agenda asks every room what is due for one person. Both grow by a room, never by a row.
MORE = {"handover": 60, "handover-pdf": 60, "api-handover-detail": 60, "agenda-part": 100, "api-agenda": 100}


def test_every_page_takes_the_number_of_queries_it_is_known_for(houses):
    world = houses.ours
    client = client_of(world.people["chief"])
    # A session is renewed once a minute, by whichever page comes then.
    session = client.session
    session["seen"] = time.time() + DAY
    session.save()
    counted = {}
    for address in addresses():
        url = address.url(world)
        if client.get(url).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counted[address.name] = len(queries)
    told = "".join(f"{number:4d}  {name}\n" for name, number in sorted(counted.items()))
    if os.environ.get("UPDATE_QUERIES"):
        GOLDEN.write_text(told)
    assert told == GOLDEN.read_text()
    assert not {name: number for name, number in counted.items() if number > MORE.get(name, MOST)}
