"""What every test may ask for."""

import gc

import pytest
from django.core.cache import cache
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from stations.kit.scoping import in_station
from tests.cleaning import clean
from tests.factories import client_of as log_in
from tests.factories import make_cast

# How fast a machine is, is told by benchmarks, never by a test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Minutes of work in one test, or waiting for other processes: these start first, shared between the workers.
LONG = ("tests/doors/test_matrix.py", "tests/doors/", "tests/journeys/", "tests/worker/", "tests/config/local/",
        "tests/docs/test_backup.py", "tests/stations/test_migrate.py")  # fmt: skip
LOCAL_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}

# Until the tests begin everything made is kept: the house, five thousand tests, the API's document.
gc.disable()


def pytest_collection_finish():
    """What is there by now is never garbage, so the collector need not walk all of it again and again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items):
    """Each of two workers begins with half of the long tests, so that none is left alone with one at the end.

    Workers get the list in equal runs and take from the end of another's run once theirs is done.
    """
    long = sorted(
        (item for item in items if item.nodeid.startswith(LONG)),
        key=lambda item: next(at for at, start in enumerate(LONG) if item.nodeid.startswith(start)),
    )
    if not long:
        return
    chosen = set(long)
    rest = [item for item in items if item not in chosen]
    first, second = long[0::2], long[1::2]
    middle = max(len(items) // 2 - len(first), 0)
    items[:] = first + rest[:middle] + second + rest[middle:]


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
