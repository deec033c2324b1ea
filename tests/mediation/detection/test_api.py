"""Sweeps and recurring disputes over the API: whose they are, what a stranger gets, the same refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from mediation.detection import sweeping
from mediation.models import Recurrence, SweepTask
from mediation.network.words import Group
from stations.kit.scoping import in_station
from stations.models import Officer
from tests.factories import make_community, make_grid
from tests.factories.mediation import make_mediator

TODAY = timezone.localdate()


@pytest.fixture
def api_of():
    """``api_of(person)``: a program that speaks for this person."""

    def make(person) -> APIClient:
        program = APIClient()
        program.force_login(getattr(person, "user", person))
        return program

    return make


@pytest.fixture
def ground(cast):
    """Two grids of a community: one with a grid worker, one with its officer only; and who asks for them."""
    with in_station(cast.station):
        cast.community = make_community(cast.station, team=cast.community_team)
        cast.grid = make_grid(cast.community, officer=cast.officer)
        cast.bare = make_grid(cast.community, officer=cast.officer)
        cast.worker = make_mediator(cast.station, Group.GRID, grid=cast.grid)
        cast.keeper = make_mediator(cast.station, keeper=True)
        yield cast


@pytest.fixture
def sweep(ground):
    return sweeping.give_out(
        station=ground.station, title="节前排查", look_for="邻里、欠薪", due_on=TODAY + timedelta(days=7),
        grids=[ground.grid, ground.bare], actor=ground.keeper.user,
    )  # fmt: skip


@pytest.fixture
def recurrence(ground):
    now = timezone.now()
    return Recurrence.objects.create(
        station=ground.station, kind="address", key="k" * 64, place="前门大街1号", level=2, times=3,
        community=ground.community, first_at=now, last_at=now, proposed_at=now,
        reasons=[{"code": "times", "times": 3, "days": 90}],
    )  # fmt: skip


def test_a_keeper_gives_a_sweep_out_and_a_grid_worker_may_not(ground, api_of):
    sent = {
        "title": "排查", "look_for": "欠薪", "due_on": TODAY.isoformat(), "grids": [ground.grid.pk, ground.bare.pk],
    }  # fmt: skip
    answer = api_of(ground.keeper).post("/api/v1/sweeps/", sent, format="json")
    assert (answer.status_code, answer.data["parts"], answer.data["state"]) == (201, 2, "open")
    assert api_of(ground.worker).post("/api/v1/sweeps/", sent, format="json").status_code == 403
    assert api_of(ground.keeper).post("/api/v1/sweeps/", sent | {"grids": []}, format="json").status_code == 400


def test_a_grid_worker_sees_and_works_on_the_own_grid_alone(ground, sweep, api_of):
    mine, other = SweepTask.objects.get(grid=ground.grid), SweepTask.objects.get(grid=ground.bare)
    program, address = api_of(ground.worker), f"/api/v1/sweeps/{sweep.pk}/"
    shown = program.get(address).data
    assert [task["id"] for task in shown["tasks"]] == [mine.pk]
    assert shown["verbs"] == ["find", "done"] and shown["timeline"]
    found = {"task": mine.pk, "place": "草厂三条", "text": "占道"}
    answer = program.post(f"{address}find/", found, format="json")
    assert (answer.status_code, answer.data["found"]) == (200, 1)
    assert program.post(f"{address}find/", found | {"task": other.pk}, format="json").status_code == 403
    finding = answer.data["tasks"][0]["findings"][0]["id"]
    answer = program.post(f"{address}make_case/", {"finding": finding}, format="json")
    assert answer.data["tasks"][0]["findings"][0]["case"]
    assert program.post(f"{address}settle/", {"finding": finding}, format="json").status_code == 409
    answer = program.post(f"{address}done/", {"task": mine.pk}, format="json")
    assert answer.data["tasks"][0]["state"] == "done"
    assert program.post(f"{address}done/", {"task": mine.pk}, format="json").status_code == 409


def test_a_part_of_another_sweep_is_no_choice(ground, sweep, api_of):
    later = sweeping.give_out(
        station=ground.station, title="再排查", look_for="邻里", due_on=TODAY, grids=[ground.grid],
        actor=ground.keeper.user,
    )  # fmt: skip
    sent = {"task": later.tasks.get().pk}
    assert api_of(ground.keeper).post(f"/api/v1/sweeps/{sweep.pk}/done/", sent, format="json").status_code == 400


def test_strangers_get_nothing_of_sweeps_and_recurrences(ground, sweep, recurrence, api_of):
    elder = make_mediator(ground.station, Group.ELDER)
    for resource, row in (("sweeps", sweep), ("recurrences", recurrence)):
        address = f"/api/v1/{resource}/{row.pk}/"
        assert api_of(ground.chief2).get(address).status_code == 404
        assert api_of(ground.guard).get(address).status_code == 403
    assert api_of(elder).get(f"/api/v1/sweeps/{sweep.pk}/").status_code == 404
    assert api_of(elder).get("/api/v1/sweeps/").data["count"] == 0
    assert api_of(elder).get(f"/api/v1/recurrences/{recurrence.pk}/").status_code == 403


def test_a_recurrence_is_confirmed_with_a_plan_or_dismissed_with_a_reason(ground, recurrence, api_of):
    program, address = api_of(ground.keeper), f"/api/v1/recurrences/{recurrence.pk}/"
    shown = program.get(address).data
    assert shown["state"] == "proposed" and len(shown["reasons"]) == 1 and "3" in shown["reasons"][0]
    owner = Officer.objects.get(pk=ground.officer.pk)
    plan = {
        "plan": "上门走访", "plan_from": TODAY.isoformat(), "owner": owner.pk,
        "plan_until": (TODAY - timedelta(days=1)).isoformat(),
    }  # fmt: skip
    assert program.post(f"{address}confirm/", plan, format="json").status_code == 409
    plan["plan_until"] = (TODAY + timedelta(days=30)).isoformat()
    answer = program.post(f"{address}confirm/", plan, format="json")
    assert (answer.status_code, answer.data["state"]) == (200, "confirmed")
    assert "replan" in answer.data["verbs"] and answer.data["owner"]["id"] == owner.pk
    assert program.post(f"{address}dismiss/", {"reason": ""}, format="json").status_code == 400
    answer = program.post(f"{address}dismiss/", {"reason": "互不相干"}, format="json")
    assert answer.data["state"] == "dismissed"
    assert program.post(f"{address}replan/", plan, format="json").status_code == 409


def test_the_lists_are_paged_and_filtered(ground, sweep, recurrence, api_of):
    program = api_of(ground.keeper)
    assert program.get("/api/v1/sweeps/").data["results"][0]["parts"] == 2
    assert program.get("/api/v1/sweeps/?closed=yes").data["count"] == 0
    assert program.get("/api/v1/recurrences/?kind=address").data["count"] == 1
    assert program.get("/api/v1/recurrences/?kind=pair").data["count"] == 0
    assert program.get("/api/v1/recurrences/?kind=person").status_code == 400
