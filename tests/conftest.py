"""What every test may ask for."""

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase

from stations.kit.scoping import in_station
from tests.cleaning import clean
from tests.factories import client_of as log_in
from tests.factories import make_cast

LOCAL_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}


@pytest.fixture(autouse=True, scope="session")
def quick_cleaning():
    """Tests that commit are cleaned up after by :func:`tests.cleaning.clean`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", clean)
        yield


@pytest.fixture(autouse=True)
def fresh_cache(settings, request):
    """Every test starts with an empty cache of its own in memory.

    Tests marked ``worker`` share the real cache with their Celery worker and clear what they use themselves.
    """
    if "worker" not in request.keywords:
        settings.CACHES = LOCAL_MEMORY
        cache.clear()


@pytest.fixture(autouse=True)
def demo_doors(settings):
    """Password age and second factor are waived, as in the demo; tests of these gates set ``DEMO = False``."""
    settings.DEMO = True


@pytest.fixture
def cast(db):
    """Station one with its people and station two, see :class:`tests.factories.Cast`."""
    return make_cast()


@pytest.fixture
def station(cast):
    """Station one."""
    return cast.station


@pytest.fixture
def in_one(cast):
    """The test runs inside station one, as a request of its people does."""
    with in_station(cast.station):
        yield cast.station


@pytest.fixture
def client_of():
    """``client_of(cast.chief)``: a logged-in browser."""
    return log_in
