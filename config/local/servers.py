"""Start the embedded PostgreSQL and Valkey of a data folder, unless the user points elsewhere."""

from collections.abc import Callable, Mapping
from pathlib import Path

from . import postgres, valkey
from .console import Problem, say
from .supervisor import Supervisor, tail

START_SECONDS = 40.0


def start(
    supervisor: Supervisor,
    home: Path,
    given: Mapping[str, str],
    *,
    durable: bool = True,
    connections: int = 60,
    cache_databases: int = 16,
) -> None:
    """Start both, wait until they answer, create the database.

    ``durable=False`` trades safety against a power cut for speed: tests only. ``given`` is the user's own
    environment: a DATABASE_URL or REDIS_URL in it means "use mine", and that server is not started.
    Raises Problem with the end of the server's log when one does not come up.
    """
    cluster = None
    if not given.get("DATABASE_URL"):
        say("启动 PostgreSQL")
        settings = {} if durable else postgres.FAST_BUT_FORGETFUL
        cluster = postgres.Cluster(home, connections=connections, settings=settings)
        supervisor.start(cluster.program())
    if not given.get("REDIS_URL"):
        say("启动 Valkey")
        supervisor.start(valkey.program(home, databases=cache_databases, durable=durable))
        _await(supervisor, "valkey", lambda: valkey.is_ready(home))
    if cluster is not None:
        _await(supervisor, "postgres", cluster.is_ready)
        cluster.create_database()


def _await(supervisor: Supervisor, name: str, ready: Callable[[], bool]) -> None:
    if not supervisor.wait_until(ready, seconds=START_SECONDS):
        log = supervisor.logs / f"{name}.log"
        raise Problem(f"{name} 没有启动 (did not start)。日志 (log) {log}：\n{tail(log)}")
