"""`make demo`: everything a station needs on one machine, until Ctrl-C.

Usage: ``python -m config.local.demo [start | reset | manage ARGUMENTS...]``
"""

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from . import environment, messages, postgres, processes, servers, valkey
from .console import Problem, run_main, say
from .stamps import Stamp, digest
from .supervisor import AlreadyRunning, Program, Stopped, Supervisor

ROOT, HOME = environment.ROOT, environment.DEMO_HOME
HEALTHY_WITHIN = 90.0  # seconds until the summary is printed anyway, with what is red
PATROL_STATIONS, PATROL_DAYS = ("QM", "CW"), 7
LOGINS = (
    ("chief", "所长"),
    ("commander", "值班副所长（带班领导）"),
    ("desk", "综合指挥室值班员"),
    ("community", "社区民警（A角）"),
    ("casework", "办案民警"),
    ("streets", "巡逻民警"),
    ("liaison", "社区民警（企业联络）"),
    ("squadleader", "巡逻小队长"),
    ("guard", "保安员"),
    ("mediator", "调解员"),
    ("member", "群防群治成员"),
    ("grouplead", "群防群治组长"),
    ("admin", "系统管理员"),
    ("security", "安全管理员"),
    ("audit", "审计管理员"),
)


def main(argv: list[str]) -> int:
    """Start, reset, or run a management command in the demo's environment; returns the exit code."""
    match argv or ["start"]:
        case ["start"]:
            return start()
        case ["reset"]:
            return reset()
        case ["manage", *arguments]:
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.run(command, cwd=ROOT, env=environment.demo(_home(), os.environ)).returncode
    raise Problem("用法 (usage): python -m config.local.demo [start | reset | manage ...]")


def start() -> int:
    """Bring everything up, print where it is, and keep it up until asked to stop."""
    host, port = environment.address(os.environ)
    live_port = environment.live_port(os.environ)
    with Supervisor(_home()) as supervisor:
        require_free_port(host, port)
        require_free_port(host, live_port, "LIVE_PORT")
        variables = environment.demo(HOME, os.environ)
        try:
            servers.start(supervisor, HOME, os.environ)
            set_up(supervisor, variables)
            for program in programs(variables, host, port, live_port):
                supervisor.start(program)
            say("启动网页、实时推送、任务与定时服务 (web, live, worker, beat)")
            inside = f"http://{_own_host(host)}:{port}"
            _announce(supervisor, variables["PUBLIC_URL"], f"{inside}/healthz")
            patrol(supervisor, variables, inside)
            supervisor.watch()
        except Stopped:
            pass
        finally:
            say("正在停止 (stopping)")
    say("已停止，数据保留在 var/demo (stopped, data kept)")
    return 0


def reset() -> int:
    """Stop the demo if it runs and delete its data; fonts and packages stay."""
    if not HOME.exists():
        say("没有可清除的数据 (nothing to reset)")
        return 0
    deadline = time.monotonic() + 60
    while True:
        try:
            with Supervisor(HOME):
                postgres.Cluster(HOME).remove()
                valkey.remove_socket(HOME)
                shutil.rmtree(HOME, ignore_errors=True)
            break
        except AlreadyRunning as other:
            if other.pid is None:
                raise
            say(f"停止正在运行的演示，进程 {other.pid} (stopping the running demo)")
            # Its own shutdown is bounded; one that outlives this long hangs.
            late = time.monotonic() > deadline - 15
            processes.send(other.pid, signal.SIGKILL if late else signal.SIGTERM)
            if time.monotonic() > deadline:
                raise
            time.sleep(3)
    say("已清空 var/demo (reset)")
    return 0


