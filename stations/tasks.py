"""Index of this app's Celery tasks; it defines none (Celery looks here)."""

from stations.calendar.tasks import seed
from stations.jobs.tasks import run, sweep, tick
from stations.reports.tasks import make_missing
from stations.roster.tasks import extend, extend_all

__all__ = ["extend", "extend_all", "make_missing", "run", "seed", "sweep", "tick"]
