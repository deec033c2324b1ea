"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from stations.access.tasks import forget_old_codes
from stations.calendar.tasks import seed
from stations.jobs.tasks import forget_keys, run, sweep, tick
from stations.reports.tasks import make_missing
from stations.roster.tasks import extend, extend_all
from stations.timeline.tasks import verify

__all__ = [
    "extend",
    "extend_all",
    "forget_keys",
    "forget_old_codes",
    "make_missing",
    "run",
    "seed",
    "sweep",
    "tick",
    "verify",
]
