"""DU-01 … DU-06 and DU-08 checked from outside: only the HTTP API is asked."""

import datetime
from collections import defaultdict
from itertools import pairwise

import pytest

from stations.jobs import actions as jobs

DAY = datetime.timedelta(days=1)
WORKING = ("primary", "secondary", "fixed")
SPANS = {
    "leap day": ("2024-02-28", "2024-03-01"),
    "year end": ("2024-12-30", "2025-01-02"),
    "Spring Festival": ("2026-02-14", "2026-02-24"),
}


class Outside:
    """A program that knows nothing but addresses."""

    def __init__(self, client):
        self.client = client

    def all(self, path, **query):
        """Every row of a list, page by page."""
        answer = self.client.get(f"/api/v1/{path}/", query).json()
        rows = answer["results"]
        while answer["next"]:
            answer = self.client.get(answer["next"]).json()
            rows += answer["results"]
        assert len(rows) == answer["count"]
        return rows

    def generate(self, station, first, last):
        """Ask for a span; the worker does it at once."""
        answer = self.client.post(
            f"/api/v1/stations/{station}/generate-duties/", {"from": first, "to": last},
            content_type="application/json", headers={"prefer": "respond-async"},
        )  # fmt: skip
        assert answer.status_code == 202
        jobs.run(job_id=answer.json()["job"])
        done = self.client.get(answer.headers["Location"]).json()
        assert done["state"] == "done", done["message"]


@pytest.fixture
def outside(rotation, program_of):
    """The chief's program."""
    return Outside(program_of(rotation.chief))


@pytest.fixture(params=SPANS.values(), ids=SPANS.keys())
def rows(request, outside):
    """All duty rows of one span, made through the API, in one list."""
    first, last = request.param
    (station,) = outside.all("stations")
    outside.generate(station["id"], first, last)
    found = outside.all("duties", date_from=first, date_to=last)
    days = (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days + 1
    assert len({row["date"] for row in found}) == days
    return found


def by_day(rows):
    days = defaultdict(list)
    for row in rows:
        days[row["date"]].append(row)
    return dict(sorted(days.items()))


def roles_of_groups(day):
    roles = defaultdict(set)
    for row in day:
        if row["group"]:
            roles[row["group"]["id"]].add(row["role"])
    return roles


def test_du_01_every_group_has_one_role_and_every_role_one_group(rows, outside):
    groups = {group["id"] for group in outside.all("shift-groups")}
    for day in by_day(rows).values():
        roles = roles_of_groups(day)
        assert set(roles) == groups
        assert all(len(found) == 1 for found in roles.values())
        assert sorted(role for found in roles.values() for role in found) == ["primary", "rest", "secondary"]


def test_du_02_roles_follow_the_cycle_from_the_anchor(rows, outside):
    (plan,) = outside.all("rotation-plans")
    first_group = next(group["id"] for group in outside.all("shift-groups") if group["position"] == 0)
    cycle, anchor = plan["cycle"], datetime.date.fromisoformat(plan["anchor"])
    after = dict(zip(cycle, cycle[1:] + cycle[:1], strict=True))
    days = {date: roles_of_groups(day) for date, day in by_day(rows).items()}
    for date, roles in days.items():
        gone = (datetime.date.fromisoformat(date) - anchor).days
        assert roles[first_group] == {cycle[gone % len(cycle)]}
    for today, tomorrow in pairwise(days.values()):
        for group, (role,) in today.items():
            assert tomorrow[group] == {after[role]}


def test_du_03_every_rotating_unit_has_strength_on_primary_and_secondary(rows, outside):
    rotating = {team["id"] for team in outside.all("teams") if team["rotates"]}
    for day in by_day(rows).values():
        for role in ("primary", "secondary"):
            assert {row["unit"]["id"] for row in day if row["role"] == role} >= rotating


def test_du_04_one_deputy_commands_on_primary(rows, outside):
    deputies = {officer["id"] for officer in outside.all("officers", post="deputy")}
    for day in by_day(rows).values():
        (commander,) = [row for row in day if row["commander"]]
        assert commander["officer"]["id"] in deputies
        assert commander["role"] == "primary"


def test_du_05_the_chief_stands_outside_the_rotation(rows, outside):
    (chief,) = outside.all("officers", post="chief")
    mine = [row for row in rows if row["officer"]["id"] == chief["id"]]
    assert mine
    assert all(row["group"] is None and row["role"] in {"fixed", "rest"} for row in mine)


def test_du_06_nobody_is_in_two_places_at_once(rows):
    spans = defaultdict(list)
    for row in rows:
        if row["role"] in WORKING:
            start, end = (datetime.datetime.fromisoformat(row[name]) for name in ("starts_at", "ends_at"))
            assert start < end
            assert start.utcoffset() == datetime.timedelta(hours=8)
            spans[row["officer"]["id"]].append((start, end))
    for mine in spans.values():
        for (_start, end), (following, _end) in pairwise(sorted(mine)):
            assert end <= following


def test_du_08_a_officers_only_do_community_work(rows, outside):
    full_time = {community["a_officer"]["id"] for community in outside.all("communities")}
    tasks = {row["task"] for row in rows if row["officer"]["id"] in full_time and row["role"] in WORKING}
    assert tasks == {"community"}


def test_one_row_per_officer_and_day_and_nobody_left_out(rows, outside):
    officers = {officer["id"] for officer in outside.all("officers")}
    for date, day in by_day(rows).items():
        ids = [row["officer"]["id"] for row in day]
        assert len(ids) == len(set(ids))
        assert set(ids) == officers
        assert all(row["starts_at"].startswith(date) for row in day)


def test_generating_again_changes_nothing(rows, outside):
    (station,) = outside.all("stations")
    first, last = min(row["date"] for row in rows), max(row["date"] for row in rows)
    outside.generate(station["id"], first, last)
    assert outside.all("duties", date_from=first, date_to=last) == rows
