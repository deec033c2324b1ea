"""From a fresh clone to an installed tree: virtualenv, Python packages, front-end packages.

Standard library only; run by the system's Python as ``cd config && python3 -m local.bootstrap``, because
importing the package ``config`` needs Celery. Running it again does nothing unless a lock file changed.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import frontend
from .console import Problem, run_main, say
from .stamps import Stamp, digest

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
NODE_VENV = ROOT / ".venv-node"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20


def main(argv: list[str]) -> int:
    """Install whatever is missing or outdated; returns 0.

    Raises Problem when a step fails, with what to check.
    """
    if sys.version_info < OLDEST_PYTHON:
        raise Problem("需要 Python 3.11 或更新版本 (Python >= 3.11 needed)：PYTHON=python3.11 make demo")
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / "bootstrap.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make demo` and `make test` may be started together
        environment = _install_environment(os.environ)
        _make_virtualenv()
        _install_uv(environment)
        _install_python_packages(environment)
        _install_node_packages(environment)
        frontend.build(ROOT)
    return 0


def _install_environment(base: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip, uv and npm."""
    environment = dict(base)
    environment.setdefault("UV_SYSTEM_CERTS", "1")  # a private CA installed on the machine is honoured
    environment.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if mirror := environment.get("PIP_INDEX_URL"):
        environment.setdefault("UV_DEFAULT_INDEX", mirror)  # uv does not read pip's own variable
    if not os.access(Path.home(), os.W_OK):
        # Service accounts often have no home; every cache then lives in the tree.
        cache = ROOT / "var" / "cache"
        for name, folder in (("UV_CACHE_DIR", "uv"), ("npm_config_cache", "npm"), ("PIP_CACHE_DIR", "pip")):
            environment.setdefault(name, str(cache / folder))
    return environment


def _run(what: str, *command: object, environment: Mapping[str, str], attempts: int = 2) -> None:
    """Run a command in the tree, again once if it fails (networks do); raises Problem naming ``what``."""
    for _ in range(attempts):
        if subprocess.run([str(part) for part in command], cwd=ROOT, env=dict(environment)).returncode == 0:
            return
    raise Problem(
        f"{what} 失败，请看上面的输出并检查网络 (failed; check the network)。可用镜像 (mirrors): "
        "PIP_INDEX_URL、UV_DEFAULT_INDEX、npm_config_registry"
    )


def _make_virtualenv() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], capture_output=True).returncode == 0:
        return
    say("创建 Python 虚拟环境 (virtualenv)")
    shutil.rmtree(VENV, ignore_errors=True)  # a half-made one, or one whose Python was uninstalled
    if subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True).returncode == 0:
        return
    # Debian without python3-venv has no ensurepip; the system's pip can then serve the bare environment.
    shutil.rmtree(VENV, ignore_errors=True)
    bare = [sys.executable, "-m", "venv", "--without-pip", VENV]
    _run("创建虚拟环境 (virtualenv)", *bare, environment=os.environ, attempts=1)


def _install_uv(environment: Mapping[str, str]) -> None:
    lock = ROOT / "requirements-uv.lock"
    stamp = Stamp(VENV / ".stamp-uv", digest([lock], sys.version))
    if stamp.is_current() and UV.exists():
        return
    say("安装 uv (package installer)")
    if (VENV / "bin" / "pip").exists():
        pip = [PYTHON, "-m", "pip"]
    elif subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        pip = [sys.executable, "-m", "pip", "--python", PYTHON]
    else:
        raise Problem(
            "这台机器的 Python 既没有 ensurepip 也没有 pip (neither ensurepip nor pip)："
            "请安装 python3-venv 或 python3-pip，例如 apt-get install python3-venv"
        )
    arguments = ["install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", lock]
    _run("安装 uv", *pip, *arguments, environment=environment)
    stamp.record()


def _install_python_packages(environment: Mapping[str, str]) -> None:
    lock = ROOT / "requirements.lock"
    stamp = Stamp(VENV / ".stamp-packages", digest([lock], sys.version))
    if stamp.is_current():
        return
    say("安装 Python 依赖 (python packages)")
    _uv_sync(PYTHON, lock, environment)
    stamp.record()


def _uv_sync(python: Path, lock: Path, environment: Mapping[str, str]) -> None:
    command = [UV, "pip", "sync", "-q", "--require-hashes", "--python", python, lock]
    _run(f"安装 {lock.name}", *command, environment=environment)


def _install_node_packages(environment: Mapping[str, str]) -> None:
    locks = [ROOT / "package.json", ROOT / "package-lock.json"]
    stamp = Stamp(ROOT / "node_modules" / ".fenggang-stamp", digest(locks))
    if stamp.is_current():
        return
    npm, npm_environment = _find_npm(environment)
    say("安装前端依赖 (front-end packages, npm ci)")
    _run("npm ci", npm, "ci", "--no-progress", "--loglevel=error", environment=npm_environment)
    stamp.record()


def _find_npm(environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The npm to use and its environment: the system's when Node is new enough, else one from a wheel."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _node_major(node) >= OLDEST_NODE:
        return npm, dict(environment)
    lock = ROOT / "requirements-node.lock"
    stamp = Stamp(NODE_VENV / ".stamp-node", digest([lock], sys.version))
    if not stamp.is_current():
        say("安装 Node (no Node >= 20 here: from its wheel)")
        shutil.rmtree(NODE_VENV, ignore_errors=True)
        _run("Node", UV, "venv", "-q", "--python", sys.executable, NODE_VENV, environment=environment)
        _uv_sync(NODE_VENV / "bin" / "python", lock, environment)
        stamp.record()
    search = f"{NODE_VENV / 'bin'}:{environment.get('PATH', os.defpath)}"
    return str(NODE_VENV / "bin" / "npm"), {**environment, "PATH": search}


def _node_major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major = version.removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


if __name__ == "__main__":
    run_main(main)
