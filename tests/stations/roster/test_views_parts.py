"""Parts that other pages fetch."""

import pytest
from django.urls import reverse

from tests.factories import client_of, make_person


@pytest.fixture
def addresses(rotation, officer):
    return [
        reverse("my-duty-part"),
        reverse("officer-duties-part", args=[officer.pk]),
        reverse("structure-groups"),
        reverse("team-sections", args=[rotation.teams["case"].pk]),
        reverse("team-sections", args=[rotation.teams["street"].pk]),
    ]


def test_with_htmx_a_bare_part_otherwise_a_page(addresses, officer):
    browser = client_of(officer)
    for address in addresses:
        assert "<html" not in browser.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" in browser.get(address).content.decode()


def test_each_asks_its_own_permission(addresses, rotation):
    guard = client_of(make_person(rotation.station))
    assert {guard.get(address).status_code for address in addresses} == {403}


def test_the_matrix_counts_officers(rotation, chief):
    page = chief.get(reverse("structure-groups"))
    assert page.context["sums"] == [10, 10, 10]
    assert [counts for _team, counts in page.context["rows"]] == [[2, 2, 2]] * 5


def test_the_wall_shows_the_day_without_telephone_numbers(rotation, chief, client):
    rotation.deputies[0].user.phone = "13812345678"
    rotation.deputies[0].user.save()
    page = chief.get(reverse("wall-today"))
    assert page.status_code == 200 and "13812345678" not in page.content.decode()
    assert client.get(reverse("wall-today")).status_code in {302, 404}
    assert client_of(make_person(rotation.station)).get(reverse("wall-today")).status_code == 404
