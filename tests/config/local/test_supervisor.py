"""The supervisor with real processes: restarts the dead, stops all, clears up after its own death."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.local import processes
from config.local import supervisor as supervisor_module
from config.local.console import Problem
from config.local.supervisor import AlreadyRunning, Program, Supervisor

ROOT = Path(__file__).resolve().parents[3]
# A parent with a child of its own in the same group, like a prefork worker.
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"])
time.sleep(99)
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(99)"
KEEPER = """
import sys
from pathlib import Path
from config.local.supervisor import Program, Supervisor
home = Path(sys.argv[1])
with Supervisor(home) as supervisor:
    supervisor.start(Program("family", [sys.executable, "-c", sys.argv[2]], {}))
    (home / "up").touch()
    supervisor.watch()
"""


def program(code, **options):
    return Program("family", [sys.executable, "-c", code], dict(os.environ), **options)


def pid_of(home):
    return processes.load(home / "processes.json")[0].pid


def wait_for(condition, seconds=15.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def living(home):
    return [pid for pid in processes.marked(home) if processes.state(pid) not in (None, "Z")]


@pytest.fixture
def keeper(tmp_path):
    """A supervisor in a process of its own, watching one family."""
    started = []

    def start():
        (tmp_path / "up").unlink(missing_ok=True)
        keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(tmp_path), FAMILY], cwd=ROOT)
        started.append(keeper)
        wait_for((tmp_path / "up").exists)
        wait_for(lambda: len(living(tmp_path)) == 2)
        return keeper

    yield start
    for each in started:
        each.kill()
        each.wait()
    for pid in living(tmp_path):
        processes.send(pid, signal.SIGKILL)


def test_killed_program_is_restarted_and_its_orphans_are_not_left(tmp_path):
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(program(FAMILY))
        assert supervisor.wait_until(lambda: len(living(tmp_path)) == 2, seconds=10)
        first = set(living(tmp_path))
        os.kill(pid_of(tmp_path), signal.SIGKILL)
        assert supervisor.wait_until(lambda: len(set(living(tmp_path)) - first) == 2, seconds=10)
        assert not first & set(living(tmp_path))
    assert living(tmp_path) == []
    assert not (tmp_path / "processes.json").exists()


def test_a_program_that_ignores_the_stop_signal_is_killed_after_its_grace(tmp_path):
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(program(STUBBORN, grace=0.3))
        supervisor.wait_until(lambda: bool(living(tmp_path)), seconds=5)
        time.sleep(0.3)
        asked = time.monotonic()
    assert time.monotonic() - asked < 3
    assert living(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_supervisor_and_programs(tmp_path, keeper, number):
    running = keeper()
    running.send_signal(number)
    assert running.wait(60) == 0
    assert living(tmp_path) == []


def test_next_start_reaps_what_a_killed_supervisor_left(tmp_path, keeper, capsys):
    running = keeper()
    left = set(living(tmp_path))
    running.kill()
    running.wait()
    assert set(living(tmp_path)) == left
    with Supervisor(tmp_path):
        assert living(tmp_path) == []
    assert "清理" in capsys.readouterr().out


def test_a_living_supervisor_is_not_disturbed(tmp_path, keeper):
    running = keeper()
    before = set(living(tmp_path))
    with pytest.raises(AlreadyRunning) as refusal, Supervisor(tmp_path):
        pass
    assert refusal.value.pid == running.pid
    assert set(living(tmp_path)) == before


def test_a_recycled_process_id_is_not_touched(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"]) as stranger:
        wrong = processes.Record("old", stranger.pid, started=1, stop_signal=signal.SIGKILL)
        assert processes.reap([wrong], tmp_path) == 0
        assert stranger.poll() is None
        stranger.kill()


def test_a_failing_step_tells_the_end_of_its_output(tmp_path):
    with Supervisor(tmp_path) as supervisor, pytest.raises(Problem, match="no such table"):
        supervisor.run("migrate", [sys.executable, "-c", "exit('no such table')"], dict(os.environ))


def test_a_long_log_is_set_aside_while_its_program_writes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor_module, "LOG_LIMIT", 1000)
    chatter = "import time\nwhile True: print('x' * 99, flush=True); time.sleep(0.01)"
    with Supervisor(tmp_path) as supervisor:
        supervisor.start(program(chatter))
        assert supervisor.wait_until((tmp_path / "logs" / "family.log.1").exists, seconds=10)
        assert (tmp_path / "logs" / "family.log").stat().st_size < 3000


def test_records_of_another_boot_or_a_broken_file_count_as_none(tmp_path):
    file = tmp_path / "processes.json"
    file.write_text('{"boot": "another", "processes": [{"name": "a", "pid": 1, "started": 1, "stop_signal": 15}]}')
    assert processes.load(file) == []
    file.write_text("{")
    assert processes.load(file) == []
