"""The first eight sheets of the patrol workbook: taken in once, the same again changes nothing."""

import pytest
from django.utils import timezone

from patrols.models import CommandPost, Company, Guard, GuardDutyList, Liaison, Squad, SquadLead, SquadMembership
from stations.organisation.models import User
from tests.stations.imports.books import book, judged

TODAY = timezone.localdate()
COMPANY = ("编码", "名称", "简称", "性质", "许可证号", "合同编号", "合同到期", "主责领导", "领导电话")
GROUP = ("名称", "侧重", "排序")
SQUAD = ("编码", "名称", "单位编码", "小组")
GUARD = ("队员编号", "姓名", "手机号", "单位编码", "小队编码", "入队日期")
LEAD = ("小队编码", "职务", "队员编号", "姓名", "起始日期")
LIAISON = ("小队编码", "警号", "姓名", "起始日期")
COMMAND = ("层级", "姓名", "职务", "所属单位", "警号", "牵头", "起始日期")
LIST = ("小组", "版本", "职责", "生效日期")


def whole(cast, **changed) -> bytes:
    """One of everything; ``changed`` replaces sheets."""
    officer, chief = cast.officer, cast.chief
    sheets = {
        "成员单位": [
            COMPANY,
            ("C01", "示例保安公司", "示例", "保安公司", "京公保服1", "HT-1", "2030-12-31", "赵示例", "13800000003"),
            ("C02", "示例商管公司", "示例商管", "自行招用", None, None, None, None, None),
        ],
        "功能小组": [GROUP, ("巡逻防控组", "巡逻防控", 3)],
        "巡逻小队": [SQUAD, ("S01", "第一小队", "C01", "巡逻防控组"), ("S02", "第二小队", "C01", "巡逻防控组")],
        "巡逻队员": [
            GUARD,
            ("B0001", "钱示例", "13800000004", "C01", "S01", "2024-01-01"),
            ("B0002", "孙示例", None, "C01", "S01", "2024-01-01"),
        ],
        "小队长": [LEAD, ("S01", "队长", "B0001", "钱示例", "2024-02-01")],
        "专责民警": [LIAISON, ("S01", officer.police_no, officer.user.name, "2024-02-01")],
        "指挥体系": [
            COMMAND,
            ("领导小组", chief.user.name, "组长", "派出所", chief.police_no, "是", "2024-01-01"),
            ("办公室", "夏示例", "副主任", "街道办事处", None, None, "2024-01-01"),
        ],
        "队员职责清单": [LIST, (None, 1, "巡查\n报告", "2024-01-01"), ("巡逻防控组", 1, "夜间巡查", "2024-01-01")],
    }  # fmt: skip
    return book(**(sheets | changed))


def taken(content: bytes, station):
    """The report of a workbook that was taken in."""
    report, plan = judged(content, station, "patrols")
    assert not [row for row in report.rows if row["problems"]], report.rows
    plan.write()
    return report, plan


def reasons(content: bytes, station) -> set[str]:
    """The codes of all refusals."""
    report, _plan = judged(content, station, "patrols")
    return {problem["code"] for row in report.rows for problem in row["problems"]}


def test_a_whole_workbook_is_taken_in_at_once(cast, in_one):
    report, _plan = taken(whole(cast), in_one)
    assert report.counts == {"added": 13, "changed": 0, "same": 0, "refused": 0}
    guard = Guard.objects.select_related("user").get(guard_no="B0001")
    assert (guard.user.username, guard.user.home_station, guard.user.initials) == ("b0001", in_one, "qsl")
    assert SquadMembership.objects.get(guard=guard).squad == Squad.objects.get(code="S01")
    assert SquadLead.objects.get().guard == guard
    assert Liaison.objects.get().officer == cast.officer
    assert {post.user.username for post in CommandPost.objects.all()} == {cast.chief.user.username, "qm-o01"}
    assert GuardDutyList.objects.get(group=None).items == ["巡查", "报告"]


def test_the_same_workbook_again_changes_nothing(cast, in_one):
    taken(whole(cast), in_one)
    report, plan = taken(whole(cast), in_one)
    assert report.counts == {"added": 0, "changed": 0, "same": 13, "refused": 0}
    assert not plan


