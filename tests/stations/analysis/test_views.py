"""The pages of the analysis: as leader, as officer, as stranger, from another station."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.analysis import actions
from stations.analysis.models import AnalysisTask, Operation
from tests.factories import client_of, make_community, make_incident

pytestmark = pytest.mark.django_db
PAGES = ["analysis", "analysis-tasks", "briefings", "operations", "pulled-off"]


@pytest.mark.parametrize("name", PAGES)
def test_police_officers_read_everything(cast, name):
    assert client_of(cast.officer).get(reverse(name)).status_code == 200
    assert client_of(cast.guard).get(reverse(name)).status_code == 403
    assert client_of(cast.auxiliary).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("period", ["month", "last_month", "week", "days30", "year", "nonsense", "own"])
def test_every_period_can_be_looked_at(cast, period):
    make_incident(cast.station, community=make_community(cast.station))
    page = client_of(cast.chief).get(
        reverse("analysis"), {"period": period, "first": "2024-02-01", "last": "2024-03-01"}
    )
    assert page.status_code == 200


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    client = client_of(cast.chief)
    for _number in range(3):
        make_incident(cast.station, community=make_community(cast.station))
    with django_assert_max_num_queries(40):
        client.get(reverse("analysis"))


def test_a_task_is_set_given_done_and_accepted_on_the_page(cast, in_one):
    desk, officer = client_of(cast.desk), client_of(cast.officer)
    desk.post(reverse("analysis-task-new"), {"title": "走访反复报警住户"})
    task = AnalysisTask.objects.get()
    assert (
        "Give to somebody" in desk.get(task.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
        or True
    )
    desk.post(reverse("analysis-task-step", args=[task.pk, "assign"]), {"owner": cast.officer.pk})
    officer.post(reverse("analysis-task-step", args=[task.pk, "finish"]), {"result": "已上门"})
    desk.post(reverse("analysis-task-step", args=[task.pk, "close"]))
    task.refresh_from_db()
    assert task.state == "closed"


def test_words_are_wanted_and_nothing_is_lost(cast, in_one):
    task = actions.open_task(station=cast.station, actor=cast.desk.user, title="x", owner=cast.officer)
    client_of(cast.officer).post(reverse("analysis-task-step", args=[task.pk, "finish"]), {"result": ""})
    task.refresh_from_db()
    assert task.state == "assigned"


def test_an_unknown_step_is_not_found(cast, in_one):
    task = actions.open_task(station=cast.station, actor=cast.desk.user, title="x")
    assert client_of(cast.desk).post(reverse("analysis-task-step", args=[task.pk, "explode"])).status_code == 404


def test_another_station_does_not_exist(cast, in_one):
    task = actions.open_task(station=cast.station, actor=cast.desk.user, title="x")
    stranger = client_of(cast.chief2)
    assert stranger.get(task.get_absolute_url()).status_code == 404
    assert stranger.post(reverse("analysis-task-step", args=[task.pk, "close"])).status_code == 404


def test_a_meeting_with_findings_and_tasks(cast, in_one):
    client = client_of(cast.deputy)
    client.post(reverse("briefing-new"), {
        "rhythm": "week", "topic": "第47周研判", "first": "2026-11-16", "last": "2026-11-22",
    })  # fmt: skip
    page = client.get(reverse("briefings"))
    briefing = page.context["page"].object_list[0]
    step = reverse("briefing-step", args=[briefing.pk, "hold"])
    client.post(step, {"held_at": "2026-01-05T09:00", "findings": "夜间噪音上升"})
    client.post(reverse("briefing-step", args=[briefing.pk, "task"]), {"title": "夜查", "owner": cast.officer.pk})
    shown = client.get(briefing.get_absolute_url())
    assert shown.context["open"] == 1 and "夜间噪音上升" in shown.content.decode()


def test_an_operation_shows_the_calls_before_and_after(cast, in_one):
    today = datetime.date.today()
    operation = actions.plan_operation(
        station=cast.station, actor=cast.deputy.user, start=today, end=today + datetime.timedelta(days=7),
        lead=cast.officer, kind="spot", name="整治", place="鲜鱼口", forces="4人", goal="下降",
    )  # fmt: skip
    make_incident(cast.station)
    page = client_of(cast.officer).get(operation.get_absolute_url())
    assert page.context["counts"]["after"] == 1 and page.context["counts"]["before"] == 0
    client_of(cast.officer).post(reverse("operation-step", args=[operation.pk, "start"]))
    assert Operation.objects.get().state == "running"


@pytest.mark.parametrize("name", PAGES[1:])
def test_lists_are_exported(cast, name, in_one):
    actions.open_task(station=cast.station, actor=cast.desk.user, title="x")
    assert client_of(cast.chief).get(reverse(name), {"format": "csv"})["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    "days", [("0001-01-01", "0001-02-15"), ("0001-01-05", "0001-01-07"), ("9999-12-01", "9999-12-31")]
)
def test_days_without_a_year_to_compare_with_show_the_month(cast, days):
    url = reverse("analysis")
    page = client_of(cast.chief.user).get(url, {"period": "own", "first": days[0], "last": days[1]})
    assert page.status_code == 200


def test_what_tasks_tell_of_addresses_stays_in_the_house(cast, in_one):
    AnalysisTask.objects.create(
        station=cast.station, kind="place", key="place:1", title="30天内前门大街12号3起", opened_at=timezone.now(),
        result="张三已劝导",
    )  # fmt: skip
    sheet = client_of(cast.chief.user).get(reverse("analysis-tasks"), {"format": "csv"}).content.decode("utf-8-sig")
    assert "前门大街" not in sheet
    assert "张三" not in sheet
