"""同比 and 环比 in words (DOMAIN 4.3)."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stations.indicators.rules import compare, plain, spoken


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("now", "before", "direction", "text"),
    [
        (112, 100, "up", "up 12.0%"),
        (57, 100, "down", "down 43.0%"),
        (100, 100, "same", "level"),
        (0, 0, "same", "level"),
        (5, 0, "none", "—"),
        (5, None, "none", "—"),
        (None, 5, "none", "—"),
        (10001, 10000, "up", "about level"),
        (3, 2, "up", "up 50.0% (2 → 3)"),
        (0, 12, "down", "down 100.0% (12 → 0)"),
        (12, 9, "up", "up 33.3% (9 → 12)"),
        (1000.5, 1000, "up", "up 0.1%"),
    ],
)
def test_a_change_is_told_by_word_with_one_decimal_and_small_counts_in_full(now, before, direction, text):
    found = compare(now, before)
    assert (found.direction, str(found.text)) == (direction, text)


def test_shares_are_compared_in_percentage_points():
    assert compare(58.1, 57.1, share=True).text == "up 1.0 percentage points"
    assert compare(0, 12.5, share=True).text == "down 12.5 percentage points"
    assert compare(12.5, 0, share=True).text == "up 12.5 percentage points"


def test_half_is_rounded_up():
    assert compare(Decimal("100.25"), 100).rate == Decimal("0.3")


@pytest.mark.parametrize(
    ("now", "better", "tone"),
    [(2, True, "ok"), (2, False, "warn"), (0, True, "warn"), (0, False, "ok"), (2, None, "muted")],
)
def test_the_tone_follows_what_is_better(now, better, tone):
    assert compare(now, 1).tone(better) == tone


def test_no_change_has_no_tone():
    assert compare(1, 1).tone(False) == "muted"


@pytest.mark.parametrize(("value", "text"), [(None, "—"), (3, "3"), (3.0, "3"), (3.26, "3.3"), (1234567, "1234567")])
def test_a_table_shows_raw_numbers(value, text):
    assert plain(value) == text


@pytest.mark.parametrize(("value", "text"), [(9999, "9999"), (12345, "1.2×10⁴"), (20000, "2×10⁴"), (None, "—")])
def test_a_sentence_counts_in_ten_thousands(value, text):
    assert spoken(value) == text


numbers = st.integers(0, 10**6)


@given(numbers, numbers)
def test_words_never_carry_a_minus_sign(now, before):
    assert "-" not in str(compare(now, before).text)


@given(numbers, st.integers(1, 10**6))
def test_the_direction_agrees_with_the_numbers(now, before):
    expected = "up" if now > before else "down" if now < before else "same"
    assert compare(now, before).direction == expected
