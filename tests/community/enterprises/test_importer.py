"""The workbook: 1,300 rows, a message of its own for each refused one, twice the same, updates, nothing deleted."""

import io
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import Workbook

from community.enterprises import actions, importer
from community.enterprises.models import Enterprise, EnterpriseContact, FirstVisit
from community.enterprises.readings import settings_of
from community.enterprises.words import FirstState
from stations.imports.actions import import_file
from stations.kit.scoping import in_station
from tests.factories.enterprises import make_enterprise

pytestmark = pytest.mark.django_db
HEAD = ["名称", "类别", "楼宇", "楼层", "房号", "地址", "经营范围", "入驻日期", "首访日期", "负责人", "负责人电话"]
DAY = "2026-10-01"


def workbook(rows, head=HEAD):
    """A workbook with one sheet of enterprises."""
    book = Workbook()
    sheet = book.active
    sheet.title = "企业"
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def read_in(mall, rows, head=HEAD):
    """Import rows at once."""
    stream = workbook(rows, head)
    return import_file(
        kind=importer.KIND, name="x.xlsx", stream=stream, size=len(stream.getvalue()), station=mall.station
    )


def row(number, name="", **more):
    """One shop of the mall."""
    values = {
        "名称": name or f"导入商户{number}", "类别": "商户", "楼宇": "雅宝商城", "楼层": "3",
        "房号": f"3{number:03d}", "入驻日期": DAY,
    } | more  # fmt: skip
    return [values.get(title, "") for title in HEAD]


def test_rows_become_enterprises_with_numbers_contacts_and_first_visits(mall):
    before = Enterprise.objects.count()
    report = read_in(mall, [row(1, 负责人="钱某", 负责人电话="13800000011"), row(2, 首访日期="2026-10-05")])
    assert report.counts["added"] == 2 and report.counts["refused"] == 0
    one, two = Enterprise.objects.order_by("-pk")[:2][::-1]
    assert (one.building, one.community) == (mall.building, mall.community)
    assert Enterprise.objects.count() == before + 2 and one.number != two.number
    contact = EnterpriseContact.objects.get(enterprise=one)
    assert contact.phone == "13800000011" and contact.phone_index
    assert one.first_visit.state == FirstState.OPEN and two.first_visit.state == FirstState.DONE
    with in_station(mall.station):
        three = actions.move_in(
            station=mall.station, actor=None, name="逐户录入", kind=mall.kind, address="示例路1号"
        )
    assert three.number == actions.number_of(int(two.number[1:]) + 1)


def test_the_same_file_twice_changes_nothing(mall):
    rows = [row(1, 负责人="钱某", 负责人电话="13800000011"), row(2)]
    read_in(mall, rows)
    before = list(Enterprise.objects.order_by("pk").values_list("pk", "number", "mark"))
    report = read_in(mall, rows)
    assert report.counts == {"added": 0, "changed": 0, "same": 2, "refused": 0}
    assert list(Enterprise.objects.order_by("pk").values_list("pk", "number", "mark")) == before


def test_reading_again_updates_and_deletes_nobody(mall):
    read_in(mall, [row(1), row(2)])
    report = read_in(mall, [row(1, 经营范围="服装批发")])
    assert report.counts["changed"] == 1
    assert Enterprise.objects.get(name="导入商户1").scope == "服装批发"
    assert (
        Enterprise.objects.filter(name="导入商户2").exists() and Enterprise.objects.filter(pk=mall.shop.pk).exists()
    )


def test_the_number_finds_a_shop_that_changed_its_name(mall):
    read_in(mall, [row(1)])
    known = Enterprise.objects.get(name="导入商户1")
    report = read_in(mall, [[known.number, "改名商户"]], ["编号", "名称"])
    assert report.counts["changed"] == 1
    known.refresh_from_db()
    assert known.name == "改名商户" and known.initials == "gmsh"


@pytest.mark.parametrize(("more", "code"), [
    ({"类别": "没有这一类"}, "unknown"), ({"楼宇": "没有这座楼"}, "unknown"), ({"楼宇": "", "地址": ""}, "no_place"),
    ({"入驻日期": "2099-01-01"}, "in_future"), ({"入驻日期": "明天"}, "bad_date"),
    ({"首访日期": "2026-09-01"}, "first_on"), ({"负责人": "钱某", "负责人电话": "123"}, "bad_phone"),
    ({"名称": "@1+1"}, "formula_like"), ({"入驻日期": ""}, "missing"),
])  # fmt: skip
def test_a_refused_row_says_why_and_nothing_is_written(mall, more, code):
    before = Enterprise.objects.count()
    report = read_in(mall, [row(1), row(2, **more)])
    refused = [line for line in report.rows if line["action"] == "refused"]
    assert [problem["code"] for problem in refused[0]["problems"]] == [code] and refused[0]["row"] == 3
    assert Enterprise.objects.count() == before


