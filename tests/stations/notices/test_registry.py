"""The words of a notice are made when it is shown."""

import pytest

from stations.notices import registry


def test_words_come_from_the_kind_and_its_codes():
    assert registry.words("test.note", {"number": "7"}) == "Note 7"
    assert registry.words("test.grade", {"grade": "1"}) == "first"


def test_old_notices_keep_reading():
    assert registry.words("test.note", {}) == "Note —"
    assert registry.words("test.grade", {}) == "?"
    assert registry.words("kind.that.is.gone", {"number": "7"}) == "kind.that.is.gone"


def test_a_kind_has_one_set_of_words():
    with pytest.raises(ValueError, match="twice"):
        registry.register("test.note", "Other words")
