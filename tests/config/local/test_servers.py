"""The embedded servers for real, and the addresses by which settings find them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import environ
import psycopg
import pytest
from kombu import Connection

from config.local import postgres, processes, servers, sockets, valkey
from config.local.console import Problem
from config.local.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[3]


def connect(home):
    parts = environ.Env.db_url_config(postgres.database_url(home))
    return psycopg.connect(host=parts["HOST"], user=parts["USER"], dbname=parts["NAME"], autocommit=True)


@pytest.fixture
def running(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for parent in list(home.parents)[:3]:  # pytest's own folders are closed to PostgreSQL's user
        parent.chmod(0o755)
    with Supervisor(home) as supervisor:
        servers.start(supervisor, home, {}, cache_databases=64)  # durable: one test kills them
        yield supervisor
    postgres.Cluster(home).remove()
    valkey.remove_socket(home)


def test_database_sees_chinese_trigrams_and_survives_kill(running):
    home, cluster = running.home, postgres.Cluster(running.home)
    with connect(home) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION btree_gist")
        assert connection.execute("SELECT cardinality(show_trgm('派出所民警'))").fetchone() == (6,)
    killed = {record.pid for record in processes.load(running.records)}
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    def replaced():
        now = {record.pid for record in processes.load(running.records)}
        return len(now) == 2 and not now & killed

    assert running.wait_until(replaced, seconds=10)
    assert running.wait_until(lambda: cluster.is_ready() and valkey.is_ready(home), seconds=30)
    with connect(home) as connection:
        assert connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()


def test_broker_and_cache_addresses_work(running):
    import_redis = pytest.importorskip("redis")
    with Connection(valkey.broker_url(running.home)) as broker:
        broker.ensure_connection(max_retries=1)
    assert import_redis.from_url(valkey.cache_url(running.home, database=63)).ping()


def test_own_servers_are_used_when_the_user_names_them(tmp_path):
    with Supervisor(tmp_path) as supervisor:
        servers.start(supervisor, tmp_path, {"DATABASE_URL": "postgres://db", "REDIS_URL": "redis://cache"})
        assert processes.load(supervisor.records) == []


def test_database_address_reads_as_a_socket_folder(tmp_path):
    parts = environ.Env.db_url_config(postgres.database_url(tmp_path))
    assert parts["HOST"] == str(postgres.socket_dir(tmp_path))
    assert (parts["USER"], parts["NAME"]) == ("ops", "fenggang")


def test_socket_paths_stay_short_in_deep_folders(tmp_path):
    deep = tmp_path / ("深" * 60) / ("d" * 80)
    assert len(bytes(valkey.socket_path(deep))) <= 107
    assert len(bytes(postgres.socket_dir(deep) / ".s.PGSQL.5432")) <= 107


def test_a_socket_folder_that_is_a_link_is_refused(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(Problem):
        sockets.create(link, os.geteuid())


def test_lock_of_a_vanished_or_foreign_process_is_cleared(tmp_path):
    for pid in (os.getpid(), 2**22 + 1):  # this test is no PostgreSQL; the other id does not exist
        (tmp_path / "postmaster.pid").write_text(f"{pid}\n/data\n")
        postgres.clear_stale_locks(tmp_path, tmp_path)
        assert not (tmp_path / "postmaster.pid").exists()


@pytest.mark.parametrize("module", ["bootstrap", "postgres", "valkey", "demo", "testing"])
def test_modules_need_no_installed_package(module):
    """Without site-packages; ``messages`` (and what uses it) is the one exception."""
    needs_polib = module in ("demo", "testing")
    code = "import sys, types; sys.modules['polib'] = types.ModuleType('polib'); " if needs_polib else ""
    subprocess.run([sys.executable, "-S", "-c", f"{code}import local.{module}"], cwd=ROOT / "config", check=True)
