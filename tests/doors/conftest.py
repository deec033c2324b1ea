"""What the tests of all doors share."""

import pickle
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.template import Template
from django.test.utils import _TestState
from django.utils import timezone
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response

from stations.access.backends import PersonBackend
from stations.kit import navigation
from stations.kit.scoping import in_station
from stations.roster.models import Duty, ShiftGroup
from tests.factories.world import make_world


@pytest.fixture
def quick(settings, monkeypatch):
    """For thousands of requests: queries are watched in test_queries, the schema is drawn in tests/api.

    Nobody asks which templates made a page. Who a session belongs to is read from the database once, and each
    person's menu is worked out once: sixty predicates that know nothing but the person.
    """
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]
    monkeypatch.setattr(SpectacularAPIView, "_get_schema_response", lambda view, request: Response({}))
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    for owner, way in ((PersonBackend, "get_user"), (SessionStore, "load")):
        monkeypatch.setattr(owner, way, _once(getattr(owner, way)))
    menus: dict[int | None, navigation.Menu] = {}
    menu_for = navigation.menu_for

    def known_menu(user, path: str = "") -> navigation.Menu:
        if user.pk not in menus:
            menus[user.pk] = menu_for(user, path)
        return menus[user.pk]

    monkeypatch.setattr(navigation, "menu_for", known_menu)


def _once(read):
    """A method that reads something new each time gives copies of what it read first, by its arguments."""
    known: dict[tuple, bytes] = {}

    def again(self, *arguments):
        key = (*arguments, getattr(self, "session_key", None))
        if key not in known:
            known[key] = pickle.dumps(read(self, *arguments))
        return pickle.loads(known[key])

    return again


@pytest.fixture(scope="package")
def morning():
    """It is ten in the morning, whenever the tests run: what a page reads depends on the duty that is on."""
    real = timezone.now
    shift = timezone.localtime().replace(hour=10, minute=0) - timezone.localtime()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: real() + shift)
        yield


@pytest.fixture(scope="package")
def two_worlds(morning, django_db_setup, django_db_blocker):
    """``ours`` and ``theirs``, made once for all tests of the doors that this process runs."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = SimpleNamespace(ours=make_world("QM"), theirs=make_world("CW"))
        for world in (made.ours, made.theirs):
            with in_station(world.station):
                world.objects |= {
                    "duty": Duty.objects.first(),
                    "group": ShiftGroup.objects.first(),
                    "station": world.station,
                }
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def houses(two_worlds, db):
    """Both worlds inside a transaction of one test: what it writes does not stay."""
    return two_worlds
