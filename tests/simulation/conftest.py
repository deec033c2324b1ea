"""The web server that the simulations send their load to."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.worker.conftest import worker_environment


@contextmanager
def serving(said: Path, **variables: str) -> Iterator[int]:
    """The web server as in production: several processes, several threads each; its errors fail the test.

    Args:
        said: where its log goes.
        variables: of its environment, beside those of the test's database and broker.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    environment = worker_environment() | {"DEMO": "1", "LOG_LEVEL": "ERROR"}
    environment.pop("TESTING", None)
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{number}",
        "--workers", "2", "--worker-class", "gthread", "--threads", "6", "--keep-alive", "30",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment | variables, stderr=said.open("w"))
    deadline = time.monotonic() + 60
    while socket.socket().connect_ex(("127.0.0.1", number)):
        assert server.poll() is None, "the web server ended at once"
        assert time.monotonic() < deadline, "the web server does not answer"
        time.sleep(0.2)
    yield number
    server.terminate()
    server.wait(30)
    crashes = [line for line in said.read_text().splitlines() if '"level": "ERROR"' in line]
    assert not crashes, crashes[0]


@pytest.fixture
def port(transactional_db, tmp_path):
    """Where the API answers."""
    with serving(tmp_path / "server.log") as number:
        yield number
