"""What the API's tests share."""

import pytest
from django.test import Client
from django.utils import timezone

from stations.access import tokens
from tests.factories import make_rotation


@pytest.fixture(autouse=True)
def no_demo(settings):
    """Rules as in production."""
    settings.DEMO = False


@pytest.fixture
def program_of():
    """``program_of(officer)``: a program with that person's token."""

    def make(person) -> Client:
        user = getattr(person, "user", person)
        token, _row = tokens.issue(user=user, label="test", at=timezone.now())
        return Client(headers={"authorization": f"Token {token}"})

    return make


@pytest.fixture
def rotation(db):
    """A station whose rotation runs from 2024 on."""
    return make_rotation()