def require_free_port(host: str, port: int, setting: str = "PORT") -> None:
    """Raise Problem, in a sentence that says what to do, unless ``host:port`` can be listened on.

    Args:
        host: address to listen on.
        port: the port.
        setting: variable that chooses another one.
    """
    try:
        kind, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Problem(f"HOST={host} 不是本机地址 (not an address of this machine)。") from None
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Problem(
                    f"端口 {port} 已被其他程序占用 (port {port} is taken)，"
                    f"请换一个端口 (take another)：{setting}={port + 1} make demo"
                ) from None
            if error.errno == errno.EACCES:
                raise Problem(
                    f"无权使用端口 {port} (not allowed)，请用 1024 以上的端口：{setting}=8000 make demo"
                ) from None
            raise Problem(f"HOST={host} 不是本机地址 (not an address of this machine)。") from None


def set_up(supervisor: Supervisor, variables: Mapping[str, str]) -> None:
    """Translations, tables, static files and demo data; each only when its inputs changed."""
    messages.compile_all(ROOT)
    steps = [
        ("migrate", "建立数据表 (migrate)", ["migrate", "--noinput"], _migration_files()),
        (
            "collectstatic",
            "收集静态文件 (collectstatic)",
            ["collectstatic", "--noinput", "--clear"],
            _static_files(),
        ),
        (
            "load_demo",
            "载入演示数据，演示账号对应当日值班人员 (demo data, logins of today)",
            ["load_demo"],
            _demo_files(),
        ),
        ("load_patrols_demo", "载入巡逻演示数据 (patrols)", ["load_patrols_demo"], _patrol_files()),
        ("load_mediation_demo", "载入调解演示数据 (mediation)", ["load_mediation_demo"], _mediation_files()),
        ("load_community_demo", "载入群防群治演示数据 (community)", ["load_community_demo"], _community_files()),
    ]
    for name, words, arguments, inputs in steps:
        facts = [variables["DATABASE_URL"]]
        if name.startswith("load_"):
            # The logins go to those on duty; the duty day of the demo begins at 08:00 in Shanghai, midnight in UTC.
            facts.append(datetime.now(UTC).date().isoformat())
        key = digest([ROOT / "requirements.lock", *inputs], *facts)
        stamp = Stamp(HOME / "stamps" / name, key)
        lost = name == "collectstatic" and not (ROOT / "staticfiles").is_dir()
        if stamp.is_current() and not lost:
            continue
        say(words)
        supervisor.run(name, [sys.executable, "manage.py", *arguments], variables, directory=ROOT)
        stamp.record()


def patrol(supervisor: Supervisor, variables: Mapping[str, str], url: str) -> None:
    """Once a day: let the guards walk the days before, through the API; the portal is in use meanwhile.

    A demo without these days is a demo all the same: what fails is said in a line and tried at the next start.
    """
    facts = (variables["DATABASE_URL"], datetime.now(UTC).date().isoformat())
    stamp = Stamp(HOME / "stamps/simulate_patrols", digest(_patrol_files(), *facts))
    if stamp.is_current() or not any(ROOT.glob("*/management/commands/simulate_patrols.py")):
        return
    say(
        f"补入近 {PATROL_DAYS} 天的巡逻打卡，期间可正常使用 (patrols of the last days, the portal is ready meanwhile)"
    )
    command = [sys.executable, "manage.py", "simulate_patrols", "--url", url, "--station", *PATROL_STATIONS]
    command += ["--days", str(PATROL_DAYS), "--threads", "2"]
    try:
        supervisor.run("simulate_patrols", command, variables, directory=ROOT)
    except Problem as problem:
        say(f"巡逻打卡未补全，不影响使用 (left out): {str(problem).splitlines()[0]}")
        return
    stamp.record()
    say("巡逻打卡已补入 (patrols are there)")


