"""How many queries each page takes, in one golden file beside this one.

``UPDATE_QUERIES=1 make test ARGS=tests/doors/test_queries.py`` writes it anew; read the difference before committing.
"""

import os
from pathlib import Path

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from tests.doors.addresses import addresses
from tests.doors.browsers import browser_of

GOLDEN = Path(__file__).with_name("queries.txt")
MOST = 30
# A handover shows one line of every room's registered sections, several of each room, and who is on both sides; the
# agenda asks every room what is due for one person; a group of figures takes a question or two a figure. They grow by
# a room, never by a row.
MORE = {
    "handover": 60, "handover-pdf": 60, "api-handover-detail": 60, "agenda-part": 70, "api-agenda": 70, "figures": 60,
}  # fmt: skip


def asked(client, url: str) -> tuple[int, int]:
    """The answer's status and how many queries it took."""
    reset_queries()  # the log is bounded: a full one counts nothing any more
    with CaptureQueriesContext(connection) as queries:
        status = client.get(url).status_code
    return status, len(queries)


def written() -> dict[str, int]:
    """The golden file: name → number."""
    return {name: int(number) for number, name in map(str.split, GOLDEN.read_text().splitlines())}


def test_every_page_takes_the_number_of_queries_it_is_known_for(houses):
    world = houses.ours
    client = browser_of(world.people["chief"])
    update = "UPDATE_QUERIES" in os.environ
    known = {} if update else written()
    counted = {}
    for address in addresses():
        status, number = asked(client, address.url(world))
        if status != 200:
            continue
        if number != known.get(address.name):  # what is asked once a process, another page asks here
            _status, number = asked(client, address.url(world))
        counted[address.name] = number
    told = "".join(f"{number:4d}  {name}\n" for name, number in sorted(counted.items()))
    if update:
        GOLDEN.write_text(told)
    assert told == GOLDEN.read_text()
    assert not {name: number for name, number in counted.items() if number > MORE.get(name, MOST)}