def test_a_guard_moves_with_a_new_day_and_the_old_squad_keeps_its_time(cast, in_one):
    taken(whole(cast), in_one)
    moved = [GUARD, ("B0002", "孙示例", None, "C01", "S02", None)]
    taken(book(巡逻队员=moved), in_one)
    rows = SquadMembership.objects.filter(guard__guard_no="B0002").order_by("start")
    assert [(row.squad.code, row.end) for row in rows.select_related("squad")] == [("S01", TODAY), ("S02", None)]


def test_a_new_leader_and_a_new_liaison_officer_follow_the_old_ones(cast, in_one):
    taken(whole(cast), in_one)
    taken(
        book(
            小队长=[LEAD, ("S01", "队长", "B0002", None, None)],
            专责民警=[LIAISON, ("S01", cast.deputy.police_no, None, None)],
        ),
        in_one,
    )
    assert [row.end for row in SquadLead.objects.order_by("start")] == [TODAY, None]
    assert [row.end for row in Liaison.objects.order_by("start")] == [TODAY, None]


def test_an_outsider_keeps_one_account_on_both_levels(cast, in_one):
    taken(whole(cast), in_one)
    taken(book(指挥体系=[COMMAND, ("领导小组", "夏示例", "副组长", "街道办事处", None, None, None)]), in_one)
    assert User.objects.filter(name="夏示例").count() == 1
    assert CommandPost.objects.filter(user__name="夏示例").count() == 2


def test_a_guard_number_taken_elsewhere_gets_the_station_into_its_user_name(cast, in_one):
    User.objects.create_user("b0001", None, name="别人")
    taken(whole(cast), in_one)
    assert Guard.objects.get(guard_no="B0001").user.username == "b0001@qm"


@pytest.mark.parametrize(
    ("sheet", "rows", "code"),
    [
        ("成员单位", [COMPANY, ("C01", "甲", "甲", "保安公司"), ("C02", "甲", "乙", "保安公司")], "name_taken"),
        ("成员单位", [COMPANY, ("C01", "甲", "甲", "街道")], "unknown_choice"),
        ("巡逻小队", [SQUAD, ("S01", "第一小队", "C99", "巡逻防控组")], "unknown"),
        ("巡逻队员", [GUARD, ("B0001", "钱示例", "138", "C01", "S01", None)], "bad_phone"),
        ("巡逻队员", [GUARD, ("B0001", "钱示例", None, "C02", "S01", None)], "other_company"),
        ("小队长", [LEAD, ("S02", "队长", "B0001", None, None)], "not_in_squad"),
        ("小队长", [LEAD, ("S01", "队长", "B0001", "别人", None)], "name_differs"),
        ("专责民警", [LIAISON, ("S01", "999999", None, None)], "unknown"),
        ("指挥体系", [COMMAND, ("街道", "夏示例", "主任", None, None, None, None)], "unknown_choice"),
        ("队员职责清单", [LIST, ("没有的组", 1, "巡查", "2024-01-01")], "unknown"),
        ("队员职责清单", [LIST, (None, 1, None, "2024-01-01")], "missing"),
    ],
)
def test_a_mistake_is_refused_with_its_reason(cast, in_one, sheet, rows, code):
    assert code in reasons(whole(cast, **{sheet: rows}), in_one)


def test_a_published_duty_list_stays_as_it_is(cast, in_one):
    taken(whole(cast), in_one)
    assert reasons(book(队员职责清单=[LIST, (None, 1, "别的", "2024-01-01")]), in_one) == {"published"}


def test_a_guard_who_left_is_not_taken_in_by_workbook(cast, in_one):
    taken(whole(cast), in_one)
    Guard.objects.filter(guard_no="B0001").update(left_on=TODAY)
    assert "has_left" in reasons(whole(cast), in_one)


def test_a_blank_cell_leaves_the_contract_and_the_word_clears_it(cast, in_one):
    taken(whole(cast), in_one)
    head = ("编码", "合同编号", "合同到期")
    taken(book(成员单位=[head, ("C01", None, None)]), in_one)
    assert Company.objects.get(code="C01").contract_no == "HT-1"
    taken(book(成员单位=[head, ("C01", "清空", "清空")]), in_one)
    assert (Company.objects.get(code="C01").contract_no, Company.objects.get(code="C01").contract_until) == ("", None)
