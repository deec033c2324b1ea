"""The repeat alarm opens one task, collects what follows, and does not ring again for what was looked into."""

import datetime

import pytest
from django.utils import timezone

from stations.analysis.models import AnalysisTask
from stations.analysis.repeats import look_for_repeats
from stations.incidents.hooks import Move
from tests.factories import make_category, make_incident, make_spot

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def report(cast, in_one):
    category = make_category(cast.station)

    def make(days_ago=0, **fields):
        at = timezone.now() - days_ago * DAY
        incident = make_incident(cast.station, at=at, category=category, **fields)
        look_for_repeats(Move(incident, "record", cast.desk.user, timezone.now()))
        return incident

    return make


def test_the_third_report_from_a_place_opens_one_task(report):
    first, second = report(20), report(10)
    assert not AnalysisTask.objects.exists()
    third, fourth = report(), report()
    task = AnalysisTask.objects.get()
    assert (task.kind, task.state) == ("place", "open")
    assert set(task.incidents.all()) == {first, second, third, fourth}


def test_reports_older_than_thirty_days_do_not_count(report):
    report(31), report(1), report()
    assert not AnalysisTask.objects.exists()


def test_a_known_place_is_the_same_whatever_the_words(cast, report):
    spot = make_spot(cast.station, "鲜鱼口小吃街")
    for words in ("小吃街东口", "小吃街", "鲜鱼口"):
        report(place=words, spot=spot)
    assert AnalysisTask.objects.get().key == f"spot:{spot.pk}"


def test_the_same_telephone_opens_a_task_without_a_name_or_number(report):
    for number, place in enumerate(("甲路1号", "乙路2号", "丙路3号")):
        report(number, place=place, reporter="张三", phone="13812345678")
    task = AnalysisTask.objects.get()
    assert task.kind == "person" and "张三" not in task.title + task.key
    assert "5678" not in task.title and "13812345678" not in task.key


def test_what_was_looked_into_does_not_ring_again(report):
    report(3), report(2), report(1)
    AnalysisTask.objects.update(state="closed", result="已处理")
    report()
    assert AnalysisTask.objects.count() == 1
    report(), report()
    assert AnalysisTask.objects.filter(state="open").count() == 1


def test_struck_and_repeated_reports_do_not_count(report):
    main = report(2)
    report(1, state="linked", main=main)
    report(1, state="struck", struck_reason="误录")
    report()
    assert not AnalysisTask.objects.exists()


def test_found_property_is_no_alarm(report):
    report(kind="found"), report(kind="found"), report(kind="found")
    assert not AnalysisTask.objects.exists()
