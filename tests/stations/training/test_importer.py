"""The question bank from Excel: new questions wait for a check, what was checked is not changed."""

import datetime
import io

import pytest
from openpyxl import Workbook

from stations.imports.actions import import_file
from stations.training.importer import KIND
from stations.training.models import BankQuestion
from tests.factories.training import make_course, make_questions

pytestmark = pytest.mark.django_db
HEAD = ["月份", "题目", "选项A", "选项B", "选项C", "选项D", "正确选项", "解析", "案例", "警情或类别", "课程"]
ROW = ["2026-11", "接到客服电话应当：", "转账", "核实", "", "", "B", "先核实", "本月一案", "诈骗", ""]


def brought_in(cast, *rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题库")
    for row in (HEAD, *rows):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    size = stream.tell()
    stream.seek(0)
    return import_file(
        kind=KIND, name="题库.xlsx", stream=stream, size=size, station=cast.station, actor=cast.chief.user
    )


def row(**values):
    return [values.get(name, word) for name, word in zip(HEAD, ROW, strict=True)]


def test_a_row_becomes_a_question_that_waits_for_a_second_person(cast, in_one):
    course = make_course(cast.station, "夜校")
    report = brought_in(cast, row(), row(题目="另一题", 正确选项="a", 选项C="报警", 课程="夜校", 月份="2026年10月"))
    assert report.counts["added"] == 2
    first, second = BankQuestion.objects.order_by("-month")
    assert (first.options, first.right, first.state, first.author) == (["转账", "核实"], 1, "draft", cast.chief.user)
    assert (first.month, first.case_ref) == (datetime.date(2026, 11, 1), "诈骗")
    assert (second.right, second.course, second.month) == (0, course, datetime.date(2026, 10, 1))


def test_the_same_list_twice_changes_nothing_and_a_draft_can_be_put_right(cast, in_one):
    brought_in(cast, row())
    assert brought_in(cast, row()).counts == {"added": 0, "changed": 0, "same": 1, "refused": 0}
    assert brought_in(cast, row(解析="挂断后核实")).counts["changed"] == 1
    assert BankQuestion.objects.get().why == "挂断后核实"


def test_whoever_puts_a_draft_right_is_its_writer_and_does_not_check_it(cast, in_one):
    brought_in(cast, row())
    BankQuestion.objects.update(author=cast.officer.user)
    brought_in(cast, row())
    assert BankQuestion.objects.get().author == cast.officer.user
    brought_in(cast, row(解析="挂断后核实"))
    assert BankQuestion.objects.get().author == cast.chief.user


@pytest.mark.parametrize(
    "values",
    [{"正确选项": "D"}, {"正确选项": ""}, {"选项B": "转账"}, {"选项B": ""}, {"月份": "13月"}, {"解析": ""},
     {"案例": "事主电话13812345678"}, {"课程": "没有的课"}],
)  # fmt: skip
def test_a_row_that_cannot_be_asked_is_refused_and_nothing_is_written(cast, in_one, values):
    report = brought_in(cast, row(题目="好的一题"), row(**values))
    assert report.counts["refused"] == 1
    assert not BankQuestion.objects.exists()


def test_what_was_checked_is_not_changed(cast, in_one):
    month = datetime.date(2026, 11, 1)
    made = make_questions(cast.station, 1, month)[0]
    report = brought_in(cast, row(题目=made.text))
    assert report.counts["refused"] == 1
    same = row(题目=made.text, 选项A="甲", 选项B="乙", 选项C="丙", 解析=made.why, 案例=made.case_words, 警情或类别="")
    assert brought_in(cast, same).counts["same"] == 1
