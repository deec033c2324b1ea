"""Numbers that lead to a person never stay in a text for others; dates, plates and article numbers do."""

import pytest

from community.forum.privacy import holds_numbers, masked, shown_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("打13812345678找我", "打138****5678找我"),
        ("电话 138 1234 5678。", "电话 138****5678。"),
        ("１３８１２３４５６７８", "138****5678"),
        ("+86 13812345678", "138****5678"),
        ("身份证110101199001011234", "身份证110101********1234"),
        ("身份证11010119900101123X", "身份证110101********123X"),
        ("座机010-65123456", "座机010****3456"),
        ("卡号6222 0202 0001 1234 567", "卡号622************4567"),
    ],
)
def test_numbers_of_people_are_masked(typed, kept):
    assert masked(typed) == kept and holds_numbers(typed)


@pytest.mark.parametrize(
    "typed",
    ["2026-11-23 08:00 至 2026-11-24 09:00", "京A12345", "第110条", "拨打110或12345", "每晚20点到23点，3号楼502"],
)
def test_other_numbers_stay(typed):
    assert masked(typed) == typed and not holds_numbers(typed)


def test_a_name_is_a_surname_and_two_stars_whatever_its_length():
    assert {shown_name("张三"), shown_name("张三丰")} == {"张**"} and shown_name("") == ""
