"""Run a handful of programs: restart the dead, stop them all, leave nothing behind."""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import processes
from .console import Problem, say

POLL = 0.1  # seconds between looks at the children
FIRST_DELAY, LONGEST_DELAY = 0.3, 15.0  # seconds before a restart; doubled each time
STEADY_AFTER = 30.0  # seconds of life after which a program counts as healthy again
LOG_LIMIT = 20_000_000  # bytes; what is beyond moves to a second file, which the next move replaces


class Stopped(Exception):
    """The operator asked to stop (Ctrl-C, SIGTERM, closed terminal)."""


@dataclass(frozen=True)
class Program:
    """What to run and how to end it.

    ``level`` orders the shutdown: higher levels (web, tasks) end before lower ones (database, broker).
    ``grace`` is the number of seconds between the stop signal and the kill; ``prepare`` runs
    before each start.
    """

    name: str
    argv: Sequence[str | Path]
    environment: Mapping[str, str]
    level: int = 1
    grace: float = 8.0
    stop_signal: int = signal.SIGTERM
    user: int | None = None
    group: int | None = None
    directory: Path | None = None
    prepare: Callable[[], None] | None = None


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    record: processes.Record | None = None
    since: float = 0.0
    delay: float = FIRST_DELAY / 2
    retry_at: float = field(default=0.0)

    def has_exited(self) -> bool:
        """Whether the process ended. It stays a zombie, so that its id still names its group."""
        if self.process is None:
            return True
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def bury(self) -> int:
        """Kill what is left of the group, collect the process, return its exit code."""
        assert self.process is not None
        processes.send_group(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.process = self.record = None
        return code


class Supervisor:
    """The parent of every program that serves one data folder; a context manager.

    Entering takes the folder's lock (Problem if a living supervisor holds it), ends what a killed
    supervisor left and takes over SIGINT, SIGTERM and SIGHUP. Leaving stops every child.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.logs = self.home / "logs"
        self.records = self.home / "processes.json"
        self._lock: Any = None
        self._children: list[_Child] = []
        self._steps: list[processes.Record] = []
        self._stopping = False
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock = open(self.home / "supervisor.lock", "a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            holder = self._lock.read().strip()
            self._lock.close()
            raise AlreadyRunning(self.home, int(holder) if holder.isdigit() else None) from None
        self._lock.truncate(0)
        self._lock.write(str(os.getpid()))
        self._lock.flush()
        self._take_signals()
        left = processes.reap(processes.load(self.records), self.home)
        if left:
            say(f"清理上次遗留的 {left} 个进程 (ended processes left by the last run)")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop_all()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._lock.close()

    def _take_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            ignored = signal.getsignal(number) == signal.SIG_IGN
            if number == signal.SIGHUP and ignored:
                continue  # started by nohup: outlive the terminal
            self._handlers[number] = signal.signal(number, self._request_stop)

    def _request_stop(self, number: int, frame: object) -> None:
        self._stopping = True  # only a flag: an exception here could lose a child between fork and record

    def start(self, program: Program) -> None:
        """Start a program and keep it alive from now on."""
        child = _Child(program)
        self._children.append(child)
        self._launch(child)

    def run(self, name: str, argv: Sequence[str | Path], environment: Mapping[str, str], **options: Any) -> None:
        """Run one step to its end; its output goes to ``logs/setup.log``.

        Raises Problem with the end of that output when it fails, Stopped when asked to stop meanwhile.
        """
        step = _Child(Program(name, argv, environment, **options))
        log = self._spawn(step, "setup")
        self._steps.append(step.record)
        self._save()
        try:
            while not step.has_exited():
                self.pause()
        finally:
            code = step.bury()
            self._steps.clear()
            self._save()
        if code:
            raise Problem(f"{name} 失败 (failed, code {code})。日志 (log) {log}：\n{tail(log)}")

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Tend the children until ``ready()`` or until the time is over; returns whether it got ready."""
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                return False
            self.pause()
        return True

    def watch(self) -> None:
        """Tend the children until asked to stop."""
        try:
            while True:
                self.pause()
        except Stopped:
            return

    def pause(self) -> None:
        """One turn: restart the dead, then sleep a moment. Raises Stopped when asked to stop."""
        if self._stopping:
            raise Stopped
        for child in self._children:
            self._tend(child)
        time.sleep(POLL)

    def _tend(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.retry_at:
                self._launch(child)
            return
        if not child.has_exited():
            shorten(self._log_file(child.program.name))
            return
        code = child.bury()
        child.delay = FIRST_DELAY if now - child.since > STEADY_AFTER else min(child.delay * 2, LONGEST_DELAY)
        child.retry_at = now + child.delay
        name, log = child.program.name, self._log_file(child.program.name)
        say(f"{name} 意外退出 (exited, code {code})，{child.delay:.1f} 秒后重启 (restarting)；日志 {log}")
        self._save()

    def _launch(self, child: _Child) -> None:
        child.since = time.monotonic()
        if child.program.prepare:
            child.program.prepare()
        self._spawn(child, child.program.name)
        self._save()

    def _spawn(self, child: _Child, log_name: str) -> Path:
        """Start the process in a session of its own, so that the terminal's Ctrl-C reaches only us."""
        program, log = child.program, self._log_file(log_name)
        options: dict[str, Any] = {}
        if program.user is not None:
            options = {"user": program.user, "group": program.group, "extra_groups": []}
        with open(log, "ab") as output:
            child.process = subprocess.Popen(
                [str(part) for part in program.argv],
                cwd=program.directory,
                env={**program.environment, processes.MARK: str(self.home)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        pid = child.process.pid
        started = processes.start_time(pid) or 0
        child.record = processes.Record(program.name, pid, started, program.stop_signal)
        return log

    def _log_file(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _save(self) -> None:
        children = [child.record for child in self._children if child.record]
        processes.save(self.records, children + self._steps)

    def _stop_all(self) -> None:
        for level in sorted({child.program.level for child in self._children}, reverse=True):
            self._stop([c for c in self._children if c.program.level == level and c.process])
        self._children.clear()
        strays = processes.marked(self.home)
        for pid in strays:
            processes.send(pid, signal.SIGKILL)
        self.records.unlink(missing_ok=True)

    def _stop(self, children: list[_Child]) -> None:
        """Ask all of them at once, then wait for each until its own grace is over."""
        for child in children:
            assert child.process is not None
            processes.send(child.process.pid, child.program.stop_signal)
        asked = time.monotonic()
        for child in children:
            while not child.has_exited() and time.monotonic() - asked < child.program.grace:
                time.sleep(0.03)
            child.bury()


class AlreadyRunning(Problem):
    """Another supervisor serves this data folder; ``pid`` is its id where known."""

    def __init__(self, home: Path, pid: int | None) -> None:
        super().__init__(
            f"已在运行 (already running)：{home}，进程 {pid}。"
            "先按 Ctrl-C 停止它 (stop it first)，或用 make demo-reset 停止并清空。"
        )
        self.pid = pid


def shorten(log: Path) -> None:
    """Set a log that grew too long aside. The program keeps its open file, so it is emptied, not renamed."""
    if log.stat().st_size > LOG_LIMIT:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log; empty when there is none."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
