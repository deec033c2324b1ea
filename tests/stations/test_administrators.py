"""The first step of an installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from stations.access.origin import client_ip
from stations.organisation.models import User


@pytest.mark.django_db
def test_three_administrators_are_made_once_and_must_change_their_passwords():
    out = StringIO()
    call_command("create_administrators", stdout=out)
    made = User.objects.exclude(admin_role="")
    assert {user.admin_role for user in made} == {"system", "security", "audit"}
    assert all(user.must_change_password for user in made)
    password = out.getvalue().splitlines()[0].split()[-1]
    assert User.objects.get(admin_role="system").check_password(password)
    with pytest.raises(CommandError):
        call_command("create_administrators", stdout=out)


def asked(**headers) -> str:
    return client_ip(RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", **headers))


def test_a_made_up_forwarding_header_is_ignored_without_a_proxy(settings):
    settings.BEHIND_PROXY = False
    assert asked(HTTP_X_FORWARDED_FOR="1.2.3.4") == "10.0.0.9"


def test_behind_the_proxy_the_address_it_noted_counts(settings):
    settings.BEHIND_PROXY = True
    assert asked(HTTP_X_FORWARDED_FOR="6.6.6.6, 10.0.0.77") == "10.0.0.77"
    assert asked() == "10.0.0.9"
