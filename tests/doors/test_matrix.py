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

from tests.doors.addresses import addresses
from tests.doors.browsers import browser_of, text_of
from tests.factories.community_world import GIVER, GIVER_PHONE

pytestmark = pytest.mark.usefixtures("quick")

TABLE = Path(settings.BASE_DIR) / "docs" / "access-matrix.md"
ROLES = [
    "chief", "commander", "desk", "sergeant", "officer", "auxiliary", "office", "squad_leader", "guard", "member",
    "system", "security", "audit", "anonymous", "stranger",
]  # fmt: skip
# Where members are listed as members; elsewhere nothing names who gave the world's protected clue (SE-31).
LISTS_MEMBERS = (
    "community/members", "community/groups", "me/group", "api/v1/members", "api/v1/groups", "team/accounts",
    "team/commendations/new", "team/points/deeds/new", "team/training", "api/v1/sittings",
    "admin/stations/user/",
)  # fmt: skip
# A number or key of an object; words such as a trade or the code of a figure belong to no station.
NUMBER = r"<(int:\w+|pk|id)>"
HEAD = """# Who may open what

Made and checked by `tests/doors/test_matrix.py`: each address asked by each role (POST where the address only takes
POST, without data). `200` opens, `→` leads elsewhere, `login` asks to log in, `400` would need data, `403` is refused
with a reason, `404` does not exist for this role, `409` is refused by a rule. *stranger* is the chief of another
station asking for this station's objects.

"""


def clients(houses, roles: list[str]) -> dict[str, Client]:
    people = houses.ours.people | {"stranger": houses.theirs.people["chief"]}
    browsers = {role: browser_of(people[role]) if role in people else Client() for role in roles}
    for browser in browsers.values():
        browser.raise_request_exception = False
    return browsers


def answer(client: Client, url: str, post: bool) -> tuple[str, bool]:
    """What happens, as a word of the table, and whether it takes POST; nothing stays changed, nobody is betrayed.

    ``post``: another role was told already that GET is not for this address.
    """
    with transaction.atomic():
        response = None if post else client.get(url)
        if response is None or response.status_code == 405:
            post = True
            response = client.post(url, {}, content_type="application/json" if url.startswith("/api/") else "x-form")
        told = text_of(response)
        if response.status_code == 200 and "format=csv" in told:
            told += text_of(client.get(url, {"format": "csv"}))
        transaction.set_rollback(True)
    assert_nobody_betrayed(told, url)
    if response.status_code in (301, 302):
        return "login" if response["Location"].startswith("/login/") else "→", post
    return str(response.status_code), post


def assert_nobody_betrayed(told: str, url: str) -> None:
    """Who gave the world's protected clue is told where members are listed as members, and nowhere else (SE-31)."""
    assert GIVER_PHONE not in told, url
    assert GIVER not in told or url.lstrip("/").startswith(LISTS_MEMBERS), url


def reality(houses, roles: list[str]) -> dict[str, dict[str, str]]:
    browsers = clients(houses, roles)
    rows: dict[str, dict[str, str]] = {}
    for address in addresses():
        url, post = address.url(houses.ours), False
        row = rows[f"{address.name} | `/{address.path}`"] = {}
        for role in roles:
            row[role], post = answer(browsers[role], url, post)
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


# Some of the roles each: together they take minutes, so they are shared between the workers.
@pytest.mark.parametrize("roles", [ROLES[at : at + 3] for at in range(0, len(ROLES), 3)], ids=lambda roles: roles[0])
def test_the_table_is_what_happens(houses, roles):
    found = reality(houses, roles)
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
        if re.search(NUMBER, path) and not path.startswith("`/q/"):  # those are for everybody
            assert cells["stranger"] in {"404", "403"}, (name, path, cells["stranger"])
        if path.startswith(("`/team", "`/duty", "`/reports", "`/jobs", "`/files", "`/api")):
            assert cells["anonymous"] in {"login", "401", "404"}, (name, cells["anonymous"])
        if path.startswith(("`/team", "`/duty", "`/reports")):
            assert cells["guard"] in {"403", "404"} or "ics" in path, (name, cells["guard"])


@pytest.mark.parametrize("role", ["system", "security", "audit"])
def test_no_page_of_an_administrator_tells_who_gave_a_clue(houses, role):
    """Every list of the administration and the first of its rows."""
    browser = browser_of(houses.ours.people[role])
    lists = set(re.findall(r'href="(/admin/[a-z]+/[a-z]+/)"', text_of(browser.get("/admin/"))))
    rows = 0
    for address in lists:
        listed = text_of(browser.get(address))
        assert_nobody_betrayed(listed, address)
        for row in re.findall(rf'href="({address}[^/"]+/change/)', listed)[:3]:
            rows += 1
            assert_nobody_betrayed(text_of(browser.get(row)), row)
    assert len(lists) > 3 and rows
