"""What real sheets hold is read; what is no workbook is refused in one sentence."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from stations.imports import reading
from stations.imports.cells import CellError, Clock, Code, Day, Lines, Name, Number, Phone, Text, Words, clean
from stations.kit.answer import RuleBroken
from tests.stations.imports.books import book


def read(content: bytes):
    return reading.read(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    "cell",
    ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６－０１－０５", "20260105", 20260105, 46027,
     46027.0, datetime(2026, 1, 5), date(2026, 1, 5), " 2026-01-05　", "2026-01-05 00:00:00"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert Day()(clean(cell)) == date(2026, 1, 5)


@pytest.mark.parametrize("cell", ["2026-02-30", "明天", "1/5", "3026-01-01", 12])
def test_an_impossible_day_is_refused(cell):
    with pytest.raises(CellError):
        Day()(clean(cell))


@pytest.mark.parametrize(
    ("cell", "text"), [("00123", "00123"), (123.0, "123"), (123, "123"), ("０１２３", "0123"), (" 01 23 ", "0123")]
)
def test_a_police_number_stays_text(cell, text):
    assert Code(20)(clean(cell)) == text


def test_names_lose_padding_but_keep_dots_and_latin_words():
    assert Name(60)(clean("王　　伟")) == "王伟"
    assert Name(60)(clean("阿不都•热合曼")) == "阿不都·热合曼"
    assert Name(60)(clean("John  Smith")) == "John Smith"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "@SUM(A1)", "-2+3", "＝HYPERLINK()"])
def test_what_excel_could_run_is_refused_as_text(cell):
    with pytest.raises(CellError) as refusal:
        Text(60)(clean(cell))
    assert refusal.value.code == "formula_like"


def test_phones_times_numbers_and_lists():
    assert Phone()(clean("+86 138-0000-0001")) == "13800000001"
    assert Phone()(clean(13800000001.0)) == "13800000001"
    assert Clock()(clean("8:00")) == Clock()(1 / 3) == Clock()(time(8)) == Clock()("8点") == time(8)
    assert Number(0, 10, 1)("8.5") == Number(0, 10, 1)(8.5)
    assert Words(20)(clean("调解、 外语，调解")) == ["调解", "外语"]
    assert Lines(20)(clean("一\n\n二 ")) == ["一", "二"]


@pytest.mark.parametrize("cell", ["", "  ", "—", "/", "无", None])
def test_marks_for_nothing_are_blank(cell):
    assert clean(cell) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not a workbook", "not_xlsx"),
        (b"", "not_xlsx"),
        (reading.OLE + b"rest of an old .xls or of a workbook with a password", "ole"),
        (b"PK\x03\x04 cut off", "not_xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(content, code):
    with pytest.raises(RuleBroken) as refusal:
        read(content)
    assert refusal.value.code == code


def packed(**parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    content = packed(xl__workbook_xml="x", xl__bomb_xml=b"0" * (reading.LARGEST_UNPACKED + 1))
    assert len(content) < reading.LARGEST_FILE
    with pytest.raises(RuleBroken) as refusal:
        read(content)
    assert refusal.value.code == "bomb"


def test_a_word_document_and_a_broken_workbook_are_refused():
    for content, code in ((packed(word__document_xml="x"), "not_xlsx"), (packed(xl__workbook_xml="<x"), "broken")):
        with pytest.raises(RuleBroken) as refusal:
            read(content)
        assert refusal.value.code == code


def test_a_file_over_ten_megabytes_is_refused():
    with pytest.raises(RuleBroken) as refusal:
        reading.inspect(io.BytesIO(b""), reading.LARGEST_FILE + 1)
    assert refusal.value.code == "too_large"


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(RuleBroken) as refusal:
        read(book(人员=[("警号",), *(("1",),) * 3]))
    assert refusal.value.code == "too_many_rows"


def test_formulas_without_a_stored_result_are_told_apart():
    made = Workbook()
    made.active.append(["警号", "=1+1"])
    stream = io.BytesIO()
    made.save(stream)
    assert read(stream.getvalue())[0].rows == [(1, ["警号", reading.FORMULA])]
