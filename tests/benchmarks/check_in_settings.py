"""Settings of the benchmark's web server: the portal's own, and the two rivals' doors beside that of check-ins."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

# The rivals also stand at the same place as the door of check-ins, where nobody pays for sessions.
ROOT_URLCONF = "tests.benchmarks.check_in_urls"
MIDDLEWARE = list(MIDDLEWARE)
MIDDLEWARE.insert(
    MIDDLEWARE.index("patrols.checkins.door.CheckInDoorMiddleware"),
    "tests.benchmarks.check_in_rivals.RivalsMiddleware",
)
