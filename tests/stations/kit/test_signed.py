"""Codes that are signed and stored nowhere: read by who has the key, by no other purpose, never when mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.kit import signed

SLIP = signed.Typed("slip", signed=7)


@given(st.integers(0, 29**5 - 1), st.booleans())
def test_a_typed_code_is_read_as_people_type_it(number, spaced):
    code = SLIP.of(number)
    assert SLIP.read(signed.grouped(code, 4).lower() if spaced else code) == number


@given(st.integers(0, 29**5 - 1), st.integers(0, 11), st.sampled_from(signed.LETTERS))
def test_one_letter_mistaken_opens_nothing(number, place, letter):
    code = SLIP.of(number)
    typed = code[:place] + letter + code[place + 1 :]
    assert SLIP.read(typed) == (number if typed == code else None)


def test_each_purpose_has_codes_of_its_own():
    assert signed.Typed("other", signed=7).read(SLIP.of(12)) is None
    assert signed.numbers_of("other", signed.token("card", 12)) is None
    assert not signed.fits("other", 12, signed.letters("word", 12, 6))


def test_a_number_too_large_makes_no_code():
    with pytest.raises(ValueError, match="too large"):
        SLIP.of(29**5)


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=3))
def test_a_token_holds_its_numbers(numbers):
    text = signed.token("card", *numbers)
    assert signed.numbers_of("card", text) == tuple(numbers)
    assert signed.numbers_of("card", "1" + text) is None and signed.numbers_of("card", text[:-1]) is None


def test_what_an_older_key_signed_is_still_read(settings):
    code, text, word = SLIP.of(7), signed.token("card", 7), signed.letters("word", 7, 6)
    settings.FIELD_KEYS = ["ab" * 22, *settings.FIELD_KEYS]
    assert SLIP.of(7) != code and SLIP.read(code) == 7
    assert signed.numbers_of("card", text) == (7,) and signed.fits("word", 7, word)


@pytest.mark.parametrize("text", ["", "-", "a-", "é" * 12, "a" * 500])
def test_garbage_opens_nothing(text):
    assert SLIP.read(text) is None and signed.numbers_of("card", text) is None and not signed.fits("word", 7, text)
