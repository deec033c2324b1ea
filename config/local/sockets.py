"""Folders for unix sockets: short, private, one for each data folder.

A socket's path may have 107 bytes at most, less than many a clone's own path, hence a hashed name under /tmp.
"""

import hashlib
import os
import shutil
from pathlib import Path

from .console import Problem


def folder(data: Path, kind: str = "") -> Path:
    """The socket folder that belongs to the data folder ``data``; not created here."""
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]
    return Path("/tmp") / f"fenggang-{name}{kind}"


def create(directory: Path, owner: int) -> None:
    """Make the folder, owned by the user id ``owner`` and closed to everyone else.

    The servers trust whoever reaches the socket, so a folder that somebody else made first is
    refused (Problem).
    """
    try:
        directory.mkdir(mode=0o700)
    except FileExistsError:
        found = directory.lstat()
        if directory.is_symlink() or not directory.is_dir() or found.st_uid not in (owner, os.geteuid()):
            raise Problem(f"{directory} 属于其他用户，请先删除它 (owned by another user: remove it)。") from None
    directory.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(directory, owner, -1)


def remove(directory: Path) -> None:
    """Delete the folder and the sockets in it; one that is not there is no error."""
    shutil.rmtree(directory, ignore_errors=True)
