"""A form has one code, another form another; nobody reads the form out of it."""

import uuid

from stations.kit import receipts


def test_a_form_sent_again_has_the_same_code_and_another_form_another():
    one, two = uuid.uuid4(), uuid.uuid4()
    codes = [receipts.code_of("x", 1, key) for key in (one, one, two)]
    assert codes[0] == codes[1] != codes[2]
    assert all(len(code) == 12 and set(code) <= set(receipts.ALPHABET) for code in codes)


def test_station_and_purpose_are_part_of_it():
    key = uuid.uuid4()
    assert len({receipts.code_of("x", 1, key), receipts.code_of("x", 2, key), receipts.code_of("y", 1, key)}) == 3


def test_what_people_type_is_tidied():
    assert receipts.tidy(" abcd-2345 efgh ") == "ABCD2345EFGH"
    assert receipts.digest("ABCD2345EFGH") != "ABCD2345EFGH"
