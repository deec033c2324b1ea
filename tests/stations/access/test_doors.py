"""The public host name opens the public pages only."""

import pytest

PUBLIC = "patrol.example.cn"


@pytest.fixture(autouse=True)
def two_doors(settings):
    settings.PUBLIC_HOST = PUBLIC
    settings.ALLOWED_HOSTS = [PUBLIC, "inside.example.cn"]


@pytest.mark.parametrize("path", ["/", "/login/", "/duty/", "/team/", "/admin/", "/api/v1/", "/reports/"])
def test_the_public_door_knows_nothing_of_the_station(cast, client_of, path):
    assert client_of(cast.chief).get(path, headers={"host": PUBLIC}).status_code == 404


def test_a_trailing_dot_is_the_same_host(cast, client_of):
    assert client_of(cast.chief).get("/duty/", headers={"host": f"{PUBLIC}."}).status_code == 404


def test_the_public_door_opens_the_own_page(cast, client_of):
    assert client_of(cast.guard).get("/me/", headers={"host": PUBLIC}).status_code == 200


def test_the_internal_door_opens_the_rest(cast, client_of):
    assert client_of(cast.chief).get("/me/", headers={"host": "inside.example.cn"}).status_code == 200
    assert client_of(cast.chief).get("/", headers={"host": "inside.example.cn"}).status_code == 302
