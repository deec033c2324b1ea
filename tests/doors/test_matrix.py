"""Role × address: the committed table in ``docs/access-matrix.md`` is what really happens.

``UPDATE_MATRIX=1 make test ARGS=tests/doors/test_matrix.py`` writes the table anew; read the difference.
"""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from stations.kit.scoping import in_station
from stations.roster.models import Duty, ShiftGroup
from tests.doors.addresses import Address, addresses
from tests.factories import client_of
from tests.factories.world import World, make_world

pytestmark = pytest.mark.usefixtures("quick")

TABLE = Path(settings.BASE_DIR) / "docs" / "access-matrix.md"
ROLES = [
    "chief", "commander", "desk", "sergeant", "officer", "auxiliary", "office", "squad_leader", "guard", "member",
    "system", "security", "audit", "anonymous", "stranger",
]  # fmt: skip
# A number or key of an object; words such as a trade or the code of a figure belong to no station.
NUMBER = r"<(int:\w+|pk|id)>"
HEAD = """# Who may open what

Made and checked by `tests/doors/test_matrix.py`: each address asked by each role (POST where the address only takes
POST, without data). `200` opens, `→` leads elsewhere, `login` asks to log in, `400` would need data, `403` is refused
with a reason, `404` does not exist for this role, `409` is refused by a rule. *stranger* is the chief of another
station asking for this station's objects.

"""


@pytest.fixture
def world(db) -> World:
    made = make_world("QM")
    with in_station(made.station):
        made.objects |= {"duty": Duty.objects.first(), "group": ShiftGroup.objects.first(), "station": made.station}
    return made


def clients(world: World) -> dict[str, Client]:
    made = {role: client_of(person) for role, person in world.people.items()}
    stranger = make_world("CW").people["chief"]
    return made | {"anonymous": Client(), "stranger": client_of(stranger)}


def answer(client: Client, address: Address, url: str) -> str:
    """What happens, as a word of the table; nothing stays changed."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url, {}, content_type="application/json" if url.startswith("/api/") else "x-form")
        transaction.set_rollback(True)
    if response.status_code in (301, 302):
        return "login" if response["Location"].startswith("/login/") else "→"
    return str(response.status_code)


def reality(world: World, roles: list[str]) -> dict[str, list[str]]:
    browsers = clients(world)
    rows = {}
    for address in addresses():
        url = address.url(world)
        rows[f"{address.name} | `/{address.path}`"] = [answer(browsers[role], address, url) for role in roles]
    return rows


def render(rows: dict[str, dict[str, str]]) -> str:
    lines = [f"| name | address | {' | '.join(ROLES)} |", "|" + "---|" * (len(ROLES) + 2)]
    lines += [
        f"| {name} | {' | '.join(answers.get(role, '?') for role in ROLES)} |" for name, answers in rows.items()
    ]
    return HEAD + "\n".join(lines) + "\n"


def written() -> dict[str, dict[str, str]]:
    """The committed table: name and address → role → answer."""
    lines = [line.strip("| ").split(" | ") for line in TABLE.read_text().splitlines() if "| `/" in line]
    return {f"{name} | {path}": dict(zip(ROLES, answers, strict=True)) for name, path, *answers in lines}


# A third of the roles each: together they take minutes, so they are shared between the workers.
@pytest.mark.parametrize("roles", [ROLES[:5], ROLES[5:10], ROLES[10:]], ids=lambda roles: roles[0])
def test_the_table_is_what_happens(world, roles):
    found = {key: dict(zip(roles, row, strict=True)) for key, row in reality(world, roles).items()}
    if os.environ.get("UPDATE_MATRIX"):
        known = written()
        TABLE.write_text(render({key: known.get(key, {}) | row for key, row in found.items()}))
    table = {key: {role: row[role] for role in roles} for key, row in written().items()}
    assert found == table


def test_no_door_breaks_and_no_stranger_gets_in():
    lines = [line.split(" | ") for line in TABLE.read_text().splitlines() if line.startswith("| ") and "/" in line]
    assert len(lines) > 50
    for name, path, *answers in lines:
        cells = dict(zip(ROLES, (cell.strip(" |") for cell in answers), strict=True))
        assert not [cell for cell in cells.values() if cell.startswith("5")], name
        if re.search(NUMBER, path):
            assert cells["stranger"] in {"404", "403"}, (name, path, cells["stranger"])
        if path.startswith(("`/team", "`/duty", "`/reports", "`/jobs", "`/files", "`/api")):
            assert cells["anonymous"] in {"login", "401", "404"}, (name, cells["anonymous"])
        if path.startswith(("`/team", "`/duty", "`/reports")):
            assert cells["guard"] in {"403", "404"} or "ics" in path, (name, cells["guard"])
