"""Plans by workbook: taken in whole or refused with a reason, the same again changes nothing."""

import datetime

import pytest

from patrols.schedule.importer import Slots, Weekdays
from patrols.schedule.models import Plan
from stations.imports.cells import CellError
from tests.stations.imports.books import book, judged

HEAD = (
    "名称", "小队编码", "区域编码", "网格编码", "线路编码", "任务", "模式", "星期", "时段", "抽取点数", "应打卡数",
    "每班人数", "队员编号", "起始日期",
)  # fmt: skip


def row(patrols, **values) -> tuple:
    """A good row for the squad, some cells changed."""
    area = patrols.route.area
    cells = {
        "名称": "早巡", "小队编码": patrols.squad.code, "区域编码": area.code, "网格编码": area.grid.code,
        "线路编码": patrols.route.code, "任务": "巡查门前秩序", "模式": "划分时段", "星期": "1、2、3、4、5",
        "时段": "07:00-09:00、22:00-02:00", "每班人数": 1,
        "队员编号": f"{patrols.leader.guard_no}、{patrols.guard.guard_no}", "起始日期": "2026-01-01",
    } | values  # fmt: skip
    return tuple(cells.get(title) for title in HEAD)


def judge(patrols, *rows):
    """The report of a workbook with these plans, and what it would write."""
    return judged(book(巡逻计划=[HEAD, *rows]), patrols.squad.station, "patrols")


def codes(report) -> list[str]:
    """Codes of what is wrong."""
    return [problem["code"] for entry in report.rows for problem in entry["problems"]]


def test_a_plan_comes_in_with_its_slots_and_named_guards(patrols):
    report, plan = judge(patrols, row(patrols))
    assert codes(report) == []
    plan.write()
    made = Plan.objects.get(name="早巡")
    assert [(slot.starts.hour, slot.minutes) for slot in made.slots.all()] == [(7, 120), (22, 240)]
    assert [named.guard for named in made.guards.order_by("order")] == [patrols.leader, patrols.guard]
    assert (made.weekdays, made.people, made.start) == ([1, 2, 3, 4, 5], 1, datetime.date(2026, 1, 1))


def test_the_same_again_changes_nothing(patrols):
    judge(patrols, row(patrols))[1].write()
    assert not judge(patrols, row(patrols))[1]


def test_a_changed_row_changes_the_plan(patrols):
    judge(patrols, row(patrols))[1].write()
    judge(patrols, row(patrols, 任务="查消防通道", 时段="07:00-10:00"))[1].write()
    made = Plan.objects.get(name="早巡")
    assert made.task == "查消防通道"
    assert {slot.starts.hour: slot.minutes for slot in made.slots.all()} == {7: 180, 22: 240}


@pytest.mark.parametrize(
    "values,code",
    [
        ({"小队编码": "S999"}, "unknown"),
        ({"队员编号": "B999"}, "unknown"),
        ({"线路编码": None}, "plan.no_route"),
        ({"模式": "全时段", "抽取点数": 9, "应打卡数": 2}, "plan.draw_too_many"),
        ({"模式": "有空就去"}, "unknown_choice"),
        ({"时段": "07:00-09:00、08:00-10:00"}, "plan.slots_overlap"),
        ({"时段": "早上"}, "bad_slots"),
        ({"星期": "八"}, "bad_weekdays"),
        ({"任务": None}, "missing"),
    ],
)
def test_a_plan_that_is_not_whole_is_refused_with_its_reason(patrols, values, code):
    report, plan = judge(patrols, row(patrols, **values))
    assert codes(report) == [code]
    assert not plan


def test_cells_are_read_as_people_write_them():
    assert Weekdays()("一、三、五") == [1, 3, 5] and Weekdays()("每天") == [1, 2, 3, 4, 5, 6, 7]
    assert Slots()("7:00-9:00；22:00-02:00") == [(datetime.time(7), 120), (datetime.time(22), 240)]
    assert Slots().show([(datetime.time(22), 240)]) == "22:00-02:00"
    with pytest.raises(CellError):
        Slots()("25:00-26:00")
