"""DT-07: money in figures and 大写, against an independent reading back."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.agreements.money import both, capital, exact, figures

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2, allow_nan=False)
VALUES = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}


def read_back(words: str) -> Decimal:
    """What a clerk reads: units multiply the digit before them, 万 and 亿 all that stands before them."""
    yuan, _yuan, rest = words.rpartition("元")
    total = section = digit = 0
    for char in yuan:
        if char in VALUES:
            digit = VALUES[char]
        elif UNITS[char] < 10**4:
            section, digit = section + digit * UNITS[char], 0
        else:
            total, section, digit = total + (section + digit) * UNITS[char], 0, 0
    jiao = re.search("(.)角", rest)
    fen = re.search("(.)分", rest)
    cents = (VALUES[jiao[1]] if jiao else 0) * 10 + (VALUES[fen[1]] if fen else 0)
    return Decimal(total + section + digit) + Decimal(cents) / 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("3500", "叁仟伍佰元整"),
        ("3500.00", "叁仟伍佰元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万零柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("10", "壹拾元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("10050", "壹万零伍拾元整"),
        ("20000000.00", "贰仟万元整"),
        ("100000000000", "壹仟亿元整"),
        ("123456789012.34", "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
    ],
)
def test_the_examples_of_the_rules_for_bills(amount, words):
    """正确填写票据和结算凭证的基本规定 gives 1409.50, 6007.14, 1680.32, 107000.53, 16409.02, 325.04."""
    assert capital(amount) == words


@given(AMOUNTS)
def test_what_is_written_reads_back_as_the_same_amount(amount):
    assert read_back(capital(amount)) == amount


@given(AMOUNTS)
def test_nothing_can_be_put_in_between(amount):
    words = capital(amount)
    assert "零零" not in words
    assert not re.search("零[万亿拾佰仟角分整]", words)
    assert words.endswith(("整", "分"))
    assert not re.search("分整", words)


@given(AMOUNTS, AMOUNTS)
def test_two_amounts_never_share_their_words(one, other):
    assert (capital(one) == capital(other)) == (one == other)


def test_figures_have_thousands_and_cents():
    assert figures("3500") == "¥3,500.00"
    assert both(Decimal("3500")) == "人民币叁仟伍佰元整（¥3,500.00）"


@pytest.mark.parametrize("amount", ["-1", "1000000000000", "NaN"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises(ValueError, match="not an amount"):
        exact(amount)