def test_the_same_shop_twice_in_a_file_is_refused(mall):
    report = read_in(mall, [row(1), row(1)])
    assert [line["problems"][0]["code"] for line in report.rows if line["problems"]] == ["duplicate"]


def test_the_preview_names_no_contact(mall):
    report = read_in(mall, [row(1, 负责人="欧阳某某", 负责人电话="13800000011")])
    assert "欧阳某某" not in str(report.rows) and "13800000011" not in str(report.rows)


def test_thirteen_hundred_rows_are_due_in_waves_and_read_in_seconds(mall, record_property):
    settings = settings_of(mall.station)
    settings.first_visits_a_day = 20
    settings.save()
    rows = [row(number, 房号=f"A{number}", 负责人="赵某", 负责人电话=f"139{number:08d}") for number in range(1300)]
    rows[7][HEAD.index("类别")] = "没有这一类"
    assert read_in(mall, rows).counts == {"added": 1299, "changed": 0, "same": 0, "refused": 1}
    rows[7][HEAD.index("类别")] = "商户"
    began = time.process_time()
    report = read_in(mall, rows)
    seconds = time.process_time() - began
    record_property("seconds of work for 1300 rows", round(seconds, 1))
    print(f"1,300 rows: {seconds:.1f} s of work")
    assert report.counts["added"] == 1300 and seconds < 30
    a_day = Counter(FirstVisit.objects.filter(enterprise__floor="3").values_list("due_on", flat=True))
    assert max(a_day.values()) <= 20 and sum(a_day.values()) == 1300
    assert min(a_day) >= timezone.localdate() + timedelta(settings.first_visit_days)
    assert read_in(mall, rows).counts["same"] == 1300


def test_an_enterprise_that_moved_out_and_comes_again_is_a_new_one(mall):
    read_in(mall, [row(1)])
    first = Enterprise.objects.get(name="导入商户1")
    actions.move_out(enterprise=first, actor=mall.liaison.user)
    report = read_in(mall, [row(1)])
    assert report.counts["added"] == 1 and Enterprise.objects.filter(name="导入商户1").count() == 2
    assert make_enterprise(mall.station)


CODE = "91110105MA01ABCD5F"
CODED = [*HEAD, "统一社会信用代码"]


def coded(number, **more):
    """One shop of the company that has several."""
    return [*row(number, **more), CODE]


def test_a_company_with_two_shops_keeps_both(mall):
    report = read_in(mall, [coded(1), coded(2)], CODED)
    assert report.counts["added"] == 2, report.rows
    assert read_in(mall, [coded(2), coded(1)], CODED).counts["same"] == 2
    assert read_in(mall, [coded(1), coded(3)], CODED).counts["added"] == 1


def test_the_code_finds_the_only_shop_of_a_company_after_it_moved(mall):
    read_in(mall, [coded(1)], CODED)
    assert read_in(mall, [coded(1, 房号="3999")], CODED).counts == {"added": 0, "changed": 1, "same": 0, "refused": 0}
    assert Enterprise.objects.get(name="导入商户1").unit == "3999"


def test_two_rows_that_mean_one_enterprise_are_refused_whichever_comes_first(mall):
    read_in(mall, [coded(1)], CODED)
    report = read_in(mall, [coded(2), coded(1)], CODED)
    assert [line["problems"][0]["code"] for line in report.rows if line["problems"]] == ["same_enterprise"]
    assert Enterprise.objects.filter(name="导入商户1").exists()


def test_a_new_manager_does_not_take_over_the_number_of_the_last_one(mall):
    read_in(mall, [row(1, 负责人="钱某", 负责人电话="13800000011")])
    read_in(mall, [row(1, 负责人="钱某")])
    assert EnterpriseContact.objects.get(name="钱某").phone == "13800000011"
    read_in(mall, [row(1, 负责人="孙某")])
    contact = EnterpriseContact.objects.get(name="孙某")
    assert (contact.phone, contact.phone_index) == ("", "")


def test_everything_that_is_wrong_with_a_row_is_told_at_once(mall):
    later = str(timezone.localdate() + timedelta(days=3))
    bad = row(1, 类别="没有的类别", 楼宇="没有的楼", 入驻日期="")
    report = read_in(mall, [bad, row(2, 类别="没有的类别", 楼宇="", 入驻日期=later)])
    told = [{(one["code"], one["column"]) for one in one_row["problems"]} for one_row in report.rows]
    assert told[0] == {("unknown", "类别"), ("unknown", "楼宇"), ("missing", "入驻日期")}
    assert told[1] == {("unknown", "类别"), ("no_place", "楼宇"), ("in_future", "入驻日期")}
