"""The demo workbooks stay near the published figures: what the demo month is measured against."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import load_workbook

DATA = Path(settings.BASE_DIR) / "config/local/demo_data"


@pytest.fixture(scope="module")
def sheets() -> dict[str, list[dict]]:
    """Rows of the workbook of the first station, by title."""
    book = load_workbook(DATA / "patrols_qianmen.xlsx", read_only=True)
    found = {}
    for page in book.worksheets:
        _title, head, *rows = page.values
        found[page.title] = [dict(zip(head, row, strict=False)) for row in rows]
    return found


@pytest.mark.parametrize(
    ("sheet", "number"),
    [
        ("成员单位", 21),
        ("功能小组", 3),
        ("巡逻小队", 22),
        ("巡逻区域", 25),
        ("巡逻线路", 31),
        ("打卡点", 69),
        ("街巷", 20),
    ],
)
def test_there_are_as_many_as_published(sheets, sheet, number):
    assert len(sheets[sheet]) == number


def test_one_company_has_two_squads_and_three_squads_have_two_areas(sheets):
    assert sorted(Counter(row["单位编码"] for row in sheets["巡逻小队"]).values())[-2:] == [1, 2]
    assert sum(number == 2 for number in Counter(row["小队编码"] for row in sheets["巡逻区域"]).values()) == 3


def test_a_day_owes_about_442_check_ins_in_all_three_modes(sheets):
    points = {row["编码"]: row["点位"].count("、") + 1 for row in sheets["巡逻线路"]}
    due = Counter()
    for plan in sheets["巡逻计划"]:
        wanted = {"定时段": 2, "全时段": plan["应打卡数"]}.get(plan["模式"], points[plan["线路编码"]])
        due[plan["模式"]] += wanted * (plan["时段"].count("、") + 1)
    assert set(due) == {"划分时段", "定时段", "全时段"}
    assert 435 <= sum(due.values()) <= 450


def test_every_plan_names_its_guards_and_nobody_is_named_twice(sheets):
    people = [row["队员编号"] for row in sheets["巡逻队员"]]
    assert len(people) == len(set(people)) >= 200
    assert all(plan["队员编号"].count("、") >= 1 for plan in sheets["巡逻计划"])
    assert all(str(row["手机号"]).startswith("1380000") for row in sheets["巡逻队员"])
