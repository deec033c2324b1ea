"""The first step of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from stations.access.origin import client_ip
from stations.organisation.models import User
from tests.factories import make_station


@pytest.mark.django_db
def test_three_administrators_are_made_once_and_must_change_their_passwords():
    station = make_station()
    out = StringIO()
    call_command("create_administrators", stdout=out)
    made = User.objects.exclude(admin_role="")
    assert {user.admin_role for user in made} == {"system", "security", "audit"}
    assert all(user.must_change_password and user.home_station == station for user in made)
    password = out.getvalue().splitlines()[0].split()[-1]
    assert User.objects.get(admin_role="system").check_password(password)
    with pytest.raises(CommandError):
        call_command("create_administrators", stdout=out)


@pytest.mark.django_db
def test_administrators_belong_to_a_station_that_is_named_where_there_are_several():
    with pytest.raises(CommandError, match="import_station"):
        call_command("create_administrators")
    for code in ("A1", "B2"):
        make_station(code=code)
    with pytest.raises(CommandError, match="--station"):
        call_command("create_administrators")
    for code in ("A1", "B2"):
        call_command("create_administrators", station=code, stdout=StringIO())
    assert User.objects.get(username="sysadmin.b2").home_station.code == "B2"


def asked(**headers) -> str:
    return client_ip(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers))


def test_a_made_up_forwarding_header_is_ignored_without_a_proxy(settings):
    settings.BEHIND_PROXY = False
    assert asked(HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.9"


def test_behind_the_proxy_the_address_it_noted_counts(settings):
    settings.BEHIND_PROXY = True
    assert asked(HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.77") == "10.0.0.77"
    assert asked() == "10.0.0.9"
