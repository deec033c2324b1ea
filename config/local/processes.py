"""Facts about processes from /proc, and ending the ones a dead supervisor left behind.

A process id alone proves nothing (ids are recycled), so a record holds the start time as well.
"""

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

# Every child inherits this variable, naming the data folder it serves: it finds the children of children
# that no record holds.
MARK = "FENGGANG_HOME"


@dataclass(frozen=True)
class Record:
    """A process we started: its id, its start in clock ticks since boot, and how to ask it to end."""

    name: str
    pid: int
    started: int
    stop_signal: int

    def is_alive(self) -> bool:
        """Whether this very process still runs (not a later one with its id, nor a zombie)."""
        return start_time(self.pid) == self.started and state(self.pid) != "Z"


def state(pid: int) -> str | None:
    """The one-letter state of a process (``Z`` is a zombie); None when there is none."""
    fields = _stat(pid)
    return fields[0] if fields else None


def start_time(pid: int) -> int | None:
    """Start of a process in clock ticks since boot; None when there is none."""
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()  # the name before it may hold spaces and brackets


def marked(home: Path) -> list[int]:
    """Ids of living processes that inherited ``MARK=home``, without this one and its ancestors."""
    wanted = f"{MARK}={home}".encode()
    kin = _lineage()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) in kin:
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue  # gone meanwhile, or another user's
        if wanted in environment.split(b"\0"):
            found.append(int(entry.name))
    return found


def _lineage() -> set[int]:
    lineage, pid = set(), os.getpid()
    while pid > 0 and pid not in lineage:
        lineage.add(pid)
        fields = _stat(pid)
        pid = int(fields[1]) if fields else 0
    return lineage


def send(pid: int, number: int) -> None:
    """Signal a process; one already gone, or not ours, is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def send_group(pid: int, number: int) -> None:
    """Signal the process group that ``pid`` leads; an empty one is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def save(file: Path, records: Iterable[Record]) -> None:
    """Write the records so that a reader never sees half a file."""
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"boot": _boot(), "processes": [asdict(record) for record in records]}, indent=1))
    fresh.replace(file)


def load(file: Path) -> list[Record]:
    """The records of this boot; none when the file is missing, unreadable or from before a reboot."""
    try:
        content = json.loads(file.read_text())
        if content["boot"] != _boot():
            return []
        return [Record(**record) for record in content["processes"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def reap(records: Iterable[Record], home: Path, *, grace: float = 8.0) -> int:
    """End what an earlier supervisor of ``home`` left running; returns how many processes that were.

    Asks each recorded process by its own signal, waits up to ``grace`` seconds, then kills whatever of
    it and of its descendants is left.
    """
    alive = [record for record in records if record.is_alive()]
    for record in alive:
        send(record.pid, record.stop_signal)
    deadline = time.monotonic() + grace
    while any(record.is_alive() for record in alive) and time.monotonic() < deadline:
        time.sleep(0.05)
    for record in alive:
        if record.is_alive():
            send_group(record.pid, signal.SIGKILL)
    strays = marked(home)
    for pid in strays:
        send(pid, signal.SIGKILL)
    while any(state(pid) not in (None, "Z") for pid in strays) and time.monotonic() < deadline + 2:
        time.sleep(0.05)
    return len({record.pid for record in alive} | set(strays))
