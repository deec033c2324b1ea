"""The workbook of the network (调解网络): taken in once, the same again changes nothing."""

from django.utils import timezone

from mediation.models import CommitteeTerm, Department, DepartmentContact, GovCenter, MediationRoom, Mediator
from stations.organisation.models import User
from tests.factories import make_community, make_person
from tests.stations.imports.books import book, judged

TODAY = timezone.localdate()


def whole(cast, **changed) -> bytes:
    """One of everything; ``changed`` replaces sheets."""
    sheets = {
        "调解室": [
            ("编码", "名称", "级别", "社区", "座位数", "执法办案场所"),
            ("T01", "民调室", "派出所调解室", None, 12, "是"),
            ("T02", "东社区调解室", "社区调解室", "东社区", 8, "否"),
        ],
        "调解员类别": [("名称", "大类", "排序"), ("老党员", "五老", 31), ("律师", "律师", 40), ("民警", "民警", 10)],
        "调解员": [
            ("编号", "姓名", "手机号", "警号", "类别", "调解室编码", "执业证号", "擅长纠纷", "负责社区", "在办上限"),
            ("TJ001", "李示例", "13900000001", None, "老党员", "T01", None, "邻里、婚姻家庭", "东社区", 6),
            ("TJ002", "王示例", "13900000002", None, "老党员", "T02", None, None, None, None),
            ("TJ003", "赵示例", "13900000003", None, "律师", None, "1110001", "合同", None, None),
            ("TJ004", cast.officer.user.name, None, cast.officer.police_no, "民警", "T01", None, None, None, None),
        ],
        "部门": [("名称", "别称", "负责纠纷"), ("市场监督管理局", "工商、市监", "消费、合同")],
        "部门联系人": [("部门", "姓名", "电话"), ("市场监督管理局", "周示例", "13900000009")],
        "综治中心": [("名称", "级别"), ("街道综治中心", "街道")],
        "调委会": [
            ("届次", "起始日期", "主任编号", "委员编号", "妇女委员编号"),
            ("第一届", "2026-01-01", "TJ001", "TJ002、TJ003", "TJ002"),
        ],
    }  # fmt: skip
    return book(**(sheets | changed))


def taken(content: bytes, station):
    report, plan = judged(content, station, "mediation")
    assert not [row for row in report.rows if row["problems"]], report.rows
    plan.write()
    return report, plan


def reasons(content: bytes, station) -> set[str]:
    report, _plan = judged(content, station, "mediation")
    return {problem["code"] for row in report.rows for problem in row["problems"]}


def test_a_whole_workbook_is_taken_in_at_once(cast, in_one):
    make_community(in_one, name="东社区")
    known = make_person(in_one, name="王示例", phone="13900000002")
    taken(whole(cast), in_one)
    first = Mediator.objects.get(number="TJ001")
    assert (first.user.username, first.subjects, first.most_open) == ("tj001", ["neighbours", "family"], 6)
    assert [row.community.name for row in first.communities.all()] == ["东社区"]
    assert Mediator.objects.get(number="TJ002").user == known
    police = Mediator.objects.get(number="TJ004")
    assert (police.user, police.of_committee) == (cast.officer.user, False)
    assert Department.objects.get().aliases == ["工商", "市监"]
    assert DepartmentContact.objects.get().phone == "13900000009"
    assert GovCenter.objects.get().level == "street"
    term = CommitteeTerm.objects.get()
    assert (term.members.count(), term.members.filter(woman=True).count()) == (3, 1)
    assert MediationRoom.objects.count() == 2


def test_the_same_workbook_again_changes_nothing(cast, in_one):
    make_community(in_one, name="东社区")
    taken(whole(cast), in_one)
    report, plan = taken(whole(cast), in_one)
    assert report.counts["added"] == report.counts["changed"] == 0
    assert not plan


def test_what_is_refused(cast, in_one):
    make_community(in_one, name="东社区")
    make_person(in_one, name="别人", phone="13900000001")
    head = ("编号", "姓名", "手机号", "警号", "类别", "执业证号", "负责社区")
    people = {
        "TJ001": ("李示例", "13900000001", None, "老党员", None, None),
        "TJ002": ("王示例", "13900000002", None, "律师", None, None),
        "TJ003": ("赵示例", "13900000003", None, "民警", None, None),
        "TJ004": ("钱示例", "13900000004", None, "老党员", None, "没有的社区"),
        "TJ005": ("改名", None, cast.officer.police_no, "民警", None, None),
    }
    rows = [head, *((number, *values) for number, values in people.items())]
    found = reasons(whole(cast, 调解员=rows), in_one)
    assert found >= {"phone_of_other", "no_licence", "not_police", "unknown", "name_differs"}
    assert User.objects.filter(username__startswith="tj").count() == 0


def test_an_unlawful_committee_is_refused_with_rt_17(cast, in_one):
    make_community(in_one, name="东社区")
    head = ("届次", "起始日期", "届满日期", "主任编号", "委员编号", "妇女委员编号")
    small = [head, ("第一届", "2026-01-01", None, "TJ001", "TJ002", "TJ002")]
    assert "committee_size" in reasons(whole(cast, 调委会=small), in_one)
    long = [head, ("第一届", "2026-01-01", "2030-01-01", "TJ001", "TJ002、TJ003", "TJ002")]
    assert "term_too_long" in reasons(whole(cast, 调委会=long), in_one)
