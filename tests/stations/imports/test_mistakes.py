"""One workbook with every kind of mistake: each row says its own, and nothing is written."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from stations.imports.actions import sentence
from stations.organisation.models import Officer, Team, TeamMembership
from tests.factories import make_officer, make_team
from tests.stations.imports.books import PEOPLE, TEAMS, book, judged, outcome, person

POSTS = ("社区", "角色", "警号", "姓名", "起始日期")


def mistakes() -> bytes:
    """Good rows first in each sheet, then one mistake a row."""
    return book(
        队室=[TEAMS, ("前东队", "社区警务队", 1), ("办案队", "打击办案队", 2), ("某队", "不存在的类别", 3)],
        人员=[
            ("某某派出所人员名单",),
            PEOPLE,
            person("A1", "好人一"),  # row 3
            person("A2", "好人二"),
            person("A3", "好人三"),
            person(None, "没警号"),  # 6
            person("A1", "重复"),  # 7
            person("B1", 入队日期="昨天"),  # 8
            person("B2", 入队日期="2026-02-30"),  # 9
            person("B3", team="没有的队"),  # 10
            person("B4", 职务="局长"),  # 11
            person("B5", 人员类别="军人"),  # 12
            person("B6", 出生年份=1890),  # 13
            person("B7", None),  # 14
            person("B8", "长" * 61),  # 15
            person("B9", 手机号="12345"),  # 16
            person("C1", 出生年份=1990, 入警年份=1995),  # 17
            person("C2", 在岗状态="神游"),  # 18
            person("C3", 特长="@SUM(A1)"),  # 19
            person("C4", "=1+1"),  # 20
            person("OLD", 入队日期="2023-01-01"),  # 21
            person("C5", 职务="辅警"),  # 22
            person("A4", "好人四"),
        ],
        队室负责人=[
            ("队室", "职责", "警号", "姓名"),
            ("办案队", "队长", "A1", "好人一"),
            ("前东队", "队长", "A2", "别人"),
        ],
        社区=[("编码", "名称"), ("S1", "甲社区"), ("S2", "乙社区"), ("S1", "丙社区")],
        社区岗位=[
            POSTS,
            ("甲社区", "A角", "A1", "好人一"),
            ("甲社区", "B角", "A1", "好人一"),
            ("甲社区", "A角", "A2", "好人二"),
            ("没有的社区", "A角", "A2", "好人二"),
            ("乙社区", "A角", "A1", "好人一"),
        ],
        网格=[
            ("编码", "名称", "社区", "责任民警警号"),
            ("G1", "一网格", "甲社区", None),
            ("G2", "二网格", "甲社区", "ZZZ"),
            ("G3", "三网格", "甲社区", "B9"),
        ],
        值班组=[("名称", "顺序"), ("一组", 1), ("二组", 2), ("三组", 1)],
        班组编成=[
            ("警号", "队室", "班组", "值班组"),
            ("A1", "前东队", "一班", "一组"),
            ("A1", "前东队", "二班", "二组"),
            ("A2", "没有的队", "一班", "一组"),
            ("A3", "前东队", "一班", "九组"),
            ("A4", "办案队", "一班", "一组"),
        ],
        轮值方案=[
            ("生效日期", "名称", "起算日", "轮转顺序", "交接时间"),
            ("2024-01-01", "日常", "2024-01-01", "副→正→休", "八点"),
            ("2024-02-01", "日常", "2024-02-01", "上中下", "08:00"),
        ],
    )


EXPECTED = {
    ("队室", 4): ["unknown_choice"],
    ("人员", 6): ["missing"],
    ("人员", 7): ["duplicate"],
    ("人员", 8): ["bad_date"],
    ("人员", 9): ["impossible_date"],
    ("人员", 10): ["unknown"],
    ("人员", 11): ["unknown_choice"],
    ("人员", 12): ["unknown_choice"],
    ("人员", 13): ["out_of_range"],
    ("人员", 14): ["missing"],
    ("人员", 15): ["too_long"],
    ("人员", 16): ["bad_phone"],
    ("人员", 17): ["service_before_birth"],
    ("人员", 18): ["unknown_choice"],
    ("人员", 19): ["formula_like"],
    ("人员", 20): ["formula"],
    ("人员", 21): ["before_later"],
    ("人员", 22): ["kind_post"],
    ("队室负责人", 2): ["not_in_team"],
    ("队室负责人", 3): ["name_differs"],
    ("社区", 4): ["code_taken"],
    ("社区岗位", 3): ["a_is_b"],
    ("社区岗位", 4): ["duplicate"],
    ("社区岗位", 5): ["unknown"],
    ("社区岗位", 6): ["two_posts"],
    ("网格", 2): ["missing"],
    ("网格", 3): ["unknown"],
    ("网格", 4): ["refers_to_refused"],
    ("值班组", 4): ["place_taken"],
    ("班组编成", 3): ["duplicate"],
    ("班组编成", 4): ["unknown"],
    ("班组编成", 5): ["unknown"],
    ("班组编成", 6): ["not_in_team"],
    ("轮值方案", 2): ["bad_time"],
    ("轮值方案", 3): ["bad_cycle"],
}


@pytest.fixture
def old_hand(in_one):
    """Somebody whose membership began after the day the workbook gives."""
    team = make_team(in_one, Team.Kind.CASE, "老队")
    return make_officer(in_one, "张三", team=team, police_no="OLD", start=date(2024, 1, 1), birth_year=1980)


def test_every_mistake_has_its_own_message(in_one, old_hand):
    report, _plan = judged(mistakes(), in_one)
    refused = {place: codes for place, codes in outcome(report).items() if isinstance(codes, list)}
    assert refused == EXPECTED
    assert len({tuple(codes) for codes in refused.values()}) >= 20


def test_each_message_names_sheet_row_and_column(in_one, old_hand):
    report, _plan = judged(mistakes(), in_one)
    told = [sentence(row) for row in report.rows if row["action"] == "refused"]
    assert any(text.startswith("人员") and "7" in text and "警号" in text and "3" in text for text in told)
    assert len(set(told)) == len(told)


def test_the_command_writes_nothing_and_ends_with_one(in_one, old_hand, tmp_path):
    file = tmp_path / "mistakes.xlsx"
    file.write_bytes(mistakes())
    before = Officer.objects.count(), Team.objects.count(), TeamMembership.objects.count()
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_station", file, station=in_one.code, stderr=told)
    assert len(told.getvalue().splitlines()) == len(EXPECTED)
    assert (Officer.objects.count(), Team.objects.count(), TeamMembership.objects.count()) == before
