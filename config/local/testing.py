"""`make test`, `make bench`, `make check`: servers up once, commands run, servers down again.

Usage: ``python -m config.local.testing {test | bench | check} [ARGUMENTS FOR PYTEST...]``
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import environment, messages, servers
from .console import Problem, run_main, say
from .supervisor import AlreadyRunning, Stopped, Supervisor

ROOT = environment.ROOT
CACHE_DATABASES = 64  # three for each xdist worker, and room
FULL_DAY = "1000"  # incidents of the simulated day; by hand 40
LANES = 2  # checks beside each other
SLOTS = 8  # test runs in this tree at the same time
PATIENCE = 20.0  # seconds a command gets to end after Ctrl-C
Check = tuple[str, list[str], Mapping[str, str]]  # its words, command and environment


def main(argv: list[str]) -> int:
    """Run one of the three; returns the exit code of what ran."""
    match argv:
        case ["test", *arguments]:
            return test(arguments)
        case ["bench", *arguments]:
            return bench(arguments)
        case ["check"]:
            return check()
    raise Problem("用法 (usage): python -m config.local.testing {test | bench | check} [...]")


def test(arguments: list[str]) -> int:
    """The whole suite but benchmarks and the simulated day, two workers; ``arguments`` name files or options."""
    chosen = [part for part in arguments if not part.startswith("-")]
    paths = [] if any((ROOT / part.split("::")[0]).exists() for part in chosen) else ["tests"]
    workers = ["-n", "2", "--dist", "worksteal"]
    command = [
        sys.executable,
        "-m",
        "pytest",
        *workers,
        "--ignore=tests/benchmarks",
        "--ignore=tests/simulation",
        *arguments,
        *paths,
    ]
    browser = environment.chromium(os.environ)
    say(f"浏览器 (Chromium): {browser or '未找到，浏览器测试将跳过 (not found, browser tests are skipped)'}")
    with _free_slot("test") as supervisor:
        servers.start(
            supervisor,
            supervisor.home,
            os.environ,
            durable=False,
            connections=100,
            cache_databases=CACHE_DATABASES,
        )
        messages.compile_all(ROOT)
        return run_in_foreground(supervisor, command, environment.test(supervisor.home, os.environ))


def bench(arguments: list[str]) -> int:
    """The benchmarks and the simulated day at full size, one process, with the demo's durability."""
    named = any((ROOT / part.split("::")[0]).exists() for part in arguments if not part.startswith("-"))
    paths = [] if named else ["tests/benchmarks", "tests/simulation"]
    command = [sys.executable, "-m", "pytest", *paths, *arguments]
    with _free_slot("bench") as supervisor:
        servers.start(supervisor, supervisor.home, os.environ, cache_databases=CACHE_DATABASES)
        messages.compile_all(ROOT)
        variables = {
            "SIMULATED_INCIDENTS": FULL_DAY,
            "WATCH_QUERIES": "0",
            **environment.test(supervisor.home, os.environ),
        }
        return run_in_foreground(supervisor, command, variables)


def check() -> int:
    """Style, contracts, migrations, deployment settings, types, translations; 1 if any of them fails."""
    failed = []
    with _free_slot("test") as supervisor:
        servers.start(
            supervisor,
            supervisor.home,
            os.environ,
            durable=False,
            connections=100,
            cache_databases=CACHE_DATABASES,
        )
        plain = environment.test(supervisor.home, os.environ)
        deployed = environment.production(supervisor.home, os.environ)
        for words, code, output in _two_at_a_time(supervisor, _checks(plain, deployed)):
            say(words)
            sys.stdout.write(output)
            sys.stdout.flush()
            if code:
                failed.append(words)
    say(f"未通过 (failed): {'、'.join(failed)}" if failed else "全部检查通过 (all checks passed)")
    return 1 if failed else 0


