"""Duties and plans through the API: the same rules, the same words."""

import datetime

import pytest
from django.utils import timezone

from patrols.schedule.models import PatrolDuty, Plan
from patrols.schedule.words import State
from tests.factories import client_of, make_officer, make_station
from tests.factories.patrols import make_guard, make_patrols

DUTIES, PLANS = "/api/v1/patrol-duties/", "/api/v1/patrol-plans/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def third(patrols):
    """A third guard of the squad, free now."""
    return make_guard(patrols.squad)


def post(user, path: str, data: dict):
    """A JSON request of a logged-in person."""
    return client_of(user).post(path, data, content_type="application/json")


def test_a_duty_shows_state_verbs_points_and_timeline(patrols):
    shown = client_of(patrols.office).get(f"{DUTIES}{patrols.duty.pk}/").json()
    assert shown["state"] == "planned" and set(shown["verbs"]) == {"cancel", "swap", "add", "remove"}
    assert [target["state"] for target in shown["targets"]] == ["due", "due", "due"]
    assert shown["timeline"] == [] and len(shown["guards"]) == 2


def test_a_guard_reads_the_duties_of_the_own_squad_and_changes_none(patrols, station, third):
    other = make_patrols(station)
    shown = client_of(patrols.guard.user).get(DUTIES).json()
    assert [row["id"] for row in shown["results"]] == [patrols.duty.pk]
    assert shown["results"][0]["verbs"] == []
    assert client_of(patrols.guard.user).get(f"{DUTIES}{other.duty.pk}/").status_code == 404
    answer = post(patrols.guard.user, f"{DUTIES}{patrols.duty.pk}/add/", {"guard": third.pk, "reason": "help"})
    assert answer.status_code == 403


def test_the_leader_swaps_and_a_second_patrol_is_refused_with_its_reason(patrols, third):
    path, leader = f"{DUTIES}{patrols.duty.pk}/", patrols.leader.user
    data = {"out": patrols.guard.pk, "guard": third.pk, "reason": "ill"}
    assert {row["id"] for row in post(leader, f"{path}swap/", data).json()["guards"]} == {third.pk, patrols.leader.pk}
    answer = post(leader, f"{path}add/", {"guard": third.pk, "reason": "help"})
    assert (answer.status_code, answer.json()["code"]) == (409, "patrol_duty.already_on_it")


def test_another_stations_duty_and_guard_do_not_exist(patrols):
    other = make_patrols(make_station("CW"))
    officer = make_officer(patrols.squad.station).user
    assert client_of(officer).get(f"{DUTIES}{other.duty.pk}/").status_code == 404
    data = {"guard": other.guard.pk, "reason": "help"}
    assert post(patrols.leader.user, f"{DUTIES}{patrols.duty.pk}/add/", data).status_code == 400


def test_cancelling_needs_a_reason(patrols):
    path = f"{DUTIES}{patrols.duty.pk}/cancel/"
    assert post(patrols.office, path, {}).status_code == 400
    assert post(patrols.office, path, {"reason": "暴雨"}).json()["state"] == State.CANCELLED
    assert post(patrols.office, path, {"reason": "暴雨"}).status_code == 409


def asked(patrols, **values) -> dict:
    """A plan as a program sends it."""
    area = patrols.route.area
    return {
        "name": "早巡", "squad": patrols.squad.pk, "area": area.pk, "grid": area.grid_id, "route": patrols.route.pk,
        "task": "巡查门前秩序", "mode": "slots", "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "slots": [{"starts": "07:00", "minutes": 120}], "people": 1, "guards": [patrols.guard.pk],
        "start": f"{timezone.localdate() + DAY:%Y-%m-%d}",
    } | values  # fmt: skip


def test_a_plan_is_made_changed_and_ended(patrols, tomorrow):
    made = post(patrols.office, PLANS, asked(patrols))
    assert made.status_code == 201 and made["Location"].endswith(f"{PLANS}{made.json()['id']}/")
    path = f"{PLANS}{made.json()['id']}/"
    assert PatrolDuty.objects.filter(plan=made.json()["id"], date=tomorrow).count() == 1
    assert post(patrols.office, f"{path}change/", asked(patrols, task="查消防通道")).json()["task"] == "查消防通道"
    ended = post(patrols.office, f"{path}end/", {"end": f"{tomorrow + DAY:%Y-%m-%d}"})
    assert ended.json()["end"] == f"{tomorrow + DAY:%Y-%m-%d}"


@pytest.mark.parametrize(
    "values,status",
    [
        ({"route": None}, 409), ({"slots": []}, 400), ({"weekdays": [9]}, 400), ({"mode": "sometimes"}, 400),
        ({"squad": "x"}, 400), ({"mode": "random", "draw": 9, "quota": 1}, 409), ({"guards": [10**20]}, 400),
    ],
)  # fmt: skip
def test_a_plan_that_is_not_whole_is_refused(patrols, values, status):
    assert post(patrols.office, PLANS, asked(patrols, **values)).status_code == status
    assert not Plan.objects.filter(name="早巡").exists()


def test_an_officer_reads_plans_and_keeps_none(patrols, plan):
    officer = make_officer(patrols.squad.station).user
    assert client_of(officer).get(PLANS).json()["count"] == 1
    assert post(officer, PLANS, asked(patrols)).status_code == 403
    assert client_of(patrols.leader.user).get(PLANS).status_code == 403
