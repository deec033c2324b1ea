"""Progress lines and errors told as one sentence."""

import sys
import time
from collections.abc import Callable

_BEGAN = time.monotonic()


class Problem(Exception):
    """Something the operator can act on; its text is the whole message, shown without a traceback."""


def say(text: str) -> None:
    """Print one progress line with the seconds since this process began."""
    # A closed pipe (`make demo | head`) must not keep the supervisor from stopping its children.
    try:
        print(f"[{time.monotonic() - _BEGAN:5.1f}s] {text}", flush=True)
    except OSError:
        sys.stdout = sys.stderr


def run_main(main: Callable[[list[str]], int]) -> None:
    """Run ``main(argv)`` and exit with its code; a :class:`Problem` becomes one sentence and code 1."""
    try:
        code = main(sys.argv[1:])
    except Problem as problem:
        print(f"错误 (error): {problem}", file=sys.stderr, flush=True)
        code = 1
    except PermissionError as denied:
        print(
            f"错误 (error): 无权读写 {denied.filename}；它可能由另一用户（如 root）创建，"
            f"请换回该用户或修正属主 (no permission: fix the owner of that path)。",
            file=sys.stderr,
            flush=True,
        )
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