def _checks(plain: Mapping[str, str], deployed: Mapping[str, str]) -> list[Check]:
    python, scripts = sys.executable, Path(sys.executable).parent
    manage = [python, "manage.py"]
    decisions = sorted(str(path) for name in ("rules", "actions") for path in ROOT.glob(f"[a-z]*/*/{name}.py"))
    deploy = [*manage, "check", "--deploy", "--fail-level", "WARNING"]
    return [
        ("代码规范 (ruff check)", [python, "-m", "ruff", "check", "."], plain),
        ("代码格式 (ruff format)", [python, "-m", "ruff", "format", "--check", "."], plain),
        ("数据迁移 (migrations)", [*manage, "makemigrations", "--check", "--dry-run"], plain),
        ("类型 (mypy)", [python, "-m", "mypy", *decisions], plain),
        ("模块边界 (import contracts)", [python, str(scripts / "lint-imports")], plain),
        ("部署设置 (deployment settings)", deploy, deployed),
        ("翻译 (translations)", [python, "-m", "config.local.messages", "--check"], plain),
    ]


def _two_at_a_time(supervisor: Supervisor, checks: Sequence[Check]) -> Iterator[tuple[str, int, str]]:
    """Run them beside each other and tell each in its turn: words, exit code, what it wrote.

    Raises Stopped after they ended when the operator asked to stop.
    """
    waiting, running = list(enumerate(checks)), []
    try:
        while waiting or running:
            while waiting and sum(process.poll() is None for _words, process, _log in running) < LANES:
                number, (words, command, variables) = waiting.pop(0)
                log = supervisor.logs / f"check-{number}.log"
                with log.open("wb") as file:
                    own = {**variables, "FENGGANG_HOME": str(supervisor.home)}
                    process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=file, stderr=subprocess.STDOUT)
                running.append((words, process, log))
            while running and running[0][1].poll() is not None:
                words, process, log = running.pop(0)
                yield words, process.returncode, log.read_text(errors="replace")
            supervisor.pause()
    finally:
        for _words, process, _log in running:
            _end(process)


def run_in_foreground(supervisor: Supervisor, command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Run a command in our terminal session, so that Ctrl-C and a debugger reach it; returns its code.

    Raises Stopped after it ended when the operator asked to stop.
    """
    process = subprocess.Popen(command, cwd=ROOT, env={**variables, "FENGGANG_HOME": str(supervisor.home)})
    try:
        while process.poll() is None:
            supervisor.pause()
    except Stopped:
        _end(process)
        raise
    code = process.returncode
    return code if code >= 0 else 128 - code  # ended by a signal: as a shell would say it


def _end(process: subprocess.Popen[bytes]) -> None:
    """The terminal's Ctrl-C reached it too; `kill` did not: ask once more, wait, then insist."""
    for number, seconds in ((None, 2.0), (signal.SIGINT, PATIENCE), (signal.SIGKILL, PATIENCE)):
        if number:
            process.send_signal(number)
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


class _free_slot:
    """A Supervisor on the first of ``var/test``, ``var/test-2``, … that no other run in this tree uses.

    Stopped turns into exit code 130 on the way out.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.supervisor: Supervisor | None = None

    def __enter__(self) -> Supervisor:
        for number in range(1, SLOTS + 1):
            home = ROOT / "var" / (self.kind if number == 1 else f"{self.kind}-{number}")
            home.mkdir(parents=True, exist_ok=True)
            home.chmod(0o711)
            supervisor = Supervisor(home)
            try:
                supervisor.__enter__()
            except AlreadyRunning:
                continue
            if number > 1:
                say(f"另有测试在运行，改用 (another run is on, using) var/{home.name}")
            self.supervisor = supervisor
            return supervisor
        raise Problem(f"已有 {SLOTS} 个测试在同时运行 (too many test runs at once)。")

    def __exit__(self, kind, error, trace) -> None:  # type: ignore[no-untyped-def]
        assert self.supervisor is not None
        self.supervisor.__exit__(kind, error, trace)
        if isinstance(error, Stopped):
            sys.exit(130)


if __name__ == "__main__":
    run_main(main)
