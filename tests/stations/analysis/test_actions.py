"""Tasks, meetings and operations in the database."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from stations.analysis import actions
from stations.analysis.models import AnalysisTask, PulledOff
from stations.kit.answer import NotAllowed, RuleBroken
from stations.notices.models import Notice
from stations.timeline.models import Entry
from tests.factories import make_community, make_community_post

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


@pytest.fixture
def task(cast, in_one):
    return actions.open_task(station=cast.station, actor=cast.desk.user, title="走访反复报警住户", owner=cast.officer)


def test_a_task_is_followed_to_the_end(cast, task):
    assert Notice.objects.get(recipient=cast.officer.user).kind == "analysis.task"
    actions.finish(task=task, actor=cast.officer.user, result="已上门，双方和解")
    with pytest.raises(NotAllowed):
        actions.close(task=task, actor=cast.officer.user)
    closed = actions.close(task=task, actor=cast.deputy.user)
    assert closed.state == "closed" and closed.closed_by == cast.deputy.user
    verbs = list(Entry.objects.about(task).order_by("id").values_list("verb", flat=True))
    assert verbs == ["analysistask.open", "analysistask.finish", "analysistask.close"]


def test_a_task_sent_back_is_done_again(cast, task):
    actions.finish(task=task, actor=cast.officer.user, result="去过，没人")
    again = actions.send_back(task=task, actor=cast.deputy.user)
    assert again.state == "assigned"


def test_an_officer_sets_no_tasks(cast, in_one):
    with pytest.raises(NotAllowed):
        actions.open_task(station=cast.station, actor=cast.officer.user, title="x")


def test_an_owner_of_another_station_is_refused(cast, in_one):
    with pytest.raises(RuleBroken, match="station|派出所"):
        actions.open_task(station=cast.station, actor=cast.chief.user, title="x", owner=cast.officer2)


def test_the_database_refuses_an_end_without_a_result(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnalysisTask.objects.filter(pk=task.pk).update(state="done", result="")


def call(cast):
    return actions.call_briefing(
        station=cast.station, actor=cast.deputy.user, rhythm="week", topic="第47周研判",
        first=datetime.date(2026, 11, 16), last=datetime.date(2026, 11, 22),
    )  # fmt: skip


def test_a_meeting_closes_when_its_tasks_have_ended(cast, in_one):
    briefing = call(cast)
    actions.hold(briefing=briefing, actor=cast.deputy.user, held_at=timezone.now(), findings="夜间噪音上升")
    task = actions.open_task(
        station=cast.station, actor=cast.deputy.user, title="联合城管夜查", briefing=briefing, owner=cast.officer
    )
    assert task.kind == "meeting"
    with pytest.raises(RuleBroken):
        actions.close_briefing(briefing=briefing, actor=cast.deputy.user)
    actions.drop(task=task, actor=cast.deputy.user, result="已由街道处理")
    assert actions.close_briefing(briefing=briefing, actor=cast.deputy.user).state == "closed"
    with pytest.raises(RuleBroken):
        actions.open_task(station=cast.station, actor=cast.deputy.user, title="x", briefing=briefing)


def test_the_same_meeting_is_called_once(cast, in_one):
    call(cast)
    with pytest.raises(RuleBroken) as refusal:
        call(cast)
    assert refusal.value.code == "briefing.twice"


def test_a_meeting_is_not_held_in_the_future(cast, in_one):
    with pytest.raises(RuleBroken):
        actions.hold(
            briefing=call(cast), actor=cast.deputy.user, findings="x",
            held_at=timezone.now() + datetime.timedelta(hours=1),
        )  # fmt: skip


def test_an_operation_from_plan_to_review(cast, in_one):
    operation = actions.plan_operation(
        station=cast.station, actor=cast.deputy.user, start=TODAY, end=TODAY + datetime.timedelta(days=14),
        lead=cast.officer, kind="spot", name="夜间扰民整治", place="鲜鱼口", forces="社区队4人", goal="下降三成",
    )  # fmt: skip
    for actor, verb in ((cast.officer, "start"), (cast.officer, "end")):
        operation = actions.move_operation(operation=operation, actor=actor.user, verb=verb)
    with pytest.raises(RuleBroken):
        actions.move_operation(operation=operation, actor=cast.deputy.user, verb="review")
    operation = actions.move_operation(operation=operation, actor=cast.deputy.user, verb="review", review="下降四成")
    assert operation.state == "reviewed"


def test_only_an_a_role_is_taken_off(cast, in_one):
    values = {"officer": cast.officer, "day": TODAY, "hours": Decimal(4), "work": "大型活动安保", "today": TODAY}
    with pytest.raises(RuleBroken) as refusal:
        actions.record_pulled_off(station=cast.station, actor=cast.desk.user, **values)
    assert refusal.value.code == "pulled_off.not_a"
    community = make_community(cast.station, team=cast.community_team)
    make_community_post(community, cast.officer)
    row = actions.record_pulled_off(station=cast.station, actor=cast.desk.user, **values)
    assert row.community == community
    with pytest.raises(RuleBroken):
        actions.record_pulled_off(station=cast.station, actor=cast.desk.user, **values)
    assert PulledOff.objects.count() == 1
