"""Pinyin, masks, encryption and export."""

import datetime
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.kit import crypto, export, masks, pinyin


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("王小明", "wang xiao ming", "wxm"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("尉迟恭", "yuchi gong", "ycg"),
        ("阿卜杜拉·买买提", "a bo du la · mai mai ti", "abdlmmt"),
    ],
)
def test_names_are_searched_by_the_way_they_are_spoken(name, key, initials):
    assert (pinyin.key(name), pinyin.initials(name)) == (key, initials)


@given(st.text(max_size=60))
def test_any_name_has_keys(name):
    assert isinstance(pinyin.key(name), str)
    assert pinyin.initials(name).isalnum() or pinyin.initials(name) == ""


def test_se_24_masks_show_the_least():
    assert masks.name("张三丰") == "张**"
    assert masks.phone("13812345678") == "138****5678"
    assert masks.id_number("110101199001011234") == "110101********1234"


def test_se_12_a_value_is_unreadable_in_the_database_and_found_by_its_index():
    token = crypto.encrypt("13812345678")
    assert "12345678" not in token
    assert crypto.decrypt(token) == "13812345678"
    assert crypto.blind_index("13812345678") == crypto.blind_index("13812345678") != crypto.blind_index("13812345679")


def test_an_older_key_still_reads_after_rotation(settings):
    old = list(settings.FIELD_KEYS)
    token, index = crypto.encrypt("010-65001234"), crypto.blind_index("010-65001234")
    settings.FIELD_KEYS = ["bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0=", *old]
    assert crypto.decrypt(token) == "010-65001234"
    assert crypto.blind_index("010-65001234") == index


class Maker:
    name = "王小明"


def test_ui_08_an_export_names_its_maker_and_runs_no_formula():
    rows = [["=1+1", datetime.date(2026, 11, 22), 5]]
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes("在岗民警", ["警号", "日期", "数"], rows, Maker())))
    values = list(book.active.iter_rows(values_only=True))
    assert values[0][0] == "在岗民警"
    assert "王小明" in values[1][0]
    assert values[3] == ("'=1+1", "2026-11-22", 5)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_no_text_begins_a_formula(sign):
    assert export.safe(f"{sign}1+1") == f"'{sign}1+1"


def test_a_title_is_no_formula_and_may_hold_what_a_sheet_name_may_not():
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx_bytes("=一/二:三[四]", ["甲"], [], Maker())))
    assert book.active.title == "=一-二-三-四-"
    assert book.active["A1"].value == "'=一/二:三[四]"


def test_control_characters_pasted_from_a_document_do_not_break_an_export():
    assert export.safe("腰\x0b伤") == "腰伤"


def test_a_csv_opens_in_excel_with_its_chinese():
    content = export.csv_bytes(["姓名"], [["王小明"], ["@cmd"]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert "'@cmd" in content.decode("utf-8-sig")
