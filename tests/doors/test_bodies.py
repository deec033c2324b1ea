"""Whatever is sent to an address: never 5xx, and the API's refusals are problem documents."""

import pytest
from django.db import transaction

from stations.kit.scoping import in_station
from stations.roster.models import Duty, ShiftGroup
from tests.doors.addresses import addresses
from tests.factories import client_of
from tests.factories.world import World, make_world

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
BODIES = {
    "nothing at all": ("", JSON),
    "half a document": ("{", JSON),
    "a list": ("[]", JSON),
    "a word": ('"x"', JSON),
    "null": ("null", JSON),
    "not text": (b"\xff\xfe", JSON),
    "a form": ("reason=x", FORM),
    "an unknown form": ("x", "text/plain"),
    "a broken upload": ("x", "multipart/form-data"),
}


@pytest.fixture
def world(db) -> World:
    made = make_world()
    with in_station(made.station):
        made.objects |= {"duty": Duty.objects.first(), "group": ShiftGroup.objects.first(), "station": made.station}
    return made


def ask(client, method: str, url: str, **sent):
    """The answer; nothing stays changed."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(method, url, **sent)
        transaction.set_rollback(True)
    return response


def broken(address, response) -> bool:
    """A crash, or a refusal of the API that is no problem document."""
    if response.status_code >= 500:
        return True
    refused = response.status_code >= 400 and address.path.startswith("api/")
    return refused and response.headers.get("Content-Type") != "application/problem+json"


@pytest.mark.parametrize("body", BODIES)
def test_no_body_breaks_an_address(world, body):
    client, (data, content_type) = client_of(world.people["chief"]), BODIES[body]
    found, asked = [], 0
    for address in addresses():
        response = ask(client, "POST", address.url(world), data=data, content_type=content_type)
        asked += response.status_code != 405
        if broken(address, response):
            found.append((address.name, response.status_code))
    assert not found
    assert asked > 150


def test_no_method_breaks_an_address_of_the_api(world):
    client = client_of(world.people["chief"])
    found = []
    for address in addresses():
        for method in ("PUT", "PATCH", "DELETE", "HEAD", "OPTIONS") if address.path.startswith("api/") else ():
            response = ask(client, method, address.url(world), data="{}", content_type=JSON)
            if broken(address, response) or (method in {"PUT", "PATCH"} and response.status_code < 400):
                found.append((address.name, method, response.status_code))
    assert not found


def test_an_unknown_verb_is_not_found(world):
    client = client_of(world.people["chief"])
    for address in addresses():
        if address.path.startswith("api/") and address.path.endswith(("<pk>/", "<id>/")):
            for method in ("GET", "POST"):
                response = ask(client, method, f"{address.url(world)}no-such-verb/", data="{}", content_type=JSON)
                assert response.status_code == 404, address.name
                assert not broken(address, response), address.name
