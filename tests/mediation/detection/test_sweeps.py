"""Sweeps by grid: given out, looked at, and what is found becomes a dispute without typing it twice."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mediation.detection import agenda, sweeping
from mediation.models import Case, Sweep, SweepFinding, SweepTask
from mediation.network.words import Group
from stations.agenda.standing_in import answered_by
from stations.kit.answer import NotAllowed, RuleBroken
from stations.kit.scoping import in_station
from stations.models import Notice
from tests.factories import client_of, make_community, make_grid, make_officer
from tests.factories.mediation import make_mediator

TODAY = timezone.localdate()


@pytest.fixture
def ground(cast):
    """Two grids of a community: one with a grid worker, one with its officer only."""
    with in_station(cast.station):
        community = make_community(cast.station, team=cast.community_team)
        cast.grid = make_grid(community, officer=cast.officer)
        cast.bare = make_grid(community, officer=cast.officer)
        cast.worker = make_mediator(cast.station, Group.GRID, grid=cast.grid)
        cast.keeper = make_mediator(cast.station, keeper=True)
        yield cast


@pytest.fixture
def sweep(ground):
    return sweeping.give_out(
        station=ground.station, title="节前排查", look_for="邻里、欠薪", due_on=TODAY + timedelta(days=7),
        grids=[ground.grid, ground.bare], actor=ground.keeper.user,
    )  # fmt: skip


def test_each_grid_goes_to_its_worker_or_else_its_officer_who_are_told(ground, sweep):
    parts = {task.grid_id: task.mediator for task in SweepTask.objects.all()}
    assert parts == {ground.grid.pk: ground.worker, ground.bare.pk: None}
    told = set(Notice.objects.filter(kind=sweeping.TOLD).values_list("recipient", flat=True))
    assert told == {ground.worker.user_id, ground.officer.user_id}
    assert len(agenda.sweep_parts(ground.worker.user, TODAY)) == 1
    assert len(agenda.sweep_parts(ground.officer.user, TODAY)) == 1


def test_only_keepers_give_sweeps_out_and_not_for_the_past(ground):
    order = {"station": ground.station, "title": "排查", "look_for": "邻里", "grids": [ground.grid]}
    with pytest.raises(NotAllowed):
        sweeping.give_out(due_on=TODAY, actor=ground.worker.user, **order)
    with pytest.raises(RuleBroken):
        sweeping.give_out(due_on=TODAY - timedelta(days=1), actor=ground.keeper.user, **order)


def test_a_finding_is_entered_once_and_becomes_a_dispute(ground, sweep):
    task, key = SweepTask.objects.get(grid=ground.grid), uuid.uuid4()
    enter = {"task": task, "place": "3号楼2单元", "text": "漏水争执", "actor": ground.worker.user}
    finding = sweeping.enter_finding(client_key=key, **enter)
    assert sweeping.enter_finding(client_key=key, **enter) == finding
    case = sweeping.make_case(finding=finding, actor=ground.worker.user)
    assert (case.source, case.summary, case.place, case.grid) == ("sweep", "漏水争执", "3号楼2单元", ground.grid)
    with pytest.raises(RuleBroken) as refusal:
        sweeping.make_case(finding=finding, actor=ground.worker.user)
    assert refusal.value.code == "dealt_with"
    assert Case.objects.visible_to(ground.worker.user).get() == case


def test_somebody_elses_grid_is_not_ones_own(ground, sweep):
    task = SweepTask.objects.get(grid=ground.bare)
    with pytest.raises(NotAllowed):
        sweeping.enter_finding(task=task, place="某处", text="某事", actor=ground.worker.user)
    assert sweeping.enter_finding(task=task, place="某处", text="某事", actor=ground.officer.user)


def test_who_stands_in_for_the_officer_of_a_grid_sweeps_it(ground, sweep):
    colleague, task = make_officer(ground.officer.station, "代班民警"), SweepTask.objects.get(grid=ground.bare)
    answers = {colleague.user_id: frozenset({ground.officer.pk})}
    with answered_by(lambda user: answers.get(user.pk, frozenset())):
        assert sweeping.enter_finding(task=task, place="某处", text="某事", actor=colleague.user)


def test_the_sweep_closes_with_its_last_part(ground, sweep):
    for task, actor in zip(SweepTask.objects.order_by("pk"), (ground.worker.user, ground.officer.user), strict=True):
        assert Sweep.objects.get().closed_at is None
        sweeping.report_done(task=task, note="未发现", actor=actor)
    assert Sweep.objects.get().closed_at
    with pytest.raises(RuleBroken) as refusal:
        sweeping.enter_finding(task=task, place="某处", text="某事", actor=ground.officer.user)
    assert refusal.value.code == "done"


def test_the_pages_of_a_grid_worker(ground, sweep):
    client, task = client_of(ground.worker), SweepTask.objects.get(grid=ground.grid)
    assert "节前排查" in client.get(reverse("sweeps")).content.decode()
    page = client.get(sweep.get_absolute_url()).content.decode()
    assert ground.grid.name in page
    assert ground.bare.name not in page
    form = {"place": "5号院", "text": "停车纠纷", "client_key": str(uuid.uuid4())}
    assert client.post(reverse("sweep-finding-new", args=[task.pk]), form).status_code == 302
    finding = SweepFinding.objects.get()
    assert "停车纠纷" in client.get(sweep.get_absolute_url()).content.decode()
    client.post(reverse("sweep-finding-case", args=[finding.pk]))
    assert Case.objects.get().number in client.get(sweep.get_absolute_url()).content.decode()
    assert client.post(reverse("sweep-task-done", args=[task.pk]), {"note": ""}).status_code == 302
    assert client.get(reverse("sweep-new")).status_code == 403


def test_the_keeper_gives_out_by_community(ground):
    form = {"title": "月度排查", "look_for": "邻里", "due_on": TODAY, "community": ground.grid.community_id}
    assert client_of(ground.keeper).post(reverse("sweep-new"), form).status_code == 302
    assert SweepTask.objects.count() == 2
    assert client_of(ground.chief2).get(Sweep.objects.get().get_absolute_url()).status_code == 404


def test_what_was_settled_on_the_spot_needs_no_case(ground, sweep):
    task = SweepTask.objects.get(grid=ground.grid)
    finding = sweeping.enter_finding(task=task, place="某处", text="某事", actor=ground.worker.user)
    client_of(ground.keeper).post(reverse("sweep-finding-settle", args=[finding.pk]))
    finding.refresh_from_db()
    assert (finding.state, Case.objects.count()) == ("settled", 0)