def programs(variables: Mapping[str, str], host: str, port: int, live_port: int) -> list[Program]:
    """The web server, the event streams, the task worker and beat."""
    python = sys.executable
    place = f"[{host}]" if ":" in host else host
    bind = f"{place}:{port}"
    live = [python, "-m", "config.live", "--bind", f"{place}:{live_port}"]
    web = [
        python,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        bind,
        "--worker-class",
        "gthread",
        "--workers",
        "2",
    ]
    # Loading the portal once for both workers saves a third of a start on two cores.
    web += ["--preload", "--threads", "4", "--graceful-timeout", "3", "--timeout", "120", "--no-control-socket"]
    celery = [python, "-m", "celery", "-A", "config.celery"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "prefork",
        "--concurrency",
        "2",
        "--without-mingle",
        "--loglevel",
        "INFO",
    ]
    beat = [*celery, "beat", "--schedule", HOME / "beat-schedule", "--pidfile=", "--loglevel", "INFO"]
    return [
        Program("web", web, variables, grace=8.0, directory=ROOT),
        Program("live", live, variables, grace=3.0, directory=ROOT),
        Program("worker", worker, variables, grace=10.0, directory=ROOT),
        Program("beat", beat, variables, grace=5.0, directory=ROOT),
    ]


def health(url: str) -> dict[str, object]:
    """What ``/healthz`` says is not well, part by part; empty when all is well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy knows nothing of this machine
    try:
        with opener.open(url, timeout=5):
            return {}
    except urllib.error.HTTPError as answer:
        body = answer.read()
        try:
            parts = json.loads(body)
        except ValueError:
            return {"web": f"HTTP {answer.code}"}
        parts = parts.get("parts", parts) if isinstance(parts, dict) else {}
        red = {name: part for name, part in parts.items() if not _is_well(part)}
        return red or {"web": f"HTTP {answer.code}"}
    except OSError as error:
        return {"web": str(getattr(error, "reason", error))}


def _is_well(part: object) -> bool:
    if isinstance(part, dict):
        return bool(part.get("ok", part.get("status") in ("ok", "up")))
    return part in (True, "ok", "up")


def _announce(supervisor: Supervisor, public_url: str, healthz: str) -> None:
    red: dict[str, object] = {}

    def well() -> bool:
        nonlocal red
        red = health(healthz)
        return not red

    if not supervisor.wait_until(well, seconds=HEALTHY_WITHIN):
        say(f"尚未就绪 (not healthy)：{red}；日志 (logs) {supervisor.logs}")
    if any(ROOT.glob("*/management/commands/load_demo.py")):
        print("\n演示账号 (demo logins)，口令 (password) demo；第二个派出所加 2 (second station: append 2)")
        for name, role in LOGINS:
            print(f"  {name:<12} {role}")
    print()
    say(f"枫岗 Fenggang 已启动 (running): {public_url}   按 Ctrl-C 停止 (to stop)")


def _home() -> Path:
    """The demo's folder; others may pass through it (PostgreSQL's user must) but not list it."""
    HOME.mkdir(parents=True, exist_ok=True)
    HOME.chmod(0o711)
    return HOME


def _own_host(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{host}]" if ":" in host else host


def _demo_files() -> list[Path]:
    """What decides whether there is other demo data to load."""
    return [ROOT / "stations/management/commands/load_demo.py", *sorted(ROOT.glob("config/local/demo_data/*.xlsx"))]


def _patrol_files() -> list[Path]:
    """What decides whether there are other demo patrols to load: also whatever the stations load anew."""
    return [*_demo_files(), ROOT / "patrols/management/commands/load_patrols_demo.py"]


def _mediation_files() -> list[Path]:
    """What decides whether there are other demo disputes to load."""
    return [*_demo_files(), *sorted(ROOT.glob("mediation/management/**/*.py"))]


def _community_files() -> list[Path]:
    """What decides whether there are other demo members to load."""
    return [*_demo_files(), *sorted(ROOT.glob("community/management/**/*.py"))]


def _migration_files() -> Iterator[Path]:
    return iter(sorted(ROOT.glob("*/migrations/*.py")))


def _static_files() -> Iterator[Path]:
    own = [path for pattern in ("static/**/*", "*/static/**/*") for path in ROOT.glob(pattern)]
    inside = {path for path in own if path.is_file() and path.relative_to(ROOT).parts[0] not in _NOT_OURS}
    yield from sorted(inside)


_NOT_OURS = ("node_modules", "staticfiles", "var", ".venv", ".venv-node")


if __name__ == "__main__":
    run_main(main)
