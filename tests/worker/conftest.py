"""A real Celery worker in a process of its own, on the test's database and broker."""

import os
import subprocess
import sys
import time

import pytest
from django.core.cache import cache
from django.db import connection

from config.celery import app

PATIENCE = 90.0


def worker_environment() -> dict[str, str]:
    """The environment of a process that works on this test's database and broker."""
    database = connection.settings_dict
    name, host, user = database["NAME"], database["HOST"], database["USER"]
    port = f":{database['PORT']}" if database["PORT"] else ""
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    place = f"/{host}" if host.startswith("/") else f"{host}{port}"
    return {**os.environ, "DATABASE_URL": f"postgres://{user}{password}@{place}/{name}"}


def start_worker(concurrency: int = 2) -> subprocess.Popen:
    """Start a worker and wait until it answers."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--loglevel=WARNING"]
    process = subprocess.Popen([*command, f"--concurrency={concurrency}"], env=worker_environment())
    deadline = time.monotonic() + PATIENCE
    while not app.control.ping(timeout=0.5):
        assert process.poll() is None, "the worker ended at once"
        if time.monotonic() > deadline:
            process.kill()
            raise AssertionError("the worker does not answer")
    return process


def wait_until(condition, seconds: float = PATIENCE) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def worker(transactional_db):
    """A running worker with two children; the broker starts empty."""
    cache.clear()
    app.control.purge()
    process = start_worker()
    yield process
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
