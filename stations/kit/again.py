"""The second line of defence against locks in a ring: what PostgreSQL broke off is begun again, from its first line.

The first line is the order in which actions lock (docs/decisions/0006). PostgreSQL ends one of the transactions that
wait in a ring (40P01), or that cannot be put in a row (40001); nothing of it is left, so it may be repeated.
"""

import logging
import random
import time
from collections.abc import Callable
from typing import Any

from celery import Task
from django.db import OperationalError, connection

log = logging.getLogger(__name__)
BROKEN_OFF = frozenset({"40P01", "40001"})
TIMES = 3
# Seconds: those who met do not begin again at the same moment.
PAUSE = 0.05


def again(work: Callable[[], Any], request=None) -> Any:
    """Do a piece of work; when the database broke it off, do it once or twice more.

    Args:
        work: without arguments; one transaction, or safe to run twice. Inside a larger transaction it is done once:
            only the whole of that can be repeated.
        request: the request that asks for it; files that came with it are read from their beginning again.

    Raises:
        OperationalError: broken off three times, or for another reason.
    """
    for turn in range(1, TIMES + 1):
        try:
            return work()
        except OperationalError as error:
            code = getattr(error.__cause__, "sqlstate", None)
            if code not in BROKEN_OFF or turn == TIMES or connection.in_atomic_block:
                raise
            log.warning("broken off by the database, begun again", extra={"fields": {"code": code, "turn": turn}})
        time.sleep(random.uniform(0, PAUSE * turn))
        _rewind(request)
    raise AssertionError("unreachable")


def _rewind(request) -> None:
    files = request.FILES if request is not None else {}
    for name in files:
        for file in files.getlist(name):
            file.seek(0)


class PatientTask(Task):
    """A Celery task that is begun again when the database broke it off; every task of the house may run twice."""

    abstract = True

    def __call__(self, *args, **kwargs):
        """Run it."""
        return again(lambda: super(PatientTask, self).__call__(*args, **kwargs))
