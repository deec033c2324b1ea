"""The code on a sign: read without the database, dead when forged, changed or old."""

import datetime

import pytest

from patrols.routes import signs
from patrols.routes.models import Checkpoint

NOW = datetime.datetime(2026, 11, 22, 9, 0, 0, tzinfo=datetime.UTC)
POINT = Checkpoint(pk=4711, sign_version=3)


def test_a_printed_sign_says_its_point_and_its_issue():
    assert signs.read(signs.printed(POINT)) == signs.Sign(4711, 3)


def test_the_address_of_a_sign_is_short():
    assert len(signs.address(signs.printed(POINT)).removeprefix("http://127.0.0.1:8000")) <= 24


@pytest.mark.parametrize("place", range(len(signs.printed(POINT))))
def test_a_changed_character_anywhere_makes_it_forged(place):
    token = signs.printed(POINT)
    other = "a" if token[place] != "a" else "b"
    assert signs.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize(
    "garbage", ["", "-", "1-1-", "x" * 500, "1-1-äöüäöüäöüäöü", "1-1.0-AAAAAAAAAAAA", "点-1-AAAAAAAAAAAA"]
)
def test_garbage_is_forged(garbage):
    assert signs.read(garbage) is None


def test_a_code_of_a_display_lives_thirty_seconds():
    sign = signs.read(signs.rotating(POINT, NOW))
    assert sign.is_fresh(NOW)
    assert sign.is_fresh(NOW + datetime.timedelta(seconds=29))
    assert not sign.is_fresh(NOW + datetime.timedelta(seconds=30))
    assert not sign.is_fresh(NOW - datetime.timedelta(seconds=1))


def test_a_sign_signed_with_an_older_key_stays_valid(settings):
    token = signs.printed(POINT)
    settings.FIELD_KEYS = ["a-newer-key", *settings.FIELD_KEYS]
    assert signs.printed(POINT) != token
    assert signs.read(token) == signs.Sign(4711, 3)
